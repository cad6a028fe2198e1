import SeqTensor

/// The gradients of weights that were used many times, collected during a backward pass.
///
/// A recurrent weight W [N, K] is applied at every time step, and each step's share of its gradient is a
/// product of few rows, dyᵀ x, that would read and write all of dW. Laid under one another, the rows of all
/// steps make one product that runs at full speed: dW = [dy₁; dy₂; …]ᵀ [x₁; x₂; …].
struct WeightGradients {
  private struct Share {
    let leaf: Int32
    let columns: Range<Int>
    let x, dy: Scalars
  }

  private var shares: [Share] = []

  mutating func removeAll() { shares.removeAll(keepingCapacity: true) }

  /// Notes dW[.., columns] += dyᵀ x. x: [M, columns], dy: [M, N], both alive until the end of the pass.
  mutating func add(leaf: Int32, columns: Range<Int>, x: Scalars, dy: Scalars) {
    shares.append(Share(leaf: leaf, columns: columns, x: x, dy: dy))
  }

  /// Works out everything noted, in the order of first mention.
  mutating func flush(on tape: Tape) {
    var done = [Bool](repeating: false, count: shares.count)
    for first in shares.indices where !done[first] {
      let share = shares[first]
      var same: [Share] = []
      for other in first..<shares.count
      where !done[other] && shares[other].leaf == share.leaf && shares[other].columns == share.columns {
        same.append(shares[other])
        done[other] = true
      }
      add(same, on: tape)
    }
    removeAll()
  }

  /// Adds what all uses of some columns of a weight have given.
  private func add(_ shares: [Share], on tape: Tape) {
    let (leaf, columns) = (shares[0].leaf, shares[0].columns)
    let weight = tape[leaf].shape
    let (height, width) = (weight[0], columns.count)
    // All of the matrix can be overwritten; a part of it must leave the rest at what it holds.
    var claimed =
      width == weight[1]
      ? tape.claimGradient(of: leaf)
      : ClaimedGradient(scalars: tape.gradient(of: leaf), holdsShare: true)
    let gradient = MatrixView(claimed.scalars, weight).columns(columns)
    // The pass went from the last step to the first; in memory they follow each other.
    let steps = Array(shares.reversed())
    let areJoined = (x: joined(steps.map(\.x)) != nil, dy: joined(steps.map(\.dy)) != nil)
    var room: (x: Scalars, dy: Scalars)?
    var start = 0
    while start < steps.count {
      var (end, rows) = (start + 1, steps[start].x.count / width)
      while end < steps.count, areJoined == (true, true) || rows + steps[end].x.count / width <= Self.depth {
        rows += steps[end].x.count / width
        end += 1
      }
      let part = steps[start..<end]
      var (x, dy) = (joined(part.map(\.x)), joined(part.map(\.dy)))
      if x == nil || dy == nil {
        let most = max(Self.depth, steps.map { $0.x.count / width }.max() ?? 0)
        let memory = room ?? (tape.scratch(most * width), tape.scratch(most * height))
        room = memory
        x = x ?? Self.gathered(part.map(\.x), in: memory.x)
        dy = dy ?? Self.gathered(part.map(\.dy), in: memory.dy)
      }
      if let x, let dy {
        let (a, b) = (
          MatrixView(dy, rows: rows, columns: height).transposed, MatrixView(x, rows: rows, columns: width)
        )
        if claimed.holdsShare {
          matrixMultiply(a, b, addingTo: gradient, threads: tape.threads)
        } else {
          matrixMultiply(a, b, into: gradient, threads: tape.threads)
        }
      }
      claimed = ClaimedGradient(scalars: claimed.scalars, holdsShare: true)
      start = end
    }
  }

  /// As many rows as a product takes at a time: gathered, no more of them lie in memory twice.
  private static let depth = 512

  private static func gathered(_ parts: [Scalars], in memory: Scalars) -> Scalars {
    var count = 0
    for part in parts {
      memory[count..<count + part.count].assign(part)
      count += part.count
    }
    return memory[0..<count]
  }
}

/// Runs that follow each other in memory as one; nil if they do not.
func joined(_ parts: [Scalars]) -> Scalars? {
  var count = 0
  for part in parts {
    if part.pointer != parts[0].pointer + count { return nil }
    count += part.count
  }
  return Scalars(start: parts[0].pointer, count: count)
}

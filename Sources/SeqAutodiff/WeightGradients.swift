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
      var same: [Int] = []
      for other in first..<shares.count
      where !done[other] && shares[other].leaf == share.leaf && shares[other].columns == share.columns {
        same.append(other)
        done[other] = true
      }
      let weight = tape[share.leaf].shape
      let width = share.columns.count
      let rows = same.reduce(0) { $0 + shares[$1].x.count / width }
      var x = share.x
      var dy = share.dy
      if same.count > 1 {
        x = tape.scratch(rows * width)
        dy = tape.scratch(rows * weight[0])
        var row = 0
        for index in same {
          let part = shares[index]
          let count = part.x.count / width
          x[row * width..<(row + count) * width].assign(part.x)
          dy[row * weight[0]..<(row + count) * weight[0]].assign(part.dy)
          row += count
        }
      }
      // All of the matrix can be overwritten; a part of it must leave the rest at what it holds.
      let claimed: ClaimedGradient
      if width == weight[1] {
        claimed = tape.claimGradient(of: share.leaf)
      } else {
        claimed = ClaimedGradient(scalars: tape.gradient(of: share.leaf), holdsShare: true)
      }
      let gradient = MatrixView(claimed.scalars, weight).columns(share.columns)
      let product = (
        dy: MatrixView(dy, rows: rows, columns: weight[0]).transposed,
        x: MatrixView(x, rows: rows, columns: width)
      )
      if claimed.holdsShare {
        matrixMultiply(product.dy, product.x, addingTo: gradient)
      } else {
        matrixMultiply(product.dy, product.x, into: gradient)
      }
    }
    removeAll()
  }
}

internal import CKernels

/// A convolution's filters [O, C / groups, height, width] in the forms that its products want, cut into blocks of columns.
///
/// The columns of a matrix of patches are taps and channels, (y, x, c), channels last. A block is as many kernel rows as
/// stay small, or else part of one tap's channels, so that gathering it is a few copies.
package final class PackedFilters: @unchecked Sendable {
  /// Some columns k of the patches of every group.
  struct Block {
    let first, count: Int
    let y, x, channels: Range<Int>

    /// The block's taps in one group's channels.
    func taps(group: Int, channels all: Int) -> seqkit_taps {
      seqkit_taps(
        y0: y.lowerBound, y1: y.upperBound, x0: x.lowerBound, x1: x.upperBound,
        c0: group * all + channels.lowerBound, c1: group * all + channels.upperBound)
    }
  }

  package let filters, channels, groups: Int
  let height, width: Int
  /// Whether pictures are walked over instead of patches being gathered.
  let isDirect: Bool
  /// Whether the gradient of the pictures walks over that of the results too, by `turned`, and nothing wants `backward`. Of few
  /// channels most lanes of a register would lie idle; the product makes all taps of them at once.
  let isTurned: Bool
  let blocks: [Block]
  private let memory: UnsafeMutablePointer<Scalar>
  private let capacity: Int
  /// Whether each output channel is made from the one input channel of the same number.
  package var isDepthwise: Bool { channels == 1 && filters == groups }
  var columns: Int { height * width * channels }
  var filtersOfGroup: Int { filters / groups }

  /// - Parameters:
  ///   - channels: of one group.
  ///   - isDirect: whether the windows that they are for suit convolution without patches.
  package init(filters: Int, channels: Int, height: Int, width: Int, groups: Int, isDirect: Bool) {
    self.isDirect = isDirect
    isTurned = isDirect && channels >= 16
    self.filters = filters
    self.channels = channels
    self.height = height
    self.width = width
    self.groups = groups
    blocks = Self.cut(height: height, width: width, channels: channels)
    let perGroup = filters / groups
    let forward = height * width * channels * kernels.padded(perGroup)
    let backward =
      isTurned
      ? height * width * filters * kernels.padded(channels)
      : blocks.reduce(0) { $0 + perGroup * kernels.padded($1.count) }
    capacity = max(groups * (forward + backward), 1)
    forwardCount = groups * forward
    memory = UnsafeMutableRawPointer.allocate(
      byteCount: capacity * MemoryLayout<Scalar>.stride, alignment: 64
    ).bindMemory(to: Scalar.self, capacity: capacity)
  }

  deinit { UnsafeMutableRawPointer(memory).deallocate() }

  private let forwardCount: Int

  static func cut(height: Int, width: Int, channels: Int) -> [Block] {
    let most = 512
    var blocks: [Block] = []
    if width * channels <= most {
      let rows = min(height, most / (width * channels))
      for range in chunks(of: height, length: rows) {
        blocks.append(
          Block(
            first: range.lowerBound * width * channels, count: range.count * width * channels, y: range,
            x: 0..<width, channels: 0..<channels))
      }
    } else {
      for y in 0..<height {
        for x in 0..<width {
          for part in chunks(of: channels, length: most) {
            blocks.append(
              Block(
                first: (y * width + x) * channels + part.lowerBound, count: part.count, y: y..<y + 1,
                x: x..<x + 1, channels: part))
          }
        }
      }
    }
    return blocks
  }

  /// B [k, O] of one block: out = patches B.
  func forward(_ block: Int, group: Int) -> UnsafeMutablePointer<Scalar> {
    let wide = kernels.padded(filtersOfGroup)
    if isDepthwise { return memory }
    return memory + (group * columns + blocks[block].first) * wide
  }

  /// For each tap B [O, C]: pictures = the sum over taps of out B.
  var turned: UnsafeMutablePointer<Scalar> { memory + forwardCount }

  /// B [O, k] of one block: patches = out B.
  func backward(_ block: Int, group: Int) -> UnsafeMutablePointer<Scalar> {
    var place = forwardCount + group * blocks.reduce(0) { $0 + filtersOfGroup * kernels.padded($1.count) }
    for earlier in blocks[..<block] { place += filtersOfGroup * kernels.padded(earlier.count) }
    return memory + place
  }

  /// Takes the values of `weight` [O, C / groups, height, width] anew.
  package func pack(_ weight: Scalars, threads: Int) {
    guard weight.count == filters * columns else {
      shapeFailure(
        "packing filters", Shape(weight.count), Shape(filters, columns),
        because: "the numbers of elements differ")
    }
    let taps = height * width
    if isDepthwise {
      // [tap, C], side by side as the pictures' channels are.
      for channel in 0..<filters {
        for tap in 0..<taps { memory[tap * filters + channel] = weight[channel * taps + tap] }
      }
      return
    }
    var arranged = weight.pointer
    var own: UnsafeMutablePointer<Scalar>?
    if taps > 1 {
      // Channels last within each filter.
      let copy = UnsafeMutablePointer<Scalar>.allocate(capacity: weight.count)
      inParallel(filters, threads: threads) { filter in
        let from = weight.pointer + filter * columns
        let to = copy + filter * columns
        for tap in 0..<taps {
          for channel in 0..<channels { to[tap * channels + channel] = from[channel * taps + tap] }
        }
      }
      arranged = copy
      own = copy
    }
    defer { own?.deallocate() }
    inParallel(groups * blocks.count, threads: threads) { task in
      let (group, number) = task.quotientAndRemainder(dividingBy: blocks.count)
      let block = blocks[number]
      let matrix = arranged + group * filtersOfGroup * columns + block.first
      kernels.pack(block.count, filtersOfGroup, matrix, 1, columns, forward(number, group: group))
      if isTurned { return }
      kernels.pack(filtersOfGroup, block.count, matrix, columns, 1, backward(number, group: group))
    }
    guard isTurned else { return }
    for tap in 0..<taps {
      kernels.pack(
        filters, channels, arranged + tap * channels, columns, 1,
        turned + tap * filters * kernels.padded(channels))
    }
  }

  /// Adds gradients [k, O / groups] of every group, as products make them, to one laid out as the weights are.
  ///
  /// - Parameter gradients: one or several, which are added in order.
  func add(_ gradients: Scalars, to weight: Scalars, threads: Int) {
    let (taps, each) = (height * width, filtersOfGroup)
    let size = groups * columns * each
    let parts = chunks(of: each, length: 16)
    inParallel(groups * parts.count, threads: threads) { task in
      let (group, number) = task.quotientAndRemainder(dividingBy: parts.count)
      let part = parts[number]
      for start in stride(from: 0, to: gradients.count, by: size) {
        var from = gradients.pointer + start + group * columns * each + part.lowerBound
        for tap in 0..<taps {
          for channel in 0..<channels {
            // Neighbouring filters lie side by side here, and a filter apart there.
            var to = weight.pointer + (group * each + part.lowerBound) * columns + channel * taps + tap
            for filter in 0..<part.count {
              to.pointee += from[filter]
              to += columns
            }
            from += each
          }
        }
      }
    }
  }
}

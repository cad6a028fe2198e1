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
  let blocks: [Block]
  private let memory: UnsafeMutablePointer<Scalar>
  private let capacity: Int
  /// Whether each output channel is made from the one input channel of the same number.
  package var isDepthwise: Bool { channels == 1 && filters == groups }
  var columns: Int { height * width * channels }
  var filtersOfGroup: Int { filters / groups }

  /// - Parameter channels: of one group.
  package init(filters: Int, channels: Int, height: Int, width: Int, groups: Int) {
    self.filters = filters
    self.channels = channels
    self.height = height
    self.width = width
    self.groups = groups
    blocks = Self.cut(height: height, width: width, channels: channels)
    let perGroup = filters / groups
    let forward = height * width * channels * kernels.padded(perGroup)
    let backward = blocks.reduce(0) { $0 + perGroup * kernels.padded($1.count) }
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

  /// B [O, k] of one block: patches = out B.
  func backward(_ block: Int, group: Int) -> UnsafeMutablePointer<Scalar> {
    var place = forwardCount + group * blocks.reduce(0) { $0 + filtersOfGroup * kernels.padded($1.count) }
    for earlier in blocks[..<block] { place += filtersOfGroup * kernels.padded(earlier.count) }
    return memory + place
  }

  /// Takes the values of `weight` [O, C / groups, height, width] anew.
  package func pack(_ weight: Scalars) {
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
      for filter in 0..<filters {
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
    for group in 0..<groups {
      let matrix = arranged + group * filtersOfGroup * columns
      for (number, block) in blocks.enumerated() {
        kernels.pack(
          block.count, filtersOfGroup, matrix + block.first, 1, columns, forward(number, group: group))
        kernels.pack(
          filtersOfGroup, block.count, matrix + block.first, columns, 1, backward(number, group: group))
      }
    }
  }

  /// Adds a gradient [k, O / groups] of every group, as products make it, to one laid out as the weights are.
  func add(_ gradient: UnsafePointer<Scalar>, to weight: Scalars) {
    let (taps, each) = (height * width, filtersOfGroup)
    for filter in 0..<filters {
      let from = gradient + filter / each * columns * each + filter % each
      let to = weight.pointer + filter * columns
      for tap in 0..<taps {
        for channel in 0..<channels { to[channel * taps + tap] += from[(tap * channels + channel) * each] }
      }
    }
  }

}

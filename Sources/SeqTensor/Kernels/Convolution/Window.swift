package import CKernels

/// What is added around a picture before a window slides over it.
public enum WindowPadding: Sendable, Hashable {
  /// Nothing: windows lie within the picture ("valid").
  case none
  /// As many rows above as below, and columns on the left as on the right.
  case each(rows: Int, columns: Int)
  /// So that stride 1 keeps the size; of an odd number the larger part goes to the bottom and the right, as in PyTorch.
  case same
  /// So that the output has ⌈size / stride⌉ places; the larger part goes to the bottom and the right, as in TensorFlow.
  case tensorFlowSame
}

/// A kernel's or a pooling's window: its size, and how it slides.
public struct Window: Sendable, Hashable {
  public var height, width: Int
  public var strideRows, strideColumns: Int
  public var dilationRows, dilationColumns: Int
  public var padding: WindowPadding
  /// Whether a last window may reach over the border ("ceil mode"), as Caffe's pooling does.
  public var roundsUp: Bool

  public init(
    _ height: Int, _ width: Int, stride: Int = 1, dilation: Int = 1, padding: WindowPadding = .none,
    roundsUp: Bool = false
  ) {
    guard height > 0, width > 0, stride > 0, dilation > 0 else {
      fatalError("window \(height) x \(width), stride \(stride), dilation \(dilation): all must be positive")
    }
    self.height = height
    self.width = width
    strideRows = stride
    strideColumns = stride
    dilationRows = dilation
    dilationColumns = dilation
    self.padding = padding
    self.roundsUp = roundsUp
  }

  /// A square window.
  public init(
    _ size: Int, stride: Int = 1, dilation: Int = 1, padding: WindowPadding = .none, roundsUp: Bool = false
  ) {
    self.init(size, size, stride: stride, dilation: dilation, padding: padding, roundsUp: roundsUp)
  }

  /// The window over pictures of one size; nil where it is larger than the padded picture.
  public func placed(height rows: Int, width columns: Int, channels: Int) -> PlacedWindow? {
    let vertical = Self.fit(rows, height, strideRows, dilationRows, padding, roundsUp, isVertical: true)
    let horizontal = Self.fit(
      columns, width, strideColumns, dilationColumns, padding, roundsUp, isVertical: false)
    guard let vertical, let horizontal else { return nil }
    return PlacedWindow(
      window: self, height: rows, width: columns, channels: channels, outHeight: vertical.out,
      outWidth: horizontal.out, padTop: vertical.before, padBottom: vertical.after,
      padLeft: horizontal.before, padRight: horizontal.after)
  }

  private static func fit(
    _ size: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ padding: WindowPadding, _ roundsUp: Bool,
    isVertical: Bool
  ) -> (out: Int, before: Int, after: Int)? {
    let extent = dilation * (kernel - 1) + 1
    var (before, after) = (0, 0)
    switch padding {
    case .none: break
    case .each(let rows, let columns):
      before = isVertical ? rows : columns
      after = before
    case .same:
      before = (extent - 1) / 2
      after = extent - 1 - before
    case .tensorFlowSame:
      let total = max(0, ((size + stride - 1) / stride - 1) * stride + extent - size)
      before = total / 2
      after = total - before
    }
    let room = size + before + after - extent
    guard size > 0, room >= 0 else { return nil }
    var out = (roundsUp ? (room + stride - 1) / stride : room / stride) + 1
    // The last window must begin within the picture or the padding before it.
    if roundsUp && (out - 1) * stride >= size + before { out -= 1 }
    return (out, before, after)
  }
}

/// A window over pictures of one size: all numbers that a kernel needs.
public struct PlacedWindow: Sendable, Hashable {
  public let window: Window
  public let height, width, channels: Int
  public let outHeight, outWidth: Int
  package let padTop, padBottom, padLeft, padRight: Int

  /// Places of one output picture.
  package var positions: Int { outHeight * outWidth }
  package var inputCount: Int { height * width * channels }

  package var cWindow: seqkit_window {
    seqkit_window(
      height: height, width: width, channels: channels, out_width: outWidth, kernel_height: window.height,
      kernel_width: window.width, stride_y: window.strideRows, stride_x: window.strideColumns,
      dilation_y: window.dilationRows, dilation_x: window.dilationColumns, pad_top: padTop, pad_left: padLeft,
      pad_bottom: padBottom, pad_right: padRight)
  }

  /// Whether a patch is one place of the picture, so that the picture is the matrix of its patches.
  var isPointwise: Bool {
    window.height == 1 && window.width == 1 && window.strideRows == 1 && window.strideColumns == 1
      && outHeight == height && outWidth == width
  }
}

// How a node of a tape keeps a window.
extension PlacedWindow {
  package var integers: [Int32] {
    let w = window
    return [
      w.height, w.width, w.strideRows, w.strideColumns, w.dilationRows, w.dilationColumns, height, width,
      channels, outHeight, outWidth, padTop, padBottom, padLeft, padRight,
    ].map(Int32.init)
  }

  package init(_ integers: Integers) {
    func at(_ index: Int) -> Int { Int(integers[index]) }
    var window = Window(at(0), at(1))
    window.strideRows = at(2)
    window.strideColumns = at(3)
    window.dilationRows = at(4)
    window.dilationColumns = at(5)
    self.init(
      window: window, height: at(6), width: at(7), channels: at(8), outHeight: at(9), outWidth: at(10),
      padTop: at(11), padBottom: at(12), padLeft: at(13), padRight: at(14))
  }
}

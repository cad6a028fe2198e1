import SeqTensor

/// The largest element of every window and channel; the pullback finds it again. Integers: the placed window.
private enum MaximumPool: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    maximumPool(tape[out.a].values, PlacedWindow(out.integers), into: out.values, threads: tape.threads)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    let da = tape.claimGradient(of: out.a)
    maximumPoolPullback(
      tape[out.a].values, out.values, out.outGradient, PlacedWindow(out.integers), dPictures: da.scalars,
      holdsShare: da.holdsShare, scratch: tape.scratch(out.shape[0] * out.shape[3]), threads: tape.threads)
  }
}

/// The mean of every window and channel. Integers: the placed window; attribute: whether padding counts.
private enum AveragePool: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    averagePool(
      tape[out.a].values, PlacedWindow(out.integers), countsPadding: out.attributes[0] == 1, into: out.values,
      threads: tape.threads)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    let da = tape.claimGradient(of: out.a)
    averagePoolPullback(
      out.outGradient, PlacedWindow(out.integers), countsPadding: out.attributes[0] == 1,
      dPictures: da.scalars, holdsShare: da.holdsShare, threads: tape.threads)
  }
}

/// The mean of each of the uneven parts that a picture is divided into, as many as the result has places.
private enum AdaptiveAveragePool: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let a = tape[out.a]
    adaptiveAveragePool(
      a.values, AdaptiveWindows(a.shape, out.shape), into: out.values, threads: tape.threads)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    adaptiveAveragePoolPullback(
      out.outGradient, AdaptiveWindows(tape[out.a].shape, out.shape), into: tape.gradient(of: out.a),
      threads: tape.threads)
  }
}

/// `out[b, c, y, x] = a[b, y, x, c]`: from channels last to channels first. da adds dout, turned back.
private enum ChannelsFirst: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let a = tape[out.a]
    channelsFirst(
      a.values, batch: a.shape[0], channels: a.shape[3], into: out.values, threads: tape.threads)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    let shape = tape[out.a].shape
    channelsFirstPullback(
      out.outGradient, batch: shape[0], channels: shape[3], into: tape.gradient(of: out.a),
      threads: tape.threads)
  }
}

extension Variable {
  /// The largest element of every window, channel by channel. [B, height, width, C] gives the same with fewer places.
  ///
  /// Of equal elements the first in the order of rows has the gradient. Padding is never the largest.
  public func maximumPooled(_ window: Window) -> Variable {
    let placed = placed(window, "maximumPooled")
    return tape.record(
      MaximumPool.self, [shape[0], placed.outHeight, placed.outWidth, shape[3]], self,
      integers: tape.integers(placed.integers))
  }

  /// The mean of every window, channel by channel. As in PyTorch, such a window has no dilation.
  ///
  /// - Parameter countsPadding: whether places of the padding count as zeros, as PyTorch's default has it.
  public func averagePooled(_ window: Window, countsPadding: Bool = true) -> Variable {
    guard window.dilationRows == 1, window.dilationColumns == 1 else {
      shapeFailure(
        "averagePooled", shape, [window.height, window.width],
        because:
          "the dilation is \(window.dilationRows) by \(window.dilationColumns), and average pooling needs 1 by 1"
      )
    }
    let placed = placed(window, "averagePooled")
    return tape.record(
      AveragePool.self, [shape[0], placed.outHeight, placed.outWidth, shape[3]], self,
      attributes: [countsPadding ? 1 : 0, 0, 0, 0], integers: tape.integers(placed.integers))
  }

  /// The means of the parts that a picture is divided into, so many down and across, channel by channel: PyTorch's adaptive
  /// average pooling. [B, height, width, C] gives [B, rows, columns, C].
  ///
  /// Where a size is not divisible, parts share a row or a column with their neighbours; there may be more parts than places.
  public func averagePooled(rows: Int, columns: Int) -> Variable {
    let shape = shape
    guard shape.rank == 4, shape.count > 0, rows > 0, columns > 0 else {
      shapeFailure(
        "averagePooled", shape, [rows, columns],
        because: "[B, height, width, C] and at least one part are needed")
    }
    return tape.record(AdaptiveAveragePool.self, [shape[0], rows, columns, shape[3]], self)
  }

  /// The mean over all places. [B, height, width, C] gives [B, C].
  public func globalAveragePooled() -> Variable {
    let shape = shape
    guard shape.rank == 4 else {
      shapeFailure("globalAveragePooled", shape, because: "[B, height, width, C] is needed")
    }
    return averagePooled(Window(shape[1], shape[2])).reshaped(to: [shape[0], shape[3]])
  }

  /// Channels before places, the order in which PyTorch flattens. [B, height, width, C] gives [B, C, height, width].
  public func channelsFirst() -> Variable {
    let shape = shape
    guard shape.rank == 4 else {
      shapeFailure("channelsFirst", shape, because: "[B, height, width, C] is needed")
    }
    let result: Shape = [shape[0], shape[3], shape[1], shape[2]]
    // One place or one channel: nothing changes its order.
    if shape[3] == 1 || shape[1] * shape[2] == 1 { return reshaped(to: result) }
    return tape.record(ChannelsFirst.self, result, self)
  }

  private func placed(_ window: Window, _ operation: String) -> PlacedWindow {
    let shape = shape
    guard shape.rank == 4, shape.count > 0 else {
      shapeFailure(operation, shape, because: "[B, height, width, C] is needed")
    }
    guard let placed = window.placed(height: shape[1], width: shape[2], channels: shape[3]) else {
      shapeFailure(
        operation, shape, [window.height, window.width], because: "the window is larger than the picture")
    }
    return placed
  }
}

import SeqTensor

/// `out = bounded(a ∗ b + c)`: a pictures [B, height, width, C], b weights [O, C / groups, kernel], c bias [O] or none.
///
/// Integers: the placed window, the groups, whether there is a bias, and which bounds. The pullback first sets to zero
/// what arrived where a result lies on a bound; then da += dout ∗ bᵀ, db += patches(a)ᵀ dout, dc += Σ dout. Patches are
/// gathered again, not kept: they are as many times larger than the pictures as the kernel has taps.
private enum Convolution: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let window = PlacedWindow(out.integers)
    let bias = hasBias(out) ? tape[out.c].values : nil
    let pictures = tape[out.a].values
    if window.suitsWinograd(filters: out.shape.columns, groups: Int(out.attributes[0])),
      let filters = tape.winogradFilters(out.b, filters: out.shape.columns, channels: window.channels)
    {
      convolve(
        pictures, window, filters: filters, bias: bias, bounds: bounds(of: out), into: out.values,
        threads: tape.threads)
    } else {
      convolve(
        pictures, window, filters: filters(of: out, window, on: tape), bias: bias, bounds: bounds(of: out),
        into: out.values, threads: tape.threads)
    }
  }

  static func pullback(_ out: Node, on tape: Tape) {
    let window = PlacedWindow(out.integers)
    let filters = filters(of: out, window, on: tape)
    let dout = out.gradientWithin(bounds(of: out), threads: tape.threads)
    if hasBias(out), tape.wantsGradient(out.c) {
      columnSums(
        of: dout, addingTo: tape.gradient(of: out.c), threads: tape.threads, scratch: tape.scratch)
    }
    let pictures = tape[out.a].values
    let (wantsPictures, wantsWeights) = (tape.wantsGradient(out.a), tape.wantsGradient(out.b))
    if filters.isDepthwise {
      depthwisePullback(
        pictures, dout, window, filters: filters, dPictures: wantsPictures ? tape.gradient(of: out.a) : nil,
        dWeight: wantsWeights ? tape.gradient(of: out.b) : nil, threads: tape.threads, scratch: tape.scratch)
      return
    }
    if wantsWeights {
      convolutionWeightPullback(
        pictures, dout, window, filters: filters, dWeight: tape.gradient(of: out.b), threads: tape.threads,
        scratch: tape.scratch)
    }
    if wantsPictures {
      let da = tape.claimGradient(of: out.a)
      convolutionInputPullback(
        dout, window, filters: filters, dPictures: da.scalars, adds: da.holdsShare, threads: tape.threads)
    }
  }

  private static func filters(of out: Node, _ window: PlacedWindow, on tape: Tape) -> PackedFilters {
    let groups = Int(out.attributes[0])
    return tape.packedFilters(
      out.b, filters: out.shape.columns, channels: window.channels / groups, height: window.window.height,
      width: window.window.width, groups: groups,
      isDirect: window.suitsDirect(filters: out.shape.columns, groups: groups))
  }

  private static func hasBias(_ out: Node) -> Bool { out.attributes[1] == 1 }

  private static func bounds(of out: Node) -> Bounds { out.bounds(attribute: 2) }
}

/// What is done to every result in the same pass.
public enum Rectifier: Int32, Sendable, Hashable {
  case none = 0
  /// max(0, x).
  case relu
  /// min(max(0, x), 6).
  case relu6

  package var bounds: Bounds {
    switch self {
    case .none: .none
    case .relu: .relu
    case .relu6: .relu6
    }
  }
}

extension Node {
  /// What a rectifier puts the results within, whose number is one of the attributes.
  func bounds(attribute: Int) -> Bounds { (Rectifier(rawValue: attributes[attribute]) ?? .none).bounds }

  /// The gradient of the results as they were before they were put within bounds, in the memory of what arrived: zeros where a
  /// result lies on a bound.
  func gradientWithin(_ bounds: Bounds, threads: Int) -> Scalars {
    if !bounds.isNone { boundsPullback(values, bounds: bounds, gradient: outGradient, threads: threads) }
    return outGradient
  }
}

/// A two-dimensional convolution (a cross-correlation, as in every library) of channel-last pictures.
///
///     out[b, y, x, o] = bias[o] + Σ weight[o, c, i, j] pictures[b, y s + i d − p, x s + j d − p, c]
///
/// Where no gradients are wanted, 3x3 kernels of stride 1 between 32 channels or more go by Winograd's F(2x2, 3x3)
/// (Lavin and Gray 2016, section 4.1), whose results differ from the sum's by rounding alone.
///
/// - Parameters:
///   - pictures: [B, height, width, C].
///   - weight: [O, C / groups, kernel height, kernel width], as in PyTorch.
///   - window: the kernel's size, stride, dilation and padding.
///   - groups: each group of C / groups channels makes O / groups of the results; C groups are a depthwise convolution.
/// - Returns: [B, height, width, O].
public func convolution(
  _ pictures: Variable, weight: Variable, bias: Variable? = nil, window: Window, groups: Int = 1,
  rectifier: Rectifier = .none
) -> Variable {
  let shape = pictures.shape
  guard shape.rank == 4, groups > 0, shape[3] % groups == 0 else {
    shapeFailure("convolution", shape, because: "[B, height, width, C] with whole groups is needed")
  }
  let filters = weight.shape.rank > 0 ? weight.shape[0] : 0
  guard weight.shape.count == filters * (shape[3] / groups) * window.height * window.width,
    filters > 0, filters % groups == 0
  else {
    shapeFailure(
      "convolution", shape, weight.shape,
      because: "weights [O, \(shape[3] / groups), \(window.height), \(window.width)] are needed")
  }
  if let bias, bias.shape.count != filters {
    shapeFailure("convolution", weight.shape, bias.shape, because: "the bias needs one number a filter")
  }
  guard let placed = window.placed(height: shape[1], width: shape[2], channels: shape[3]) else {
    shapeFailure("convolution", shape, weight.shape, because: "the kernel is larger than the padded picture")
  }
  let tape = pictures.tape
  return tape.record(
    Convolution.self, [shape[0], placed.outHeight, placed.outWidth, filters], pictures, weight, bias,
    attributes: [Int32(groups), bias == nil ? 0 : 1, rectifier.rawValue, 0],
    integers: tape.integers(placed.integers))
}

/// A one-dimensional convolution of sequences [B, T, C] by weights [O, C / groups, kernel]; the result: [B, T′, O].
///
/// - Parameter padding: what stands before and after a sequence, which is a picture of one row: with `.each` the columns, and
///   no rows.
public func convolution1d(
  _ sequences: Variable, weight: Variable, bias: Variable? = nil, kernel: Int, stride: Int = 1,
  dilation: Int = 1, padding: WindowPadding = .none, groups: Int = 1, rectifier: Rectifier = .none
) -> Variable {
  let shape = sequences.shape
  guard shape.rank == 3 else { shapeFailure("convolution1d", shape, because: "[B, T, C] is needed") }
  if case .each(let rows, _) = padding, rows != 0 {
    shapeFailure("convolution1d", shape, because: "a sequence has no rows to be padded by \(rows)")
  }
  let out = convolution(
    sequences.reshaped(to: [shape[0], 1, shape[1], shape[2]]), weight: weight, bias: bias,
    window: Window(1, kernel, stride: stride, dilation: dilation, padding: padding), groups: groups,
    rectifier: rectifier)
  return out.reshaped(to: [shape[0], out.shape[2], out.shape[3]])
}

/// The same with `padding` places before a sequence and as many after it.
public func convolution1d(
  _ sequences: Variable, weight: Variable, bias: Variable? = nil, kernel: Int, stride: Int = 1,
  dilation: Int = 1, padding: Int, groups: Int = 1, rectifier: Rectifier = .none
) -> Variable {
  convolution1d(
    sequences, weight: weight, bias: bias, kernel: kernel, stride: stride, dilation: dilation,
    padding: .each(rows: 0, columns: padding), groups: groups, rectifier: rectifier)
}

import SeqAutodiff
import SeqLayers
import SeqTensor

/// Declares a picture network layer by layer: follows shapes and receptive fields, and declares the weights.
///
/// Declaring takes no memory for weights: a network of 140 million costs nothing until `finish`.
public struct NetworkBuilder: ~Copyable {
  private var scope = ParameterScope()
  private var layers: [NamedLayer] = []
  private var prefix = ""
  private var statisticsCount = 0
  private var initialization: WeightInitialization
  /// What the last layer gives.
  private(set) var shape: LayerShape
  private let input: LayerShape
  /// Rows that one element sees, and rows between neighbours.
  private var field: (size: Int, step: Int)? = (1, 1)
  private(set) var problem: String?
  /// The last layer that is declared, for a network that is to be a describer of pictures; nil for all of them.
  private let end: String?
  private var isOver = false

  init(
    height: Int, width: Int, channels: Int, initialization: WeightInitialization = .pyTorch,
    endingAfter end: String? = nil
  ) {
    self.end = end
    input = .map(height: height, width: width, channels: channels)
    shape = input
    self.initialization = initialization
  }

  /// Begins with vectors, such as features that were worked out before.
  public init(vector size: Int) {
    end = nil
    input = .vector(size)
    shape = input
    field = nil
    initialization = .glorot
  }

  /// The network, without its weights.
  public func network(
    name: String, featureLayer: String = "", preprocessing: PicturePreprocessing = .unit
  ) -> ImageNetwork {
    ImageNetwork(
      name: name, input: input, layers: layers, trainable: scope.count - statisticsCount,
      statistics: statisticsCount, featureLayer: featureLayer, preprocessing: preprocessing, problem: problem)
  }

  /// The weights, drawn anew.
  public consuming func finish(random: RandomSource) -> ParameterStore { scope.finish(random: random) }
  /// The weights, to be filled from a file.
  public consuming func finishEmpty() -> ParameterStore { scope.finishEmpty() }
  /// How many scalars have been declared so far.
  var count: Int { scope.count }
  /// Names and shapes of all weights in the order of declaration.
  public var declarations: [(name: String, shape: Shape)] { scope.declarations }

  // MARK: - Layers

  mutating func convolution(
    _ name: String, _ filters: Int, _ window: Window, groups: Int = 1, bias: Bool = true,
    rectifier: Rectifier = .none
  ) {
    let channels = shape.channels
    guard let placed = place(window, name) else { return }
    let initialization = initialization
    add(name, .map(height: placed.outHeight, width: placed.outWidth, channels: filters), window) {
      .convolution(
        Convolution2d(
          inputChannels: channels, outputChannels: filters, window: window, groups: groups, bias: bias,
          initialization: initialization, scope: &$0), rectifier)
    }
  }

  /// - Parameter connections: for each filter the maps that it sees.
  mutating func partialConvolution(_ name: String, _ connections: [[Int]], _ window: Window) {
    let channels = shape.channels
    guard let placed = place(window, name) else { return }
    guard connections.allSatisfy({ $0.allSatisfy((0..<channels).contains) }) else {
      return fail(name, "is connected to maps that are not there, of \(shape)")
    }
    let initialization = initialization
    let out = LayerShape.map(
      height: placed.outHeight, width: placed.outWidth, channels: connections.count)
    add(name, out, window) {
      .partialConvolution(
        PartialConvolution2d(
          inputChannels: channels, connections: connections, window: window, initialization: initialization,
          scope: &$0))
    }
  }

  mutating func subsampling(_ name: String, _ window: Window) {
    guard let placed = place(window, name) else { return }
    let out = LayerShape.map(height: placed.outHeight, width: placed.outWidth, channels: placed.channels)
    add(name, out, window) {
      .subsampling(Subsampling(channels: placed.channels, window: window, scope: &$0))
    }
  }

  mutating func batchNorm(_ name: String, epsilon: Scalar = 1e-5, rectifier: Rectifier = .none) {
    let channels = shape.channels
    add(name, shape, statistics: 2 * channels) {
      .batchNorm(BatchNorm(channels: channels, epsilon: epsilon, scope: &$0), rectifier)
    }
  }

  mutating func maximumPool(_ name: String, _ window: Window) {
    guard let placed = place(window, name) else { return }
    let out = LayerShape.map(height: placed.outHeight, width: placed.outWidth, channels: placed.channels)
    add(name, out, window) { _ in .maximumPool(window) }
  }

  mutating func averagePool(_ name: String, _ window: Window, countsPadding: Bool = true) {
    guard let placed = place(window, name) else { return }
    let out = LayerShape.map(height: placed.outHeight, width: placed.outWidth, channels: placed.channels)
    add(name, out, window) { _ in .averagePool(window, countsPadding: countsPadding) }
  }

  /// Means of so many uneven parts down and across.
  mutating func adaptiveAveragePool(_ name: String, rows: Int, columns: Int) {
    guard case .map(let height, let width, let channels) = shape else { return fail(name, "needs a map") }
    let largest = AdaptiveWindows([1, height, width, channels], [1, rows, columns, channels]).largest
    // What an element sees goes by the largest part and by how far parts lie apart.
    let window = Window(largest.rows, largest.columns, stride: (height + rows - 1) / rows)
    add(name, .map(height: rows, width: columns, channels: channels), window) { _ in
      .adaptiveAverage(rows: rows, columns: columns)
    }
  }

  mutating func globalAverage(_ name: String) {
    field = nil
    add(name, .vector(shape.channels)) { _ in .globalAverage }
  }

  mutating func flatten(_ name: String = "flatten") {
    field = nil
    add(name, .vector(shape.count)) { _ in .flatten }
  }

  mutating func linear(_ name: String, _ outputs: Int) {
    guard case .vector(let inputs) = shape else { return fail(name, "needs a vector") }
    let initialization = initialization
    add(name, .vector(outputs)) {
      .linear(
        Linear(inputSize: inputs, outputSize: outputs, initialization: initialization, scope: &$0))
    }
  }

  mutating func activation(_ name: String, _ activation: ImageLayer.Activation) {
    add(name, shape) { _ in .activation(activation) }
  }

  mutating func dropout(_ name: String, rate: Scalar) { add(name, shape) { _ in .dropout(rate: rate) } }

  mutating func responseNorm(
    _ name: String, size: Int = 5, alpha: Scalar = 1e-4, beta: Scalar = 0.75, k: Scalar = 2
  ) {
    add(name, shape) { _ in .responseNorm(size: size, alpha: alpha, beta: beta, k: k) }
  }

  /// Layers whose names begin with `name` and a dot.
  mutating func nested(_ name: String, _ body: (inout NetworkBuilder) -> Void) {
    let outer = prefix
    prefix += name + "."
    body(&self)
    prefix = outer
  }

  /// Several ways from the same input, joined channel after channel.
  mutating func branches(_ name: String, _ ways: [(inout NetworkBuilder) -> Void]) {
    var built: [[NamedLayer]] = []
    let before = (shape: shape, field: field)
    var (channels, widest) = (0, field)
    var size: LayerShape?
    for way in ways {
      (shape, field) = before
      built.append(collect(way))
      channels += shape.channels
      if let own = field, let most = widest {
        widest = own.size > most.size ? own : most
      } else {
        widest = nil
      }
      if let size, size.places != shape.places { fail(name, "joins maps of different sizes") }
      size = shape
    }
    field = widest
    let joined: LayerShape =
      if case .map(let height, let width, _) = size ?? shape {
        .map(height: height, width: width, channels: channels)
      } else {
        .vector(channels)
      }
    add(name, joined) { _ in .branches(built) }
  }

  /// The sum of a way and a shortcut; an empty shortcut is the input itself.
  mutating func residual(
    _ name: String, rectifier: Rectifier, main: (inout NetworkBuilder) -> Void,
    shortcut: (inout NetworkBuilder) -> Void = { _ in }
  ) {
    let before = (shape: shape, field: field)
    let mainLayers = collect(main)
    let after = (shape: shape, field: field)
    (shape, field) = before
    let shortcutLayers = collect(shortcut)
    if shape != after.shape { fail(name, "adds \(shape) to \(after.shape)") }
    (shape, field) = after
    add(name, shape) { _ in .residual(main: mainLayers, shortcut: shortcutLayers, rectifier) }
  }

  /// A classifier on the side.
  mutating func auxiliary(_ name: String, _ body: (inout NetworkBuilder) -> Void) {
    // A describer of pictures needs none.
    if end != nil { return }
    let before = (shape: shape, field: field)
    let side = collect { builder in builder.nested(name, body) }
    (shape, field) = before
    add(name, shape) { _ in .auxiliary(side) }
  }

  // MARK: - Bookkeeping

  private mutating func collect(_ body: (inout NetworkBuilder) -> Void) -> [NamedLayer] {
    let outer = layers
    layers = []
    body(&self)
    defer { layers = outer }
    return layers
  }

  private mutating func add(
    _ name: String, _ output: LayerShape, _ window: Window? = nil, statistics: Int = 0,
    _ layer: (inout ParameterScope) -> ImageLayer
  ) {
    if isOver || problem != nil { return }
    let before = scope.count
    let full = prefix + name
    let made = scope.nested(full, layer)
    if let window, let old = field {
      let extent = window.dilationRows * (window.height - 1)
      field = (old.size + extent * old.step, old.step * window.strideRows)
    }
    shape = output
    statisticsCount += statistics
    layers.append(
      NamedLayer(
        name: full, layer: made, output: output, trainable: scope.count - before - statistics,
        statistics: statistics, receptiveField: field?.size))
    if full == end { isOver = true }
  }

  /// Goes on after the last layer of a describer: averages a map and adds a classifier, named "head".
  public mutating func head(_ outputs: Int, dropout rate: Scalar) {
    isOver = false
    if case .map = shape { globalAverage("head_pool") }
    if rate > 0 { dropout("head_dropout", rate: rate) }
    initialization = .glorot
    linear("head", outputs)
  }

  private mutating func place(_ window: Window, _ name: String) -> PlacedWindow? {
    guard !isOver, problem == nil else { return nil }
    guard case .map(let height, let width, let channels) = shape else {
      fail(name, "needs a map")
      return nil
    }
    guard let placed = window.placed(height: height, width: width, channels: channels) else {
      fail(
        name,
        "has a window of \(window.height) x \(window.width), larger than what is left of the picture, \(shape)"
      )
      return nil
    }
    return placed
  }

  private mutating func fail(_ name: String, _ reason: String) {
    if problem == nil && !isOver { problem = "the layer \(prefix)\(name) \(reason)" }
  }
}

extension LayerShape {
  var places: [Int] {
    if case .map(let height, let width, _) = self { [height, width] } else { [] }
  }
}

import SeqAutodiff
import SeqTensor

/// How a parameter begins.
public enum Initializer: Sendable {
  case zeros
  case constant(Scalar)
  /// Uniform in −bound ..< bound.
  case uniform(bound: Scalar)
  /// Normal of mean 0.
  case normal(deviation: Scalar)

  func value(from random: inout RandomSource) -> Scalar {
    switch self {
    case .zeros: 0
    case .constant(let value): value
    case .uniform(let bound): random.uniform(in: -bound..<bound)
    case .normal(let deviation): random.normal() * deviation
    }
  }
}

/// Where a model declares its parameters, once, in its `init`: name, shape, initialiser.
///
/// Declaring takes no memory; `finish(random:)` allocates and fills, and uses the scope up. Every
/// parameter draws from the stream of its own name, so adding one leaves the others as they were.
public struct ParameterScope: ~Copyable {
  private var declared: [(name: String, parameter: Parameter)] = []
  private var initializers: [Initializer] = []
  private var prefix = ""
  /// The number of scalars declared so far.
  public private(set) var count = 0

  public init() {}

  /// Names and shapes in the order of declaration.
  public var declarations: [(name: String, shape: Shape)] { declared.map { ($0.name, $0.parameter.shape) } }

  /// Declares `name` within the current prefix.
  public mutating func parameter(_ name: String, _ shape: Shape, _ initializer: Initializer) -> Parameter {
    let parameter = Parameter(shape: shape, offset: count, ordinal: declared.count)
    declared.append((prefix + name, parameter))
    initializers.append(initializer)
    count += shape.count
    return parameter
  }

  /// Declares a part of the model, whose names all begin with `name` and a dot.
  public mutating func nested<Part>(_ name: String, _ part: (inout ParameterScope) -> Part) -> Part {
    let outer = prefix
    prefix += name + "."
    defer { prefix = outer }
    return part(&self)
  }

  /// The parameters, allocated and initialised.
  public consuming func finish(random: RandomSource) -> ParameterStore {
    let store = ParameterStore(declared)
    for ((name, parameter), initializer) in zip(declared, initializers) {
      var stream = random.stream(named: name)
      let values = store.values[parameter.range]
      for place in values.indices { values[place] = initializer.value(from: &stream) }
    }
    store.valuesChanged()
    return store
  }

  /// The parameters, allocated and zero.
  public consuming func finishEmpty() -> ParameterStore { ParameterStore(declared) }

  /// The parameters, allocated, with arbitrary values until a file has filled them all.
  package consuming func finishUnfilled() -> ParameterStore { ParameterStore(declared, isCleared: false) }
}

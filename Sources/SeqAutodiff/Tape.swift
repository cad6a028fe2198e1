import SeqTensor

/// One kind of step on the tape: how its value follows from its inputs, and how its gradient flows back.
///
/// A metatype of it, two words that need no reference counting, is all a node stores of its operation:
/// neither function captures anything, everything they need is in the node.
package protocol Operation {
  /// Computes `out.values` from the values of the inputs.
  static func forward(_ out: Node, on tape: Tape)

  /// Adds to the gradient of every input its share of `out.outGradient`.
  static func pullback(_ out: Node, on tape: Tape)
}

/// What the tape remembers of one operation: plain old data.
package struct Node: BitwiseCopyable {
  package let operation: any Operation.Type
  package let shape: Shape
  package let values: Scalars
  /// The gradient that has arrived, of the same shape; nil until the first share of it does.
  fileprivate(set) var gradient: Scalars?
  /// Which elements of `gradient` hold something, if not all do; the others are arbitrary. Of a node with memory of its own.
  fileprivate var arrived: Range<Int> {
    get { firstArrived..<endArrived }
    set { (firstArrived, endArrived) = (newValue.lowerBound, newValue.upperBound) }
  }
  fileprivate var firstArrived = 0
  fileprivate var endArrived = 0
  /// Whether all of `gradient` holds something.
  fileprivate var isComplete = false
  /// Places of the inputs on the tape; those that an operation does not have repeat `a`.
  package let a, b, c, d: Int32
  /// Whole numbers of the operation's own, such as the first column of a slice.
  package let attributes: SIMD4<Int32>
  /// A real number of the operation's own, such as a factor.
  package let factor: Scalar
  /// What the pullback wants kept besides values. Where no gradients are wanted it holds until the next operation.
  package let saved: Scalars
  /// Token ids, lengths, or the places of many inputs.
  package let integers: Integers
  /// Where in the memory of input `a` this node's memory lies, for a node that has none of its own; else -1.
  fileprivate let aliasOffset: Int
  /// Which parameter of the store this leaf is; -1 for every other node.
  package let parameter: Int32
  /// Whether nothing that has a gradient lies behind it, so that its own is not needed.
  package let isConstant: Bool
  /// Whether it is a constant that is 0 everywhere, such as the state before a sequence: what is multiplied by it can be
  /// left out.
  package var isZero = false
  /// Whether nothing reads the values once their gradient has begun to arrive, so that it may take their place: in memory that
  /// is in the cache, as they were just read.
  fileprivate var givesWay = false

  package var matrix: MatrixView { MatrixView(values, shape) }

  /// The gradient of this node's own value; a pullback runs only once there is one.
  package var outGradient: Scalars { gradient.unsafelyUnwrapped }
}

/// Memory for a gradient, and whether something lies in it already that must be added to.
package struct ClaimedGradient {
  package let scalars: Scalars
  /// False where the memory holds nothing yet: the first share overwrites.
  package let holdsShare: Bool
}

/// The record of a computation, in order, from which gradients are worked out in reverse.
///
/// Nodes lie in one buffer and values in arenas; both are kept from step to step, so a warm step
/// asks for no memory for values and nodes. A tape belongs to one task and is deliberately not `Sendable`; work
/// that is split over tasks has a tape each, over one shared `ParameterStore`.
public final class Tape {
  private let nodes = NodeBuffer(capacity: 1024)
  private let memory = StepArena()
  private var parameters: ParameterStore?
  private var gradients: Gradients?
  /// Whether some of the parameters may be there as an int8 model file has them.
  private var keepsInt8 = false
  /// Where each parameter's leaf stands on the tape in this step; -1 before its first use.
  private var leaves: [Int32] = []
  private var weightGradients = WeightGradients()
  /// On how many threads operations that cut their own work may run; results do not depend on it.
  public var threads = 1
  /// Which parameters, by their number, are held fast: their gradient is 0, and nothing flows back through what depends
  /// on nothing else. Empty: none.
  package var frozen: [Bool] = []
  /// Tells variables of an earlier step from those of this one.
  private(set) var step: Int32 = 0
  /// Whether every weight is used at many steps of this computation, so that packing it pays even where a step has few rows.
  /// A model says so after the step has begun; it holds until the next begins.
  package var reusesWeights = false
  /// Whether products by weights give each row the same bits whatever rows there are beside it, as a search wants whose sentences
  /// come in batches: large ones do without the processor's tile unit then. Said and forgotten as the above.
  package var rowsStandAlone = false

  public init() {}

  /// How often memory was asked of the system for values and gradients. A warm step leaves it alone.
  package var systemAllocations: Int { memory.systemAllocations }

  /// How many nodes fit without asking the system. A warm step leaves it alone.
  package var nodeCapacity: Int { nodes.capacity }

  /// How many operations, parameters and constants this step has recorded.
  package var nodeCount: Int { nodes.count }

  /// Forgets every variable and keeps the memory; parameters are read from `parameters` from now on.
  ///
  /// - Parameter gradients: where the gradients will go, in the layout of `parameters`; nil where none are wanted.
  package func begin(with parameters: ParameterStore, gradients: Gradients? = nil) {
    nodes.removeAll()
    memory.reset(keepsAll: gradients != nil)
    weightGradients.removeAll()
    step &+= 1
    reusesWeights = false
    rowsStandAlone = false
    self.parameters = parameters
    self.gradients = gradients
    keepsInt8 = gradients == nil && parameters.keepsInt8
    if !keepsInt8 { _ = parameters.values }
    if leaves.count == parameters.entries.count {
      for index in leaves.indices { leaves[index] = -1 }
    } else {
      leaves = Array(repeating: -1, count: parameters.entries.count)
    }
  }

  /// Fills the gradients of everything that `output`, one number, was computed from.
  package func backward(from output: Variable) {
    guard output.shape.count == 1 else {
      shapeFailure("backward", output.shape, because: "one number is needed")
    }
    guard let parameters, let gradients else { fatalError("backward: the step was begun without gradients") }
    gradient(of: output.index)[0] = 1
    for index in (0..<Int32(nodes.count)).reversed() {
      let node = nodes[index]
      // A constant has one only where an operation could not do without: nothing further back wants it.
      if node.gradient == nil || node.isConstant { continue }
      // Of a node that was used in parts, the unused ones have no gradient yet.
      if !node.isComplete { _ = gradient(of: index) }
      node.operation.pullback(node, on: self)
    }
    weightGradients.flush(on: self)
    // What no share has reached, or may reach, still holds the step before.
    for (ordinal, entry) in parameters.entries.enumerated() {
      let leaf = leaves[ordinal]
      if leaf < 0 || nodes[leaf].gradient == nil || nodes[leaf].isConstant {
        gradients.values[entry.parameter.range].fill(with: 0)
      }
    }
  }
}

// What a user puts on the tape.
extension Tape {
  /// A parameter's current value. Its gradient is added to, wherever it is used.
  public subscript(parameter: Parameter) -> Variable {
    guard let parameters, parameters.holds(parameter) else {
      shapeFailure("parameter", parameter.shape, because: "it belongs to another store")
    }
    let ordinal = Int(parameter.ordinal)
    if leaves[ordinal] >= 0 { return Variable(tape: self, index: leaves[ordinal]) }
    let leaf = append(
      Node(
        operation: Leaf.self, shape: parameter.shape, values: parameters.place(of: parameter.ordinal),
        gradient: nil,
        a: 0, b: 0, c: 0, d: 0, attributes: .zero, factor: 0, saved: memory.none, integers: memory.noIntegers,
        aliasOffset: -1, parameter: parameter.ordinal, isConstant: !frozen.isEmpty && frozen[ordinal]))
    leaves[ordinal] = leaf.index
    return leaf
  }

  /// Zeros, such as a first state.
  public func zeros(_ shape: Shape) -> Variable {
    let zeros = constant(memory.zeros(shape.count), shape)
    nodes[zeros.index].isZero = true
    return zeros
  }

  /// One value everywhere.
  public func filled(_ value: Scalar, _ shape: Shape) -> Variable {
    let values = memory.values(shape.count)
    values.fill(with: value)
    return constant(values, shape)
  }

  /// An array from its elements in row-major order.
  public func constant(_ elements: [Scalar], _ shape: Shape) -> Variable {
    guard elements.count == shape.count else {
      shapeFailure("constant", shape, because: "there are \(elements.count) elements")
    }
    let values = memory.values(shape.count)
    values.assign(elements)
    return constant(values, shape)
  }

  /// A tensor's elements, without a gradient.
  public func constant(_ tensor: Tensor) -> Variable { constant(tensor.elements, tensor.shape) }

  /// Memory that somebody else keeps alive for as long as the step lasts, without a copy.
  package func constant(_ values: Scalars, _ shape: Shape) -> Variable {
    append(
      Node(
        operation: Leaf.self, shape: shape, values: values, gradient: nil, a: 0, b: 0, c: 0, d: 0,
        attributes: .zero, factor: 0, saved: memory.none, integers: memory.noIntegers, aliasOffset: -1,
        parameter: -1, isConstant: true))
  }
}

// What an operation needs.
extension Tape {
  @inline(__always)
  package subscript(index: Int32) -> Node {
    _read {
      if keepsInt8, nodes[index].parameter >= 0 { parameters?.widen(nodes[index].parameter) }
      yield nodes[index]
    }
  }

  /// A node whose values nobody reads, or only where `int8Matrix(of:)` is nil.
  @inline(__always)
  package func unread(_ index: Int32) -> Node { nodes[index] }

  /// What stands for the values of a parameter's leaf, if it is as an int8 model file has it and no gradient is wanted.
  package func int8Matrix(of index: Int32) -> Int8Matrix? {
    guard keepsInt8, nodes[index].parameter >= 0 else { return nil }
    return parameters?.int8Matrix(nodes[index].parameter)
  }

  /// Memory for what only the very next operation reads. Where no gradients are wanted a step of a sequence writes where the step
  /// before did, which is still in the cache; where they are, everything is kept, a step's beside the step's before.
  package func passingMemory(_ count: Int) -> Scalars { memory.passing(count) }

  /// Memory for a state that only the very next step reads, where no gradients are wanted: one of two rooms, by turns, so that the
  /// state before stays while this one is made of it. nil where they are wanted, and everything is kept.
  package func passingMemory(_ count: Int, beside state: Scalars) -> Scalars? {
    memory.passing(count, beside: state)
  }

  /// Whether there will be a pass for gradients, so that everything is kept.
  package var wantsGradients: Bool { gradients != nil }

  /// Computes an operation and remembers it.
  ///
  /// - Parameters:
  ///   - saved: how many scalars the pullback wants kept besides the values; `forward` fills them.
  ///   - place: where the values lie, if not in memory of their own.
  ///   - givesWay: the gradient may take the place of the values. Of a part of them it may once the pass has reached what reads
  ///     that part; nobody else reads them.
  package func record<Kind: Operation>(
    _ kind: Kind.Type, _ shape: Shape, _ a: Variable, _ b: Variable? = nil, _ c: Variable? = nil,
    _ d: Variable? = nil, attributes: SIMD4<Int32> = .zero, factor: Scalar = 0, saved: Int = 0,
    integers: Integers? = nil, in place: Scalars? = nil, givesWay: Bool = false
  ) -> Variable {
    assert(a.tape === self && (b == nil || b!.tape === self), "the variables are on different tapes")
    let first = a.index
    var isConstant = nodes[first].isConstant
    if let b { isConstant = isConstant && nodes[b.index].isConstant }
    if let c { isConstant = isConstant && nodes[c.index].isConstant }
    if let d { isConstant = isConstant && nodes[d.index].isConstant }
    var node = Node(
      operation: Kind.self, shape: shape, values: place ?? memory.values(shape.count), gradient: nil,
      a: first, b: b?.index ?? first, c: c?.index ?? first, d: d?.index ?? first, attributes: attributes,
      factor: factor, saved: memory.saved(saved), integers: integers ?? memory.noIntegers, aliasOffset: -1,
      parameter: -1, isConstant: isConstant)
    node.givesWay = givesWay
    Kind.forward(node, on: self)
    return append(node)
  }

  /// Computes an operation of any number of inputs; their places are the node's `integers`.
  ///
  /// - Parameter place: where the values lie, if not in memory of their own: the inputs' memory, which stays theirs.
  package func record<Kind: Operation>(
    _ kind: Kind.Type, _ shape: Shape, all inputs: [Variable], lengths: Integers? = nil,
    attributes: SIMD4<Int32> = .zero, in place: Scalars? = nil
  ) -> Variable {
    let places = memory.integers(inputs.count + (lengths?.count ?? 0))
    if let lengths { for row in lengths.indices { places[inputs.count + row] = lengths[row] } }
    var isConstant = true
    for (number, input) in inputs.enumerated() {
      places[number] = input.index
      isConstant = isConstant && nodes[input.index].isConstant
    }
    let node = Node(
      operation: Kind.self, shape: shape, values: place ?? memory.values(shape.count), gradient: nil,
      a: places[0], b: places[0], c: places[0], d: places[0], attributes: attributes, factor: 0,
      saved: memory.none, integers: places, aliasOffset: -1, parameter: -1, isConstant: isConstant)
    Kind.forward(node, on: self)
    return append(node)
  }

  /// Computes an operation in the memory of its input `a`, from `offset` on: values and gradient are `a`'s own.
  ///
  /// A view has nothing to compute. An operation that changes the values may do so only where neither `a`
  /// nor a pullback that reads them is used again.
  package func recordInPlace<Kind: Operation>(
    _ kind: Kind.Type, _ shape: Shape, in a: Variable, offset: Int = 0, _ b: Variable? = nil,
    _ c: Variable? = nil, _ d: Variable? = nil, attributes: SIMD4<Int32> = .zero,
    integers: Integers? = nil
  ) -> Variable {
    let first = a.index
    let whole = self[first]
    var isConstant = whole.isConstant
    if let b { isConstant = isConstant && nodes[b.index].isConstant }
    if let c { isConstant = isConstant && nodes[c.index].isConstant }
    if let d { isConstant = isConstant && nodes[d.index].isConstant }
    assert(
      isConstant || !whole.isConstant || kind == View.self, "a constant's memory has no gradient to share")
    let node = Node(
      operation: Kind.self, shape: shape, values: whole.values[offset..<offset + shape.count], gradient: nil,
      a: first, b: b?.index ?? first, c: c?.index ?? first, d: d?.index ?? first, attributes: attributes,
      factor: 0, saved: memory.none, integers: integers ?? memory.noIntegers, aliasOffset: offset,
      parameter: -1,
      isConstant: isConstant)
    Kind.forward(node, on: self)
    return append(node)
  }

  /// The gradient that has reached a node so far, zeros at first, to be added to.
  package func gradient(of index: Int32) -> Scalars {
    let claimed = claimGradient(of: index)
    if !claimed.holdsShare { claimed.scalars.fill(with: 0) }
    return claimed.scalars
  }

  /// The memory of a node's gradient, for a pullback that writes all of it and can either add or overwrite.
  ///
  /// The time steps of a sequence are parts of one array, whose gradient arrives from the last to the first, or from the first
  /// to the last. As long as each part lies beside what has arrived, nothing has to be cleared for it.
  package func claimGradient(of index: Int32) -> ClaimedGradient {
    let node = nodes[index]
    if node.isComplete { return ClaimedGradient(scalars: node.outGradient, holdsShare: true) }
    if node.aliasOffset < 0, node.gradient == nil {
      let gradient = ownGradient(of: index)
      nodes[index].arrived = gradient.indices
      nodes[index].isComplete = true
      return ClaimedGradient(scalars: gradient, holdsShare: false)
    }
    var (owner, first) = (index, 0)
    while nodes[owner].aliasOffset >= 0 {
      (owner, first) = (nodes[owner].a, first + nodes[owner].aliasOffset)
    }
    let whole = ownGradient(of: owner)
    let part = first..<first + node.shape.count
    let arrived = nodes[owner].arrived

    var holdsShare = true
    if arrived.isEmpty || part.lowerBound == arrived.upperBound || part.upperBound == arrived.lowerBound {
      holdsShare = part.isEmpty
      nodes[owner].arrived =
        arrived.isEmpty
        ? part
        : min(part.lowerBound, arrived.lowerBound)..<max(part.upperBound, arrived.upperBound)
    } else if part.lowerBound < arrived.lowerBound || part.upperBound > arrived.upperBound {
      if part.lowerBound < arrived.lowerBound { whole[part.lowerBound..<arrived.lowerBound].fill(with: 0) }
      if part.upperBound > arrived.upperBound { whole[arrived.upperBound..<part.upperBound].fill(with: 0) }
      nodes[owner].arrived =
        min(part.lowerBound, arrived.lowerBound)..<max(part.upperBound, arrived.upperBound)
    }

    // Every array that this one is a part of has a gradient now, if not all of it.
    let extent = nodes[owner].arrived
    var place = first
    var next = index
    while true {
      let size = nodes[next].shape.count
      if nodes[next].gradient == nil { nodes[next].gradient = whole[place..<place + size] }
      if extent.lowerBound <= place && place + size <= extent.upperBound { nodes[next].isComplete = true }
      if next == owner { break }
      place -= nodes[next].aliasOffset
      next = nodes[next].a
    }
    return ClaimedGradient(scalars: whole[part], holdsShare: holdsShare)
  }

  /// The memory for the gradient of a node that has memory of its own.
  private func ownGradient(of index: Int32) -> Scalars {
    let node = nodes[index]
    if let gradient = node.gradient { return gradient }
    let gradient: Scalars
    if node.parameter >= 0, !node.isConstant, let parameters, let gradients {
      gradient = gradients.values[parameters.entries[Int(node.parameter)].parameter.range]
    } else {
      gradient = node.givesWay ? node.values : memory.values(node.shape.count)
    }
    nodes[index].gradient = gradient
    return gradient
  }

  /// Makes memory that nobody else uses any more a node's gradient, if none has arrived there and it may lie anywhere; else
  /// says no.
  package func adoptGradient(_ gradient: Scalars, of index: Int32) -> Bool {
    let node = nodes[index]
    guard node.gradient == nil, node.aliasOffset < 0, node.parameter < 0 else { return false }
    nodes[index].gradient = gradient
    nodes[index].arrived = 0..<gradient.count
    nodes[index].isComplete = true
    return true
  }

  /// Whether anybody wants the gradient of a node.
  package func wantsGradient(_ index: Int32) -> Bool { !nodes[index].isConstant }

  /// Scratch memory that lasts as long as the step.
  package func scratch(_ count: Int) -> Scalars { memory.values(count) }

  /// Whole numbers that last as long as the step.
  package func integers(_ elements: [Int32]) -> Integers {
    let integers = memory.integers(elements.count)
    integers.assign(elements)
    return integers
  }

  /// Part of a parameter's matrix, packed for many products, shared by every tape over the same store.
  package func packed(_ parameter: Int32, columns: Range<Int>, transposed: Bool) -> PackedMatrix? {
    parameters?.packed(parameter, columns: columns, transposed: transposed)
  }

  /// A convolution's weights [O, C / groups, height, width], packed for its products: shared by every tape over the
  /// same store where they are a parameter.
  package func packedFilters(
    _ weight: Int32, filters: Int, channels: Int, height: Int, width: Int, groups: Int, isDirect: Bool
  ) -> PackedFilters {
    let node = nodes[weight]
    if node.parameter >= 0, let parameters {
      return parameters.filters(
        node.parameter, filters: filters, channels: channels, height: height, width: width, groups: groups,
        isDirect: isDirect, threads: threads)
    }
    let packed = PackedFilters(
      filters: filters, channels: channels, height: height, width: width, groups: groups, isDirect: isDirect)
    packed.pack(node.values, threads: threads)
    return packed
  }

  /// The weights of a 3x3 convolution for Winograd's products; nil where they are no parameter, or where gradients are
  /// wanted and the plain form is packed anyway.
  package func winogradFilters(_ weight: Int32, filters: Int, channels: Int) -> WinogradFilters? {
    guard gradients == nil, let parameters, nodes[weight].parameter >= 0 else { return nil }
    return parameters.winogradFilters(nodes[weight].parameter, filters: filters, channels: channels)
  }

  /// Puts off dW += dyᵀ x until the end of the pass, so that all steps of a sequence make one product.
  package func addWeightGradient(
    to parameterLeaf: Int32, columns: Range<Int>, x: Scalars, dy: Scalars
  ) {
    weightGradients.add(leaf: parameterLeaf, columns: columns, x: x, dy: dy)
  }

  private func append(_ node: Node) -> Variable {
    Variable(tape: self, index: nodes.append(node))
  }
}

/// A parameter or a constant: nothing to compute, nowhere further back to go.
private enum Leaf: Operation {
  static func forward(_ out: Node, on tape: Tape) {}
  static func pullback(_ out: Node, on tape: Tape) {}
}

import SeqTensor
import Synchronization

/// Where a parameter lies in its store: all that a layer keeps of it.
public struct Parameter: BitwiseCopyable, Sendable {
  public let shape: Shape
  package let offset: Int
  /// Its number in the order of declaration.
  package let ordinal: Int32

  package init(shape: Shape, offset: Int, ordinal: Int) {
    self.shape = shape
    self.offset = offset
    self.ordinal = Int32(ordinal)
  }

  package var range: Range<Int> { offset..<offset + shape.count }
}

/// Every parameter of a model in one contiguous block.
///
/// Clipping and each optimizer are therefore one pass. Reading is by name, for files and for people;
/// layers go by `Parameter`.
///
/// Many tasks may compute with the same store at once. Changing values while any of them does is a race
/// that nothing here prevents: a trainer changes them between steps, and nobody else does.
public final class ParameterStore: @unchecked Sendable {
  /// Names and parameters in the order of their declaration.
  public let entries: [(name: String, parameter: Parameter)]
  private let byName: [String: Parameter]
  private let memory = Arena()
  private let block: Scalars
  /// Matrices as an int8 model file has them, by the number of their parameter; empty where there are none.
  private var int8: [Int8Matrix?] = []
  private let panels = PackedCache<PanelKey, PackedMatrix>()
  private let filters = PackedCache<FilterKey, PackedFilters>()
  private let winogradFilters = PackedCache<Int32, WinogradFilters>()

  /// - Parameter isCleared: whether all values are zero; else they are arbitrary, and must be written first.
  package init(_ declared: [(name: String, parameter: Parameter)], isCleared: Bool = true) {
    var byName: [String: Parameter] = [:]
    for (name, parameter) in declared where byName.updateValue(parameter, forKey: name) != nil {
      fatalError("parameter \(name) is declared twice")
    }
    self.byName = byName
    entries = declared
    let count = declared.reduce(0) { $0 + $1.parameter.shape.count }
    block = isCleared ? memory.allocateZeros(count) : memory.allocate(count)
  }

  /// The number of scalars over all parameters.
  public var count: Int { block.count }

  /// All of them, in the order of declaration.
  package var values: Scalars {
    for ordinal in int8.indices { widen(Int32(ordinal)) }
    return block
  }

  public subscript(name: String) -> Parameter? { byName[name] }

  /// A copy of a parameter's elements in row-major order; setting writes them back.
  public subscript(parameter: Parameter) -> [Scalar] {
    get { values(of: parameter.ordinal).elements }
    set {
      guard newValue.count == parameter.shape.count else {
        shapeFailure("setting a parameter", parameter.shape, because: "there are \(newValue.count) elements")
      }
      values[parameter.range].assign(newValue)
      valuesChanged()
    }
  }

  /// Takes all values of a store with the same declarations, in the same order.
  public func copy(_ other: ParameterStore) {
    guard other.entries.count == entries.count else {
      fatalError("copying parameters: \(other.entries.count) to \(entries.count)")
    }
    for (from, to) in zip(other.entries, entries)
    where from.name != to.name || from.parameter.shape != to.parameter.shape {
      shapeFailure(
        "copying \(from.name) to \(to.name)", from.parameter.shape, to.parameter.shape,
        because: "names and shapes must be the same")
    }
    values.assign(other.values)
    valuesChanged()
  }

  /// To be called after `values` were changed in place: packed copies of them are made anew.
  package func valuesChanged() {
    int8 = []
    panels.invalidate()
    filters.invalidate()
    winogradFilters.invalidate()
  }

  func holds(_ parameter: Parameter) -> Bool {
    let ordinal = Int(parameter.ordinal)
    return ordinal < entries.count && entries[ordinal].parameter.offset == parameter.offset
      && entries[ordinal].parameter.shape == parameter.shape
  }

  /// W[.., columns] or its transpose, in the form that products with few rows want.
  func packed(_ ordinal: Int32, columns: Range<Int>, transposed: Bool) -> PackedMatrix {
    let parameter = entries[Int(ordinal)].parameter
    let key = PanelKey(ordinal: ordinal, columns: columns, transposed: transposed)
    return panels.packed(key) { old in
      if transposed, let matrix = int8Matrix(ordinal) { return PackedMatrix(matrix, columns: columns) }
      let part = MatrixView(values(of: ordinal), parameter.shape).columns(columns)
      let matrix = transposed ? part.transposed : part
      if let old, old.repack(matrix) { return old }
      return PackedMatrix(matrix)
    }
  }

  /// A convolution's weights in the form that its products want.
  func filters(
    _ ordinal: Int32, filters count: Int, channels: Int, height: Int, width: Int, groups: Int, isDirect: Bool,
    threads: Int
  ) -> PackedFilters {
    filters.packed(FilterKey(ordinal: ordinal, groups: Int32(groups), isDirect: isDirect)) { old in
      let packed =
        old
        ?? PackedFilters(
          filters: count, channels: channels, height: height, width: width, groups: groups, isDirect: isDirect
        )
      packed.pack(values(of: ordinal), threads: threads)
      return packed
    }
  }
}

// Weights that stay as an int8 model file has them, until somebody wants them otherwise.
extension ParameterStore {
  /// Takes matrices in place of some parameters' values, by the parameters' numbers; others are nil.
  ///
  /// They are widened when somebody first reads those values. What can do without, as a projection and a gathering of rows
  /// can, asks for `int8Matrix(_:)`.
  package func keep(_ matrices: [Int8Matrix?]) {
    guard matrices.count == entries.count else {
      fatalError("keeping matrices: \(matrices.count) for \(entries.count) parameters")
    }
    for (entry, matrix) in zip(entries, matrices) {
      guard let matrix else { continue }
      let shape = entry.parameter.shape
      guard shape == [matrix.rows, matrix.columns] else {
        shapeFailure(entry.name, shape, because: "the matrix for it is [\(matrix.rows), \(matrix.columns)]")
      }
    }
    int8 = matrices.contains { $0 != nil } ? matrices : []
  }

  /// Whether any parameter's values are kept so.
  var keepsInt8: Bool { !int8.isEmpty }

  /// The matrix that stands for a parameter's values, if there is one.
  func int8Matrix(_ ordinal: Int32) -> Int8Matrix? { int8.isEmpty ? nil : int8[Int(ordinal)] }

  /// The memory of a parameter's values, which `widen` fills where a matrix stands for them.
  func place(of ordinal: Int32) -> Scalars { block[entries[Int(ordinal)].parameter.range] }

  func widen(_ ordinal: Int32) { int8Matrix(ordinal)?.widenOnce(into: place(of: ordinal)) }

  private func values(of ordinal: Int32) -> Scalars {
    widen(ordinal)
    return place(of: ordinal)
  }
}

extension ParameterStore {
  /// A 3x3 convolution's weights [O, C, 3, 3] in the form that Winograd's products want.
  func winogradFilters(_ ordinal: Int32, filters: Int, channels: Int) -> WinogradFilters {
    winogradFilters.packed(ordinal) { old in
      let packed = old ?? WinogradFilters(filters: filters, channels: channels)
      packed.pack(values(of: ordinal))
      return packed
    }
  }
}

private struct PanelKey: Hashable {
  let ordinal: Int32
  let columns: Range<Int>
  let transposed: Bool
}

private struct FilterKey: Hashable {
  let ordinal, groups: Int32
  let isDirect: Bool
}

/// Packed copies of weights, made at their first use after an update and then shared by every tape.
private final class PackedCache<Key: Hashable & Sendable, Packed: Sendable>: Sendable {
  /// One packed copy and the version of the values it was made from.
  private final class Entry: Sendable {
    let packed = Mutex<(version: Int, copy: Packed)?>(nil)
  }

  private let state = Mutex<(version: Int, entries: [Key: Entry])>((0, [:]))

  func invalidate() { state.withLock { $0.version += 1 } }

  /// - Parameter make: a new copy, or the old one with new values.
  func packed(_ key: Key, _ make: (_ old: Packed?) -> Packed) -> Packed {
    let (version, entry) = state.withLock { state in
      if let entry = state.entries[key] { return (state.version, entry) }
      let entry = Entry()
      state.entries[key] = entry
      return (state.version, entry)
    }
    // Held while packing, so that a second tape waits for this copy and not for all of them.
    return entry.packed.withLock { packed in
      if let packed, packed.version == version { return packed.copy }
      let copy = make(packed?.copy)
      packed = (version, copy)
      return copy
    }
  }
}

/// One gradient for every scalar of a `ParameterStore`, in the same layout.
///
/// Each tape that works on a shard of a batch fills one of its own; they are then added in shard order.
public final class Gradients: @unchecked Sendable {
  private let memory = Arena()
  package let values: Scalars

  public init(for parameters: ParameterStore) { values = memory.allocateZeros(parameters.count) }

  /// A copy of a parameter's gradient in row-major order.
  public subscript(parameter: Parameter) -> [Scalar] { values[parameter.range].elements }
}

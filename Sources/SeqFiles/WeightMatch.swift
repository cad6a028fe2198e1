import SeqModels
import SeqTensor

/// Which tensor of a hub's file is which parameter of a network, and what does not fit.
///
/// Names and shapes must be the network's, or timm's for it. What the network has behind its feature layer, which a new
/// classifier replaces, may be in the file or not, and so may an auxiliary classifier, which only training has.
struct WeightMatch {
  /// A tensor for each parameter, in the order of declaration; nil where there is none that fits or none is needed.
  private(set) var entries: [SafetensorsFile.Entry?] = []
  private(set) var unfit = Unfit()

  /// - Parameters:
  ///   - declared: the parameters to be filled.
  ///   - isTransfer: whether the network ends in a new classifier, for which the file has nothing.
  init(
    _ file: SafetensorsFile, _ declared: [(name: String, shape: Shape)], of kind: NetworkKind,
    isTransfer: Bool
  ) {
    var expected = Set<String>()
    for (name, shape) in declared {
      expected.insert(name)
      entries.append(nil)
      if isTransfer && name.hasPrefix("head.") { continue }
      let other = kind.timmName(of: name)
      guard let entry = file[name] ?? other.flatMap({ file[$0] }) else {
        unfit.missing.append("\(name) \(shape)")
        continue
      }
      guard entry.shape == shape.array || entry.name == other && entry.count == shape.count else {
        unfit.misshapen.append("\(name) \(entry.shape), which should be \(shape)")
        continue
      }
      entries[entries.count - 1] = entry
    }
    let builder = kind.declared()
    for layer in kind.network(builder).layers {
      guard case .auxiliary = layer.layer else { continue }
      let prefix = layer.name + "."
      if !file.entries.contains(where: { $0.name.hasPrefix(prefix) }) {
        unfit.missing.removeAll { $0.hasPrefix(prefix) }
      }
    }
    let whole = Set(
      builder.declarations.flatMap { [$0.name] + [kind.timmName(of: $0.name)].compactMap(\.self) })
    for entry in file.entries {
      // The scales of whole numbers belong where these do.
      let owner = String(entry.name.dropLast(SafetensorsFile.scaleEnding.count))
      let isScale = entry.name.hasSuffix(SafetensorsFile.scaleEnding) && file[owner]?.type == .int8
      let name = isScale ? owner : entry.name
      if expected.contains(name) || whole.contains(name) || name.hasPrefix("head.")
        || name.hasSuffix("num_batches_tracked")
      {
        continue
      }
      unfit.surplus.append("\(entry.name) \(entry.shape)")
    }
  }

  /// What in a file does not fit a network.
  struct Unfit {
    var missing: [String] = []
    var misshapen: [String] = []
    var surplus: [String] = []
    var others: [String] = []

    /// All of it; nil if all fits.
    var words: String? {
      let groups = [("missing", missing), ("misshapen", misshapen), ("surplus", surplus)]
        .filter { !$0.1.isEmpty }.map { "\($0.1.count) \($0.0): " + $0.1.joined(separator: ", ") }
      let all = groups + others
      return all.isEmpty ? nil : all.joined(separator: "; ")
    }
  }
}

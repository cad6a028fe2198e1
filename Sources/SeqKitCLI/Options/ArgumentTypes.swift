import ArgumentParser
import SeqData
import SeqFiles
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining

// How settings are written on the command line.

/// The values of a flag that takes several, each an argument of its own or with commas between.
func listed(_ arguments: [String]) -> [String] {
  arguments.flatMap { $0.split { $0 == "," || $0.isWhitespace } }.map(String.init)
}

extension Averaging: ExpressibleByArgument {
  public init?(argument: String) {
    let parts = argument.split(separator: ":").map(String.init)
    switch (parts.first, parts.count) {
    case ("none", 1): self = .none
    case ("epochs", 2):
      guard let first = Int(parts[1]), first > 0 else { return nil }
      self = .epochs(first: first)
    case ("exponential", 2):
      guard let decay = Double(parts[1]), (0..<1).contains(decay) else { return nil }
      self = .exponential(decay: Scalar(decay))
    default: return nil
    }
  }
}
extension Augmentation.Fill: ExpressibleByArgument {}
extension Normalization: ExpressibleByArgument {}
extension TokenizerKind: ExpressibleByArgument {}
extension CellKind: ExpressibleByArgument {}
extension AttentionKind: ExpressibleByArgument {}
extension BridgeKind: ExpressibleByArgument {}
extension SourceOrder: ExpressibleByArgument {}
extension WeightStorage: ExpressibleByArgument {}
extension TranslationTrainingSettings.Metric: ExpressibleByArgument {}

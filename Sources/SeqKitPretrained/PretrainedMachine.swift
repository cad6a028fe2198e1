import CPretrained
import SeqData
import SeqFiles
import SeqKit

/// The Neural Turing Machines that come with the package, compiled in: one a task.
///
///     let machine = try NeuralTuringMachine(PretrainedMachine.copy)
public enum PretrainedMachine: String, Sendable, CaseIterable {
  case copy = "ntm-copy"
  case repeatCopy = "ntm-repeat-copy"
  case associativeRecall = "ntm-associative-recall"
  case sort = "ntm-sort"

  /// The machine that has learned a task; nil if none is shipped.
  public init?(task: AlgorithmicTask) { self.init(rawValue: "ntm-" + task.rawValue) }

  fileprivate var bytes: UnsafeRawBufferPointer {
    let model =
      switch self {
      case .copy: seqkit_pretrained_ntm_copy()
      case .repeatCopy: seqkit_pretrained_ntm_repeat_copy()
      case .associativeRecall: seqkit_pretrained_ntm_associative_recall()
      case .sort: seqkit_pretrained_ntm_sort()
      }
    return UnsafeRawBufferPointer(start: model.start, count: model.count)
  }

  /// The model file, read in place.
  public func modelFile() throws(FileError) -> ModelFile {
    try ModelFile(bytes: bytes, name: "the shipped model \(rawValue)")
  }
}

extension NeuralTuringMachine {
  /// A shipped machine.
  ///
  /// - Throws: only if the package was built with a damaged model.
  public init(_ model: PretrainedMachine) throws(FileError) { try self.init(model.modelFile()) }
}

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
  case ngrams = "ntm-ngrams"
  case sort = "ntm-sort"
  case prioritySort = "ntm-priority-sort"

  /// The machine that has learned a task.
  public init(task: AlgorithmicTask) {
    self =
      switch task {
      case .copy: .copy
      case .repeatCopy: .repeatCopy
      case .associativeRecall: .associativeRecall
      case .ngrams: .ngrams
      case .sort: .sort
      case .prioritySort: .prioritySort
      }
  }

  fileprivate var bytes: UnsafeRawBufferPointer {
    let model =
      switch self {
      case .copy: seqkit_pretrained_ntm_copy()
      case .repeatCopy: seqkit_pretrained_ntm_repeat_copy()
      case .associativeRecall: seqkit_pretrained_ntm_associative_recall()
      case .ngrams: seqkit_pretrained_ntm_ngrams()
      case .sort: seqkit_pretrained_ntm_sort()
      case .prioritySort: seqkit_pretrained_ntm_priority_sort()
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

import SeqTensor
import SeqTraining
import SystemPackage

// What all checkpoints have in common: blocks of numbers, exactly as they are in memory, and parts of the metadata as a model has
// them.
extension ModelFile {
  /// Where the training of a checkpoint stands.
  ///
  /// - Throws: `badData` if it is missing, or has a count that no training comes to: below 0, or so large that counting on from
  ///   there would overflow.
  func progress<Progress: Decodable & CountedProgress>(_: Progress.Type) throws(FileError) -> Progress {
    let progress = try decode(Progress.self, "progress")
    if let count = progress.counts.first(where: { !(0...1 << 40).contains($0) }) {
      throw FileError(.badData, tensors.name, "its progress cannot be: a count of \(count)")
    }
    return progress
  }

  /// Writes a checkpoint.
  ///
  /// - Parameter parts: each encoded as JSON under "seqkit." and its key.
  /// - Throws: `badData` if a number of the parts is not finite, else what `AtomicFile` throws.
  static func writeCheckpoint(
    kind: String, blocks: [(name: String, numbers: [Scalar])],
    parts: [(key: String, value: any Encodable & Sendable)], to path: FilePath
  ) throws(FileError) {
    let card = ModelCard(name: "checkpoint", summary: "a training that can be resumed")
    let metadata = try metadata(kind: kind, card: card, parts: parts, for: path)
    try SafetensorsFile.write(
      blocks.map { TensorToStore($0.name, [$0.numbers.count], .exact, $0.numbers) }, metadata: metadata,
      to: path)
  }
}

extension SafetensorsFile {
  /// Fills memory with a checkpoint's block.
  ///
  /// - Throws: `badData` if there is none of that name and size.
  func fill(_ memory: Scalars, fromBlock block: String) throws(FileError) {
    guard let entry = self[block], entry.count == memory.count else {
      throw FileError(
        .badData, name, "its block \(block) does not fit the model that its settings describe")
    }
    read(entry, into: UnsafeMutableBufferPointer(start: memory.pointer, count: memory.count))
  }
}

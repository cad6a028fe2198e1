import SeqTensor
import SystemPackage

// What all checkpoints have in common: blocks of numbers, exactly as they are in memory, and parts of the metadata as a model has
// them.
extension ModelFile {
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

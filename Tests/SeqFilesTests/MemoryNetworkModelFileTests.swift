import Foundation
import SeqData
import SeqFiles
import SeqLayers
import SeqModels
import SeqTensor
import SystemPackage
import TestSupport
import Testing

@Suite struct MemoryNetworkModelFileTests {
  private func toy() throws -> MemoryNetworkModelFile.Contents {
    let codec = StoryCodec(
      vocabulary: try Vocabulary(tokens: Vocabulary.markers + ["ann", "went", "hall", "where"]))
    var configuration = EndToEndMemoryConfiguration(vocabularySize: codec.vocabulary.count)
    configuration.embeddingSize = 5
    configuration.memorySize = 6
    configuration.update = .gated
    configuration.tying = .layerWise
    var scope = ParameterScope()
    let model = EndToEndMemoryNetwork(configuration, scope: &scope)
    return .init(model: model, parameters: scope.finish(random: RandomSource(seed: 2)), codec: codec)
  }

  @Test func whatIsWrittenIsLoaded() throws {
    let folder = try TemporaryFolder()
    let (contents, path) = (try toy(), FilePath(folder.file("m")))
    try MemoryNetworkModelFile.write(contents, card: ModelCard(name: "toy", summary: "s"), to: path)
    let loaded = try MemoryNetworkModelFile.load(from: ModelFile(contentsOf: path))
    #expect(loaded.model.configuration == contents.model.configuration && loaded.codec == contents.codec)
    let item = StoryBatch.Item(facts: [[4, 5, 6], [4, 6]], question: [7, 4], answer: 6)
    #expect(
      loaded.model.answers([item], with: loaded.parameters)
        == contents.model.answers([item], with: contents.parameters))
  }

  /// Another kind of model, a file cut short and a configuration that does not fit are named, not trapped.
  @Test func whatDoesNotFitIsSaid() throws {
    let folder = try TemporaryFolder()
    let (contents, path) = (try toy(), FilePath(folder.file("m")))
    let card = ModelCard(name: "toy", summary: "s")
    func problem() -> String? {
      do throws(FileError) {
        _ = try MemoryNetworkModelFile.load(from: ModelFile(contentsOf: path))
        return nil
      } catch { return error.reason }
    }
    func write(_ kind: String, _ configuration: EndToEndMemoryConfiguration, _ words: [String]) throws {
      try ModelFile.write(
        kind: kind, card: card, parts: [("configuration", configuration), ("vocabulary", words)],
        parameters: contents.parameters, storage: .float32, to: path)
    }
    let (configuration, words) = (contents.model.configuration, contents.codec.vocabulary.tokens)
    try write("translator", configuration, words)
    #expect(problem()?.contains("kind translator") == true)
    try write(MemoryNetworkModelFile.kind, configuration, words + ["more"])
    #expect(problem()?.contains("9 words") == true)
    try write(MemoryNetworkModelFile.kind, configuration, ["a", "b"])
    #expect(problem()?.contains("vocabulary cannot be") == true)
    var other = configuration
    other.hops = 0
    try write(MemoryNetworkModelFile.kind, other, words)
    #expect(problem()?.contains("hops is 0") == true)
    other = configuration
    other.tying = .adjacent
    try write(MemoryNetworkModelFile.kind, other, words)
    #expect(problem() != nil)
    other = configuration
    (other.embeddingSize, other.memorySize) = (16_000, 900_000)
    try write(MemoryNetworkModelFile.kind, other, words)
    #expect(problem()?.contains("weights") == true)
    try write(MemoryNetworkModelFile.kind, configuration, words)
    #expect(problem() == nil)
    let bytes = try #require(folder.bytes("m"))
    for length in [0, 7, 100, bytes.count - 1] {
      try folder.write(Array(bytes.prefix(length)), to: "m")
      #expect(problem() != nil, "\(length) bytes")
    }
  }
}

import Foundation
import SeqAutodiff
import SeqData
import SeqFiles
import SeqLayers
import SeqModels
import SeqTensor
import SystemPackage
import TestSupport
import Testing

@Suite struct ModelFileTests {
  private static let card = ModelCard(name: "toy", summary: "for tests", licence: "none")

  /// A small translator with random weights.
  private func toy(_ change: (inout TranslationConfiguration) -> Void = { _ in })
    -> TranslationModelFile.Contents
  {
    let source = TextCodec.learn(.bytePair, from: ["one two three", "two two"], size: 300)
    let target = TextCodec.learn(.word, from: ["eins zwei drei"], size: 20)
    var configuration = TranslationConfiguration(
      sourceVocabularySize: source.vocabulary.count, targetVocabularySize: target.vocabulary.count)
    configuration.embeddingSize = 6
    configuration.hiddenSize = 8
    configuration.tiedEmbeddings = true
    change(&configuration)
    var scope = ParameterScope()
    let model = TranslationModel(configuration, scope: &scope)
    return .init(
      model: model, parameters: scope.finish(random: RandomSource(seed: 3)), source: source, target: target)
  }

  private func write(
    _ contents: TranslationModelFile.Contents, _ folder: TemporaryFolder, _ storage: WeightStorage
  )
    throws -> FilePath
  {
    let path = FilePath(folder.file("model"))
    try TranslationModelFile.write(contents, card: Self.card, training: "none", storage: storage, to: path)
    return path
  }

  private func failure(_ path: FilePath) -> FileError? {
    do throws(FileError) {
      _ = try TranslationModelFile.load(from: ModelFile(contentsOf: path))
      return nil
    } catch { return error }
  }

  @Test(arguments: WeightStorage.allCases)
  func whatIsWrittenIsLoaded(_ storage: WeightStorage) throws {
    let folder = try TemporaryFolder()
    let contents = toy()
    let file = try ModelFile(contentsOf: write(contents, folder, storage))
    #expect(file.card == Self.card && file.kind == "translator")
    let loaded = try TranslationModelFile.load(from: file)
    #expect(loaded.source == contents.source && loaded.target == contents.target)
    #expect(loaded.model.configuration == contents.model.configuration)
    for (name, parameter) in contents.parameters.entries {
      let old = contents.parameters[parameter]
      let new = loaded.parameters[try #require(loaded.parameters[name])]
      let tolerance: Scalar =
        switch storage {
        case .float32: 1e-7
        case .float16: 1e-3
        // Half a step of the row's largest number.
        case .int8: (old.map { abs($0) }.max() ?? 0) / 127 / 2 + 1e-6
        }
      #expect(distance(old, new) <= tolerance, "\(name)")
    }
    let source = contents.source.encode("two three") + [3]
    let method = SearchMethod.beam(width: 2, lengthPenalty: 1)
    let (old, new) = (
      try contents.model.translate([source], with: contents.parameters, method: method)[0][0],
      try loaded.model.translate([source], with: loaded.parameters, method: method)[0][0]
    )
    if storage == .float32 { #expect(old.ids == new.ids) }
    #expect(abs(old.logProbability - new.logProbability) < 2)
  }

  /// A file of format version 1, kept for ever: every later program must load it and translate as this one did.
  @Test func version1Loads() throws {
    let path = #filePath.replacing("ModelFileTests.swift", with: "Fixtures/translator-v1.safetensors")
    let loaded = try TranslationModelFile.load(from: ModelFile(contentsOf: FilePath(path)))
    let source = loaded.source.encode("two three") + [3]
    let found = try loaded.model.translate([source], with: loaded.parameters, method: .greedy)[0][0]
    #expect(found.ids == Self.version1.ids)
    #expect(abs(found.logProbability - Self.version1.logProbability) < 1e-4)
  }

  /// What the program that wrote the file made of it: `toy()` with its configuration's defaults, stored as int8.
  private static let version1: (ids: [Int32], logProbability: Double) = ([4, 4], -5.771620988845825)

  /// Makes the fixture of the current version: run once for each, by hand, with SEQKIT_WRITE_FIXTURE=1.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["SEQKIT_WRITE_FIXTURE"] == "1"))
  func writeFixture() throws {
    let folder = #filePath.replacing("ModelFileTests.swift", with: "Fixtures")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = FilePath(folder + "/translator-v\(ModelFile.formatVersion).safetensors")
    try TranslationModelFile.write(toy(), card: Self.card, training: "none", storage: .int8, to: path)
    let loaded = try TranslationModelFile.load(from: ModelFile(contentsOf: path))
    let source = loaded.source.encode("two three") + [3]
    print(try loaded.model.translate([source], with: loaded.parameters, method: .greedy)[0][0])
  }

  /// Writes a model with some of its metadata or tensors changed.
  private func altered(
    _ folder: TemporaryFolder, _ metadata: [String: String?] = [:],
    _ tensors: (inout [TensorToStore]) -> Void = { _ in }
  ) throws -> FilePath {
    let file = try SafetensorsFile(contentsOf: write(toy(), folder, .float32))
    var all = file.entries.map {
      TensorToStore($0.name, $0.shape, $0.type, file.floats(of: $0).map { Scalar($0) })
    }
    tensors(&all)
    var text = file.metadata
    for (key, value) in metadata { text[key] = value }
    let path = FilePath(folder.file("altered"))
    try SafetensorsFile.write(all, metadata: text, to: path)
    return path
  }

  @Test func tensorsThatDoNotFitAreNamed() throws {
    let folder = try TemporaryFolder()
    let name = "decoder.attention.score.weight"
    func expect(_ words: String, _ change: (inout [TensorToStore], Int) -> Void) throws {
      let path = try altered(folder) { tensors in
        if let index = tensors.firstIndex(where: { $0.name == name }) { change(&tensors, index) }
      }
      let error = failure(path)
      #expect(
        error?.kind == .badData && error?.reason.contains(words) == true, "\(String(describing: error))")
    }
    try expect("\(name) [8, 8] is missing") { $0.remove(at: $1) }
    try expect("\(name) has the shape [64], [8, 8] is needed") { $0[$1].shape = [64] }
    try expect("\(name) has a number that is not finite") { $0[$1].values[5] = .nan }
    try expect("\(name) has a number that is not finite") { $0[$1].values[63] = -.infinity }
    try expect("stranger [1] does not belong") { tensors, _ in
      tensors.append(TensorToStore("stranger", [1], .float32, [0]))
    }
    try expect("no fitting \(name).scale") {
      $0[$1] = TensorToStore(name, [8, 8], .int8, Array(repeating: 1, count: 64))
    }
  }

  /// Weights that stay as they are stored translate to the bits of the same weights in full precision.
  @Test(arguments: [AttentionKind.none, .general, .additive], [true, false])
  func int8WeightsMultiplyAsTheyAre(_ attention: AttentionKind, _ isTied: Bool) throws {
    let folder = try TemporaryFolder()
    let contents = toy {
      $0.attention = attention
      $0.tiedEmbeddings = isTied
      $0.embeddingSize = 8
    }
    let narrow = try TranslationModelFile.load(from: ModelFile(contentsOf: write(contents, folder, .int8)))
    // Reading them all widens them.
    let other = try TranslationModelFile.load(from: ModelFile(contentsOf: FilePath(folder.file("model"))))
    let wide = try TranslationModelFile.load(from: ModelFile(contentsOf: write(other, folder, .float32)))
    let sources = ["two three", "one", "one two three two two one"].map { contents.source.encode($0) + [3] }
    for method in [SearchMethod.greedy, .beam(width: 5, lengthPenalty: 1)] {
      for sources in [sources, Array(sources.prefix(1))] {
        let (found, expected) = (
          try narrow.model.translate(sources, with: narrow.parameters, method: method),
          try wide.model.translate(sources, with: wide.parameters, method: method)
        )
        for (found, expected) in zip(found, expected) {
          #expect(found[0].ids == expected[0].ids && found[0].logProbability == expected[0].logProbability)
        }
      }
    }
    for (name, parameter) in wide.parameters.entries {
      #expect(narrow.parameters[parameter] == wide.parameters[parameter], "\(name)")
    }
    // What is changed afterwards holds.
    let first = try #require(narrow.parameters.entries.first { $0.parameter.shape.rank == 2 }).parameter
    narrow.parameters[first] = Array(repeating: 0, count: first.shape.count)
    #expect(narrow.parameters[first].allSatisfy { $0 == 0 })
    wide.parameters[first] = narrow.parameters[first]
    let (found, expected) = (
      try narrow.model.translate(sources, with: narrow.parameters, method: .greedy),
      try wide.model.translate(sources, with: wide.parameters, method: .greedy)
    )
    #expect(found.map { $0[0].logProbability } == expected.map { $0[0].logProbability })
  }

  @Test func anInfiniteScaleIsRefused() throws {
    let folder = try TemporaryFolder()
    let path = try write(toy(), folder, .int8)
    let file = try SafetensorsFile(contentsOf: path)
    let tensors = file.entries.map { entry in
      TensorToStore(entry.name, entry.shape, entry.type, file.floats(of: entry).map { Scalar($0) })
    }
    for value in [Scalar.infinity, .nan, 3e38] {
      var changed = tensors
      let scale = try #require(changed.firstIndex { $0.name.hasSuffix(".scale") })
      changed[scale].values[0] = value
      try SafetensorsFile.write(changed, metadata: file.metadata, to: path)
      #expect(failure(path)?.reason.contains("not finite") == true, "\(value)")
    }
  }

  @Test func metadataThatCannotBeAreRefused() throws {
    let folder = try TemporaryFolder()
    let cases: [([String: String?], String)] = [
      (["seqkit.version": nil], "not written by seqkit"), (["seqkit.version": "2"], "format version is 2"),
      (["seqkit.version": "x"], "format version is x"), (["seqkit.kind": "ntm"], "kind ntm"),
      (["seqkit.card": nil], "seqkit.card"), (["seqkit.card": "{}"], "seqkit.card"),
      (["seqkit.configuration": "{}"], "seqkit.configuration"),
      (["seqkit.configuration": "[[["], "seqkit.configuration"),
      (
        ["seqkit.source": "{\"kind\":\"bpe\",\"normalization\":\"none\",\"tokens\":[],\"merges\":[]}"],
        "vocabulary"
      ),
      (["seqkit.target": nil], "seqkit.target"),
    ]
    for (metadata, words) in cases {
      let error = failure(try altered(folder, metadata))
      #expect(
        error?.kind == .badData && error?.reason.contains(words) == true,
        "\(words): \(String(describing: error))")
    }
  }

  @Test func configurationsThatAskForTooMuchAreRefused() throws {
    let folder = try TemporaryFolder()
    let configuration = try #require(
      SafetensorsFile(contentsOf: write(toy(), folder, .float32)).metadata["seqkit.configuration"])
    for (old, new, words) in [
      ("\"hiddenSize\":8", "\"hiddenSize\":16384", "weights"),
      ("\"hiddenSize\":8", "\"hiddenSize\":-8", "hidden size"),
      ("\"hiddenSize\":8", "\"hiddenSize\":9", "odd"),
      ("\"encoderLayers\":2", "\"encoderLayers\":999999", "layers"),
      ("\"dropout\":0", "\"dropout\":7", "dropout"),
      ("\"embeddingSize\":6", "\"embeddingSize\":1000000000000", "embedding"),
    ] {
      #expect(configuration.contains(old))
      let error = failure(
        try altered(folder, ["seqkit.configuration": configuration.replacing(old, with: new)]))
      #expect(
        error?.kind == .badData && error?.reason.contains(words) == true,
        "\(new): \(String(describing: error))")
    }
  }

  @Test func modelsWithNumbersThatAreNotFiniteAreNotWritten() throws {
    let contents = toy()
    let parameter = contents.parameters.entries[3].parameter
    contents.parameters[parameter] = Array(repeating: .nan, count: parameter.shape.count)
    let folder = try TemporaryFolder()
    let error = #expect(throws: FileError.self) { try write(contents, folder, .int8) }
    #expect(error?.reason.contains("not finite") == true && folder.bytes("model") == nil)
  }

  @Test(
    .enabled(if: TestData.has("weights/silero_vad_16k.safetensors")),
    arguments: [
      "squeezenet_v1.0_dc", "efficientnet_lite0_f16", "resemblyzer_lstm3", "g2p_en_gru", "silero_vad_16k",
    ])
  func filesOfOthersAreRead(_ name: String) throws {
    let path = try #require(TestData.path("weights/\(name).safetensors"))
    let file = try SafetensorsFile(contentsOf: FilePath(path))
    #expect(
      file.entries.count > 3
        && file.entries.allSatisfy { entry in file.floats(of: entry).allSatisfy { $0.isFinite } })
    // None of them is a model of ours, and each is told so.
    #expect(failure(FilePath(path))?.reason.contains("not written by seqkit") == true)
  }
}

import SeqData
import SeqFiles
import SeqKit
import SeqModels
import SeqTensor
import SystemPackage
import Testing

/// A tiny model of every kind in every format version, kept for ever: each later program must load it and make of it what the
/// program that wrote it did.
///
/// SeqFilesTests/Fixtures/make.sh made them, and printed the figures. Of a translator it is `ModelFileTests` that asks.
@Suite struct EveryFormatTests {
  private func path(_ model: String) -> FilePath {
    FilePath(
      #filePath.replacing(
        "SeqKitTests/EveryFormatTests.swift", with: "SeqFilesTests/Fixtures/\(model).safetensors"))
  }

  /// Whether probabilities are those of another processor, or in double precision: these differ in the seventh digit.
  private func agree(_ found: [Double], _ expected: [Double]) -> Bool {
    found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-4 }
  }

  /// Who changes the format also keeps models of the new one.
  @Test(arguments: 1...ModelFile.formatVersion)
  func everyKindIsKept(_ version: Int) throws {
    for kind in ["translator", "reader", "memory", "ntm", "dnc", "image", "transfer"] {
      let file = try ModelFile(contentsOf: path("\(kind)-v\(version)"))
      #expect(file.tensors.metadata["seqkit.version"] == "\(version)", "\(kind)")
    }
  }

  @Test func aReader() throws {
    var reader = try StoryReader(contentsOf: path("reader-v1"))
    var configuration = ReaderConfiguration(wordCount: 11, answers: [9, 10])
    (configuration.embeddingSize, configuration.hiddenSize) = (6, 3)
    (configuration.window, configuration.questionLength, configuration.chainLimit) = (4, 8, 256)
    (configuration.hopLimit, configuration.answerLimit) = (12, 8)
    #expect(reader.model.configuration == configuration && reader.threshold == 0.5)
    #expect(reader.lexicon.words == ["went", "to", "the", "where", "is", "in"])
    #expect(reader.lexicon.answers == ["yes", "no"])
    for fact in ["Zoe went to the attic.", "Tom went to the cellar.", "Zoe went to the cellar."] {
      reader.add(fact)
    }
    let (place, truth) = (reader.answer("Where is Zoe?"), reader.answer("Is Tom in the cellar?"))
    #expect(place.text == "cellar" && place.evidence.map(\.number) == [3])
    #expect(truth.text == "yes" && truth.evidence.map(\.number) == [2])
    let confidences = [place.confidence, truth.confidence]
    #expect(agree(confidences, [0.97813, 0.75651]), "\(confidences)")
  }

  @Test func aMemoryNetwork() throws {
    let contents = try MemoryNetworkModelFile.load(from: ModelFile(contentsOf: path("memory-v1")))
    var configuration = EndToEndMemoryConfiguration(vocabularySize: 17)
    (configuration.embeddingSize, configuration.hops) = (4, 3)
    (configuration.encoding, configuration.tying, configuration.update) = (.position, .adjacent, .sum)
    (configuration.sentenceLength, configuration.memorySize) = (5, 3)
    (configuration.usesTime, configuration.hasEmptySlots) = (true, true)
    #expect(contents.model.configuration == configuration)
    let codec = contents.codec
    #expect(
      codec.vocabulary.tokens == Vocabulary.markers + [
        "the", "hall", "is", "to", "went", "yard", "ann", "bob", "cid", "where", "in", "no", "yes",
      ])
    let facts = ["Ann went to the hall.", "Cid went to the hall.", "Ann went to the hall."]
    let questions = ["Where is Ann?", "Where is Cid?", "Is Ann in the hall?"]
    let answers = contents.model.answers(
      questions.map { question in
        StoryBatch.Item(
          facts: facts.map { codec.encode($0) }, question: codec.encode(question), answer: Vocabulary.unknown)
      }, with: contents.parameters)
    #expect(answers.map { codec.vocabulary[$0.word] } == ["hall", "hall", "yes"])
    let probabilities = answers.map { Double($0.probability) }
    #expect(agree(probabilities, [0.95551, 0.94067, 0.86456]), "\(probabilities)")
    let lastHop = answers[0].attention[2].map { Double($0) }
    #expect(agree(lastHop, [0.02336, 0.14928, 0.82736]), "\(lastHop)")
  }

  /// What both machines learned.
  private var copying: AlgorithmicTaskSettings {
    var task = AlgorithmicTaskSettings(.copy)
    (task.bits, task.shortest, task.longest) = (2, 1, 2)
    (task.mostRepeats, task.itemLength, task.context, task.keptShare) = (10, 3, 5, 0.8)
    return task
  }

  @Test func aNeuralTuringMachine() throws {
    let machine = try NeuralTuringMachine(contentsOf: path("ntm-v1"))
    var configuration = NeuralTuringMachineConfiguration(inputSize: 3, outputSize: 2)
    (configuration.controller, configuration.controllerSize) = (.lstm, 6)
    configuration.memory = MemorySizes(
      slots: 4, width: 3, readHeads: 1, writeHeads: 1, shiftRange: 1, strengthFromOne: true)
    (configuration.initialMemory, configuration.initialWeighting) = (.constant(1e-6), .first)
    let model = try #require(machine.model as? NeuralTuringMachineModel)
    #expect(model.configuration == configuration && machine.task == copying)
    let trace = try machine.run("01\n11")
    let outputs = trace.outputs.joined().map { Double($0) }
    #expect(agree(outputs, [0.02117, 0.99979, 0.98212, 0.99751]), "\(outputs)")
    #expect(agree([trace.cost], [0.06080]), "\(trace.cost)")
    let atTheDelimiter = trace.writeWeightings[0][2].map { Double($0) }
    #expect(agree(atTheDelimiter, [0.92008, 0.03510, 0.01248, 0.03234]), "\(atTheDelimiter)")
  }

  @Test func aDifferentiableNeuralComputer() throws {
    let machine = try NeuralTuringMachine(contentsOf: path("dnc-v1"))
    var configuration = DifferentiableNeuralComputerConfiguration(inputSize: 3, outputSize: 2)
    (configuration.controller, configuration.controllerSize) = (.lstm, 6)
    configuration.memory = DynamicMemorySizes(slots: 4, width: 3, readHeads: 1)
    let model = try #require(machine.model as? DifferentiableNeuralComputerModel)
    #expect(model.configuration == configuration && machine.task == copying)
    // Not its weightings: which of two unused slots it writes to hangs on their last bits.
    let trace = try machine.run("01\n11")
    let outputs = trace.outputs.joined().map { Double($0) }
    #expect(agree(outputs, [0.08395, 0.99999, 0.90094, 0.99941]), "\(outputs)")
    #expect(agree([trace.cost], [0.27786]), "\(trace.cost)")
  }

  /// A network of its own, and one with a new classifier behind its feature layer.
  @Test(arguments: [("image-v1", false, [0.81242, 0.94082]), ("transfer-v1", true, [0.83951, 0.83448])])
  func aPictureClassifier(_ name: String, isTransfer: Bool, expected: [Double]) throws {
    var configuration = ImageModelConfiguration(
      network: .lenet5, classes: ["left", "right"], isTransfer: isTransfer, size: 16)
    (configuration.channels, configuration.outputs) = (1, 2)
    configuration.preprocessing = PicturePreprocessing(order: .rgb, mean: [33.3184], deviation: [78.5675])
    let contents = try ImageModelFile.load(from: ModelFile(contentsOf: path(name)))
    #expect(contents.configuration == configuration)
    let classifier = try ImageClassifier(contentsOf: path(name))
    let labels = try ["left", "right"].map { side in
      let pixels = (0..<256).map { ($0 % 16 < 8) == (side == "left") ? UInt8(ascii: "x") : UInt8(ascii: " ") }
      return try #require(
        classifier.classify(Picture(width: 16, height: 16, channels: 1, pixels: pixels)).first)
    }
    #expect(labels.map(\.name) == ["left", "right"])
    let probabilities = labels.map(\.probability)
    #expect(agree(probabilities, expected), "\(probabilities)")
  }
}

import SeqData
import SeqKit
import SystemPackage
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// `seqkit reproduce`, run as a program: its flags, and how it is stopped.
@Suite struct ReproduceCommandTests {
  /// What is made before the first epoch takes the better part of a minute: it is said, and Ctrl-C ends it.
  @Test func aReaderIsStoppedBeforeItLearns() throws {
    let folder = try TemporaryFolder()
    let run = try ProgramRun.seqkit(
      ["reproduce", "reader", "--no-runs"], input: "", workingFolder: folder.path,
      signal: (SIGINT, "making stories"))
    #expect(run.status == 130 && run.output.isEmpty, "\(run.status) \(run.errors)")
    #expect(run.errors.contains("go on with the same command in it"), "\(run.errors)")
  }

  /// What is no task is named. How tasks are read is asked of the parser itself, in ReproductionResultsTests.
  @Test func whatIsNoTaskIsNamed() throws {
    for (words, wrong) in [(["1", "21"], "21"), (["1,two"], "two"), (["0"], "0")] {
      let run = try ProgramRun.seqkit(["reproduce", "babi-1k", "--tasks"] + words)
      #expect(run.status == 64 && run.output.isEmpty, "\(words): \(run.errors)")
      #expect(run.errors.contains("--tasks takes numbers from 1 to 20, not '\(wrong)'"), "\(run.errors)")
    }
  }

  /// What lies there of another seed or of more epochs is not scored as what is asked for, finished or not; the same goes on.
  @Test func aTranslatorOfAnotherSeedIsRefused() throws {
    let folder = try TemporaryFolder()
    let letters = ["a", "b", "c", "d", "e"]
    let pairs = (0..<100).map { number -> SentencePair in
      let word = [number / 25, number / 5 % 5, number % 5].map { letters[$0] }
      return SentencePair(
        source: word.joined(), target: word.map { $0.uppercased() }.joined(separator: " "))
    }
    let lines = pairs.map { "\($0.source)\t\($0.target)\n" }.joined()
    try folder.write(lines, to: "data/g2p/g014b2b.train")
    try folder.write(lines, to: "data/g2p/g014b2b.ref")
    try folder.write(pairs.map { $0.source + "\n" }.joined(), to: "data/g2p/g014b2b.words")
    var settings = TranslatorSettings()
    settings.tokenizer = .character
    settings.targetTokenizer = .word
    settings.variants = nil
    settings.minimumCount = 1
    settings.heldOut = 10
    settings.model.embeddingSize = 16
    settings.model.hiddenSize = 32
    settings.model.encoderLayers = 1
    settings.model.decoderLayers = 1
    settings.training.seed = 2
    settings.training.epochs = 1
    settings.training.batchTokens = 300
    let training = try TranslatorTraining(pairs: pairs, settings: settings, threads: 1)
    let model = "g2p.float32.safetensors"
    try training.save(to: FilePath(folder.file(model + ".checkpoint")))

    func run(seed: Int, epochs: Int, _ more: String...) throws -> ProgramRun {
      try ProgramRun.seqkit(
        [
          "reproduce", "g2p", "--no-runs", "--threads", "1", "--seed", "\(seed)", "--epochs", "\(epochs)",
        ] + more, environment: ["SEQKIT_DATA": folder.file("data")], workingFolder: folder.path)
    }
    func othersAreRefused(_ file: String) throws {
      for (seed, epochs) in [(1, 1), (2, 3)] {
        let other = try run(seed: seed, epochs: epochs)
        #expect(other.status == 65 && other.output.isEmpty, "\(file): \(other.status) \(other.errors)")
        #expect(other.errors.contains(file) && other.errors.contains("seed 2 and 1 epoch"), "\(other.errors)")
      }
    }
    try othersAreRefused(model + ".checkpoint")
    let same = try run(seed: 2, epochs: 1)
    #expect(same.status == 0 && same.errors.contains("going on from"), "\(same.errors)")
    #expect(same.output.contains("\nsignature  "), "\(same.output)")
    try othersAreRefused(model)
    let table = try run(seed: 2, epochs: 1, "--format", "csv")
    #expect(table.status == 0 && table.errors.contains("using \(model)"), "\(table.errors)")
    #expect(table.output.hasPrefix("scored,metric,ours,published,by\n"), "\(table.output)")
    #expect(!table.output.contains("signature"), "\(table.output)")
  }
}

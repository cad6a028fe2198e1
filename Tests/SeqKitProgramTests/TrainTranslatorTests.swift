import Foundation
import SeqData
import SeqFiles
import SeqKit
import SeqLayers
import SeqModels
import SeqTraining
import SystemPackage
import TestSupport
import Testing

/// What `seqkit train translator` holds to: its presets and configurations, and the checkpoint that outlives a divergence.
@Suite struct TrainTranslatorTests {
  private func settings(of checkpoint: TranslationCheckpoint) throws -> TranslatorSettings {
    try JSONDecoder().decode(TranslatorSettings.self, from: Data(checkpoint.settings.utf8))
  }

  private func arguments(_ tiny: TinyTraining, _ more: [String]) -> [String] {
    ["train", "translator", "--pairs", tiny.pairs, "--out", tiny.folder.file("m"), "--no-runs"] + more
  }

  /// The file's choices, the flags over them, and what followed from the data: all of it in the model and in the checkpoint.
  @Test func whatHeldIsWrittenIntoModelAndCheckpoint() throws {
    let tiny = try TinyTraining()
    let config = try tiny.folder.write(
      #"{"model": {"hiddenSize": 24, "cell": "gru"}, "training": {"learningRate": 0.015625, "epochs": 9}}"#,
      to: "c.json")
    // Among the flags are a hidden size of 16 and one epoch.
    let run = try ProgramRun.seqkit(tiny.arguments(epochs: 1, ["--config", config, "--no-runs"]))
    #expect(run.status == 0, "\(run.errors)")
    let file = try ModelFile(contentsOf: FilePath(tiny.folder.file("m")))
    let inModel = try file.decode(TranslatorSettings.self, "training")
    let checkpoint = try TranslationCheckpoint(contentsOf: FilePath(tiny.folder.file("m.checkpoint")))
    #expect(try settings(of: checkpoint) == inModel)

    #expect(inModel.model.cell == .gru && inModel.training.learningRate == 0.015625, "the file's")
    #expect(inModel.model.hiddenSize == 16 && inModel.training.epochs == 1, "the flags'")
    #expect(inModel.training.schedule == .constant && inModel.variants == nil, "the flags'")
    #expect(inModel.training.labelSmoothing == TranslationTrainingSettings().labelSmoothing, "the default")
    let made = try TranslationModelFile.load(from: file)
    #expect(inModel.model == made.model.configuration)
    #expect(inModel.model.sourceVocabularySize == made.source.vocabulary.count)
    #expect(inModel.model.targetVocabularySize == made.target.vocabulary.count)

    // The same weights stored otherwise are of the same training.
    let small = tiny.folder.file("small")
    let stored = try ProgramRun.seqkit(
      "model", "average", tiny.folder.file("m"), "--storage", "int8", "--out", small)
    #expect(stored.status == 0, "\(stored.errors)")
    let again = try ModelFile(contentsOf: FilePath(small))
    #expect(try again.decode(TranslatorSettings.self, "training") == inModel)
    // What models of two trainings are together nobody has trained.
    let other = try ProgramRun.seqkit(
      tiny.arguments("other", epochs: 1, ["--config", config, "--no-runs", "--label-smoothing", "0"]))
    #expect(other.status == 0, "\(other.errors)")
    let mean = try ProgramRun.seqkit(
      "model", "average", tiny.folder.file("m"), tiny.folder.file("other"), "--out", tiny.folder.file("mean"))
    #expect(mean.status == 0, "\(mean.errors)")
    #expect(try ModelFile(contentsOf: FilePath(tiny.folder.file("mean"))).training == nil)
  }

  /// By name the same as in the library; a tiny training with it runs, and its model translates.
  @Test func chapterIsTheTextbooksMachine() throws {
    let tiny = try TinyTraining()
    let printed = try ProgramRun.seqkit(arguments(tiny, ["--preset", "chapter", "--print-config"]))
    #expect(printed.status == 0, "\(printed.errors)")
    let settings = try JSONDecoder().decode(TranslatorSettings.self, from: Data(printed.output.utf8))
    #expect(settings == TranslatorSettings.chapter)

    let words = ["ba", "ke", "li", "mo", "nu"]
    let lines = (0..<200).map { number in
      let text = [words[number % 5], words[number / 5 % 5], words[number / 25 % 5]].joined(separator: " ")
      return text + "\t" + text.uppercased() + "\n"
    }
    try tiny.folder.write(lines.joined(), to: "pairs.tsv")
    let flags = [
      "--preset", "chapter", "--epochs", "20", "--hidden", "32", "--embedding", "16", "--batch-tokens", "200",
      "--learning-rate", "0.02", "--schedule", "constant", "--threads", "1",
    ]
    let run = try ProgramRun.seqkit(arguments(tiny, flags))
    #expect(run.status == 0, "\(run.errors)")
    let file = try ModelFile(contentsOf: FilePath(tiny.folder.file("m")))
    let names = Set(file.tensors.entries.map(\.name))
    for name in ["encoder.rnn.weight_hh_l1", "decoder.rnn.weight_hh_l1", "decoder.output.weight"] {
      #expect(names.contains(name), "\(name)")
    }
    for part in ["_l2", "_reverse", "attention", "combine", "bridge"] {
      #expect(!names.contains { $0.contains(part) }, "\(part)")
    }
    let translated = try ProgramRun.seqkit(
      ["translate", "--model", tiny.folder.file("m")], input: "ba nu ke\nli li\nunheard mo\n")
    #expect(translated.status == 0, "\(translated.errors)")
    let found = translated.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(found.count == 3, "\(translated.output)")
    #expect(Set(found.joined()).isSubset(of: words.map { $0.uppercased() }), "\(translated.output)")
  }

  /// What is said to come next is a command that a shell reads as it is meant.
  @Test(arguments: ["my model", "-m.safetensors", "it's"])
  func theNextCommandCanBeCopied(_ name: String) throws {
    let tiny = try TinyTraining()
    let place = try TemporaryFolder()
    let arguments = tiny.arguments(epochs: 1, ["--no-runs"])
    let out = try #require(arguments.firstIndex(of: "--out"))
    let run = try ProgramRun.seqkit(
      Array(arguments[..<out]) + ["--out=" + name] + arguments[(out + 2)...], workingFolder: place.path)
    #expect(run.status == 0, "\(run.errors)")
    let quoted = ["my model": "'my model'", "-m.safetensors": "./-m.safetensors", "it's": "'it'\\''s'"]
    let next = "try: seqkit translate --model \(quoted[name] ?? "") \"…\"\n"
    #expect(run.errors.hasSuffix(next), "\(run.errors)")
  }

  /// A finished model gives way to a new one, which is said; there is nothing to go on from before there is a checkpoint.
  @Test func whatIsReplacedIsSaid() throws {
    let tiny = try TinyTraining()
    let early = try ProgramRun.seqkit(tiny.arguments(epochs: 1, ["--no-runs", "--resume"]))
    #expect(early.status == 66 && early.errors.contains("train without --resume first"), "\(early.errors)")
    let first = try ProgramRun.seqkit(tiny.arguments(epochs: 1, ["--no-runs"]))
    #expect(first.status == 0 && !first.errors.contains("replaces"), "\(first.errors)")
    let second = try ProgramRun.seqkit(tiny.arguments(epochs: 1, ["--no-runs"]))
    let said = #/replaces the model of \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, /#
    #expect(second.status == 0 && second.errors.contains(said), "\(second.errors)")
    let resumed = try ProgramRun.seqkit(tiny.arguments(epochs: 2, ["--no-runs", "--resume"]))
    #expect(resumed.status == 0 && !resumed.errors.contains("replaces"), "\(resumed.errors)")
  }

  /// Epochs over a few pairs take a moment: a checkpoint is written after the first and at the end, and not after each between.
  @Test func shortEpochsAreNotSavedEach() throws {
    let tiny = try TinyTraining()
    let run = try tiny.train(epochs: 12)
    #expect(run.status == 0, "\(run.errors)")
    let record = try tiny.object(try tiny.runs("export").output)
    let files = try #require(record["checkpoints"] as? [[String: Any]])
    let steps = files.filter { $0["kind"] as? String == "checkpoint" }.compactMap { $0["step"] as? Int }
    let last = try TranslationCheckpoint(contentsOf: FilePath(tiny.folder.file("m.checkpoint"))).progress
    #expect(last.epoch == 12 && steps.max() == last.update)
    let first = try #require(steps.min())
    #expect(first > 0 && first * 6 < last.update, "\(steps)")
    // Two, if all of it takes less than half a minute.
    #expect(steps.count < 6, "\(steps)")
  }

  /// What is trained further from a shipped model owes what that one owes.
  @Test func fineTuningKeepsOriginAndLicence() throws {
    let folder = try TemporaryFolder()
    let lines = ["cat\tK AE T", "dog\tD AO G", "hat\tHH AE T"] + (0..<9).map { _ in "fan\tF AE N" }
    let pairs = try folder.write(lines.joined(separator: "\n") + "\n", to: "pairs.tsv")
    let model = folder.file("tuned.safetensors")
    let run = try ProgramRun.seqkit(
      "train", "translator", "--pairs", pairs, "--from", "g2p", "--epochs", "1", "--out", model, "--no-runs",
      "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    let card = try ModelFile(contentsOf: FilePath(model)).card
    let start = try #require(try TranslationCheckpoint(contentsOf: FilePath(model + ".checkpoint")).start)
    #expect(start.name == "g2p" && start.licence.contains("CMUdict"))
    #expect(card.licence == start.licence && card.attribution == start.attribution)
    #expect(card.sourceLanguage == "English spelling" && card.targetLanguage == "phonemes")
    #expect(card.name == "tuned" && card.data.hasSuffix(start.data) && card.scores.isEmpty)
    let shown = try ProgramRun.seqkit("model", "show", model).output
    #expect(shown.contains("from g2p") && shown.contains("Carnegie Mellon"), "\(shown)")
  }

  /// Each update multiplies the weights by 1 − rate × decay; the rate rises by 0.1 an update, so that from the twentieth on they
  /// grow, the faster the longer, until the loss is none any more.
  private static let rising = """
    {"training": {"optimizer": {"sgd": {"momentum": 0, "weightDecay": 1}}, "learningRate": 100,
     "schedule": {"cosine": {"warmup": 1000, "total": 1000000, "floor": 0}}}}
    """

  /// What was saved before is there, bit for bit that of a training that stops in time, and goes on to the same end.
  @Test func aDivergingTrainingKeepsItsLastCheckpoint() throws {
    let tiny = try TinyTraining()
    let config = try tiny.folder.write(Self.rising, to: "c.json")
    let all = arguments(
      tiny,
      [
        "--config", config, "--epochs", "20", "--hidden", "16", "--embedding", "16", "--layers", "1",
        "--dropout", "0", "--no-variants", "--vocabulary", "100", "--batch-tokens", "300", "--threads", "1",
        "--save-every", "10",
      ])
    let run = try ProgramRun.seqkit(all)
    #expect(run.status == 75 && run.errors.contains("diverged at update "), "\(run.errors)")
    #expect(tiny.folder.bytes("m") == nil, "no model is made of it")
    let kept = try #require(tiny.folder.bytes("m.checkpoint"))
    let path = FilePath(tiny.folder.file("m.checkpoint"))
    let checkpoint = try TranslationCheckpoint(contentsOf: path)
    #expect(checkpoint.progress.update >= 20)

    let pairs = try Corpus.pairs(of: tiny.pairs)
    let same = try TranslatorTraining(pairs: pairs, settings: settings(of: checkpoint), threads: 1)
    while same.progress != checkpoint.progress {
      guard try same.next() != nil else { break }
    }
    try same.save(to: FilePath(tiny.folder.file("same")))
    #expect(tiny.folder.bytes("same") == kept)

    let again = try ProgramRun.seqkit(all + ["--resume"])
    #expect(again.status == 75 && again.errors.contains("resumed at epoch"), "\(again.errors)")
    #expect(tiny.folder.bytes("m.checkpoint") == kept)
    let resumed = try TranslatorTraining(resuming: path, pairs: pairs, threads: 1)
    #expect(resumed.progress == checkpoint.progress)
    do throws(TrainingDiverged) {
      while try resumed.next() != nil {}
      Issue.record("it did not diverge")
    } catch {
      #expect(error.update > checkpoint.progress.update)
      for errors in [run.errors, again.errors] {
        #expect(errors.contains("diverged at update \(error.update):"), "\(errors)")
      }
    }
  }
}

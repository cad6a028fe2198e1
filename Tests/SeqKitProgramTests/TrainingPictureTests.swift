import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// `--svg` of trainings, run as programs: the learning curves, drawn after every epoch, whole after a resumption.
@Suite struct TrainingPictureTests {
  private func picture(_ folder: TemporaryFolder, _ name: String = "a.svg") throws -> String {
    let picture = String(decoding: try #require(folder.bytes(name)), as: UTF8.self)
    #expect(XMLParser(data: Data(picture.utf8)).parse(), "\(picture)")
    return picture
  }

  private func count(_ part: String, in text: String) -> Int { text.components(separatedBy: part).count - 1 }

  @Test func aTranslatorsCurves() throws {
    let tiny = try TinyTraining()
    let svg = tiny.folder.file("a.svg")
    let run = try ProgramRun.seqkit(
      tiny.arguments(epochs: 2, ["--no-runs", "--metric", "bleu", "--svg", svg]))
    #expect(run.status == 0 && run.output.isEmpty, "\(run.errors)")
    let first = try picture(tiny.folder)
    for words in [">loss, nats a token<", ">perplexity<", ">BLEU<", ">training<", ">held out<", ">m<"] {
      #expect(first.contains(words), "\(words)")
    }
    // Loss of both, perplexity, BLEU; a point an epoch.
    #expect(count("<polyline", in: first) == 4 && count("<circle", in: first) == 8)
    // The points of before are in the checkpoint: there is no record.
    let resumed = try ProgramRun.seqkit(
      tiny.arguments(epochs: 3, ["--no-runs", "--metric", "bleu", "--svg", svg, "--resume"]))
    #expect(resumed.status == 0, "\(resumed.errors)")
    let second = try picture(tiny.folder)
    #expect(count("<polyline", in: second) == 4 && count("<circle", in: second) == 12)
    let points = first.split(separator: "\n").compactMap {
      $0.firstMatch(of: /<title>(.*, epoch .*)<\/title>/)
    }
    #expect(points.count == 8 && points.allSatisfy { second.contains($0.1) })
    // What does not change the model does not stand in its card.
    #expect(try !ProgramRun.seqkit("model", "show", tiny.folder.file("m")).output.contains("svg"))
  }

  /// The figures are those of the lines, which `--json` has in full.
  @Test func theFiguresAreThoseOfTheTraining() throws {
    let tiny = try TinyTraining()
    let run = try ProgramRun.seqkit(
      tiny.arguments(epochs: 2, ["--no-runs", "--json", "--svg", tiny.folder.file("a.svg")]))
    #expect(run.status == 0, "\(run.errors)")
    let svg = try picture(tiny.folder)
    let epochs = try run.output.split(separator: "\n").map { try tiny.object($0) }.filter {
      $0["type"] as? String != "result"
    }
    #expect(epochs.count == 2)
    for (number, epoch) in epochs.enumerated() {
      for (name, key) in [
        ("training", "training_loss"), ("held out", "held_out_loss"), ("held out", "perplexity"),
      ] {
        let value = try #require(epoch[key] as? Double)
        #expect(
          svg.contains("<title>\(name), epoch \(number + 1): \(String(format: "%.4f", value))</title>"),
          "\(key) \(value)")
      }
    }
  }

  /// Stopped after its second epoch, it has drawn that one.
  @Test func theFileIsDrawnAfterEveryEpoch() throws {
    let tiny = try TinyTraining()
    let arguments = tiny.arguments(epochs: 1000, ["--no-runs", "--svg", tiny.folder.file("a.svg")])
    let run = try ProgramRun.seqkit(arguments, signal: (SIGINT, "epoch 2 "))
    #expect(run.status == 130, "\(run.errors)")
    let svg = try picture(tiny.folder)
    let curve = try #require(svg.split(separator: "\n").first { $0.hasPrefix("<polyline") })
    let points = count(",", in: String(curve))
    #expect(points >= 2 && points < 1000, "\(curve)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: tiny.folder.path).sorted() == [
        "a.svg", "m.checkpoint", "pairs.tsv",
      ])
  }

  @Test func aPictureAlone() throws {
    let tiny = try TinyTraining()
    let run = try ProgramRun.seqkit(tiny.arguments(epochs: 1, ["--no-runs", "--svg", "-"]))
    #expect(run.status == 0 && run.output.hasPrefix("<?xml") && run.output.hasSuffix("</svg>\n"))
    #expect(count("<?xml", in: run.output) == 1)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: tiny.folder.path).sorted() == [
        "m", "m.checkpoint", "pairs.tsv",
      ])
    let stories = try tiny.folder.write("1 Ann went to the hall.\n2 Where is Ann?\thall\t1\n", to: "s.txt")
    for arguments in [
      tiny.arguments(epochs: 1), ["train", "qa", "--stories", stories, "--out", tiny.folder.file("q")],
      ["train", "memory", "--stories", stories, "--out", tiny.folder.file("q")],
      ["train", "transfer", "--images", "x", "--network", "basic", "--mode", "scratch", "--out", "q"],
    ] {
      let run = try ProgramRun.seqkit(arguments + ["--no-runs", "--svg", "-", "--json"])
      #expect(run.status == 64 && run.output.isEmpty && run.errors.contains("name a file"), "\(run.errors)")
    }
  }

  /// Before anything is learned.
  @Test func whatCannotBeDrawnIsRefusedAtOnce() throws {
    let tiny = try TinyTraining()
    for (svg, status, words) in [
      ("/no/such/folder/a.svg", 73, "the folder of the file does not exist"),
      (tiny.folder.path, 73, "a folder"),
      (tiny.pairs, 64, "the output is also an input"),
      (tiny.folder.file("m"), 64, "the picture and another output are the same file"),
      (tiny.folder.path + "/./m.checkpoint", 64, "the picture and another output are the same file"),
    ] as [(String, Int32, String)] {
      let run = try ProgramRun.seqkit(tiny.arguments(epochs: 1, ["--no-runs", "--svg", svg]))
      #expect(run.status == status && run.errors.contains(words), "\(svg): \(run.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: tiny.folder.path) == ["pairs.tsv"])
    }
  }

  @Test func aReadersCurves() throws {
    let folder = try TemporaryFolder()
    let stories = folder.file("s.txt")
    _ = try ProgramRun.seqkit("data", "generate", "babi", "--task", "1", "--count", "400", "--out", stories)
    let arguments = [
      "train", "qa", "--stories", stories, "--out", folder.file("m"), "--epochs", "40", "--hidden", "16",
      "--no-runs", "--svg", folder.file("a.svg"),
    ]
    let stopped = try ProgramRun.seqkit(arguments, signal: (SIGINT, "epoch 2/40"))
    #expect(stopped.status == 130, "\(stopped.errors)")
    #expect(try picture(folder).contains("<title>training, epoch 2: "))
    let resumed = try ProgramRun.seqkit(arguments + ["--resume"])
    #expect(resumed.status == 0 && resumed.errors.contains("resumed at epoch"), "\(resumed.errors)")
    let again = try ProgramRun.seqkit(arguments + ["--resume"])
    #expect(again.status == 0, "\(again.errors)")
    #expect(again.errors.contains("resumed after the last of 40 epochs"), "\(again.errors)")
    let svg = try picture(folder)
    #expect(svg.contains(">decisions right, %<") && svg.contains(">loss, nats a decision<"))
    #expect(count("<polyline", in: svg) == 2 && count("<circle", in: svg) == 80)
  }

  @Test func aMemoryNetworksCurves() throws {
    let folder = try TemporaryFolder()
    let story =
      "1 Ann went to the hall.\n2 Where is Ann?\thall\t1\n3 Ann went to the yard.\n4 Where is Ann?\tyard\t3\n"
    let stories = try folder.write(String(repeating: story, count: 20), to: "s.txt")
    let arguments = [
      "train", "memory", "--stories", stories, "--out", folder.file("m"), "--restarts", "2", "--epochs", "5",
      "--linear-epochs", "3", "--no-runs", "--svg",
    ]
    let run = try ProgramRun.seqkit(arguments + [folder.file("a.svg")])
    #expect(run.status == 0 && run.output.isEmpty, "\(run.errors)")
    let svg = try picture(folder)
    #expect(svg.contains(">questions wrong, %<") && svg.contains(">loss, nats a question<"))
    // The best training alone, the linear start with it: of training and held-out questions in both panels.
    #expect(count("<polyline", in: svg) == 4 && count("<circle", in: svg) == 4 * 8)
    let alone = try ProgramRun.seqkit(arguments + ["-", "--held-out", "0"])
    #expect(alone.status == 0 && count("<polyline", in: alone.output) == 2, "\(alone.errors)")
    #expect(alone.output.hasPrefix("<?xml") && alone.output.hasSuffix("</svg>\n"))
  }
}

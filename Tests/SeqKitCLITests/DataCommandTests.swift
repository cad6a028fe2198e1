import Foundation
import SeqKitCLI
import TestSupport
import Testing

/// The real data, where this machine has them.
private let sharedData: String? = {
  let environment = ProcessInfo.processInfo.environment["SEQKIT_DATA"]
  let candidates = [environment, "../shared/data"].compactMap(\.self)
  return candidates.first { FileManager.default.fileExists(atPath: $0 + "/tatoeba/fra-eng.tsv") }
}()

@Suite struct DataCommandTests {
  @Test func theListHasEveryDataSet() throws {
    let run = try ProgramRun.seqkit("data")
    #expect(run.status == 0)
    let lines = run.output.split(separator: "\n")
    #expect(lines[0].split(separator: " ") == ["name", "here", "size", "what", "for", "licence", "from"])
    #expect(lines.dropFirst().map { $0.prefix { $0 != " " } } == DataCatalogue.all.map { Substring($0.name) })
    #expect(lines.dropFirst().allSatisfy { $0.contains(" no ") })
    #expect(zip(lines.dropFirst(), DataCatalogue.all).allSatisfy { $0.hasSuffix("  " + $1.homepage) })
    #expect(run.errors.contains("/.local/share/seqkit"))
    #expect(try ProgramRun.seqkit("data", "--quiet").errors.isEmpty)
  }

  /// In full: what `show` says of each, one after the other.
  @Test func theListInFull() throws {
    // Its own folder is named too, which each run would have elsewhere.
    let environment = ["SEQKIT_DATA": "/some/where", "HOME": "/at/home"]
    let full = try ProgramRun.seqkit("data", "--full", environment: environment)
    let shown = try DataCatalogue.all.map {
      try ProgramRun.seqkit("data", "show", $0.name, environment: environment).output
    }
    #expect(full.status == 0 && full.errors.isEmpty && full.output == shown.joined(separator: "\n"))
  }

  @Test func theListAsJSON() throws {
    let run = try ProgramRun.seqkit("data", "--json")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == DataCatalogue.all.count)
    for (line, set) in zip(lines, DataCatalogue.all) {
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(object["version"] as? Int == 1)
      #expect(object["name"] as? String == set.name)
      #expect(object["bytes"] as? Int == set.size)
      let files = try #require(object["files"] as? [[String: Any]])
      #expect(files.count == set.files.count)
    }
  }

  @Test func showSaysEverything() throws {
    for set in DataCatalogue.all {
      let run = try ProgramRun.seqkit(
        "data", "show", set.name, environment: ["SEQKIT_DATA": "/some/where else"])
      #expect(run.status == 0)
      #expect(run.output.contains(set.licence))
      #expect(run.output.contains(set.homepage))
      #expect(
        run.output.contains("mkdir -p '/some/where else/\(set.name)' && cd '/some/where else/\(set.name)'"))
      for step in set.sources.flatMap(\.steps) { #expect(run.output.contains("\n  \(step)\n")) }
      for form in set.files.flatMap(\.forms) { #expect(run.output.contains(form.digest)) }
    }
  }

  /// A name written as its flag would be, with a hyphen, is understood.
  @Test func hyphensAndUnderscoresAreTheSame() throws {
    #expect(try ProgramRun.seqkit("data", "show", "cats-dogs").status == 0)
  }

  @Test func theCatalogueIsWellFormed() {
    for set in DataCatalogue.all {
      #expect(Set(set.files.map(\.name)).count == set.files.count, "\(set.name): a name twice")
      for source in set.sources {
        #expect(!source.steps.isEmpty && !source.files.isEmpty)
      }
      for form in set.files.flatMap(\.forms) {
        #expect(form.digest.count == 64 && form.digest.allSatisfy(\.isHexDigit), "\(form.path)")
        #expect(form.size > 0)
      }
    }
  }

  @Test func missingDataSayWhereAndHow() throws {
    let run = try ProgramRun.seqkit(
      "data", "verify", "tatoeba/fra-eng.tsv", environment: ["SEQKIT_DATA": "/no/data"])
    #expect(run.status == 66)
    #expect(run.output == "missing  tatoeba/fra-eng.tsv\n")
    #expect(run.errors.contains("looked in /no/data/tatoeba and /"))
    #expect(run.errors.contains("\n  curl -fLO https://raw.githubusercontent.com/"))
    #expect(run.errors.contains("fra-eng.zip"))
    #expect(!run.errors.contains("deu-eng.zip"))
  }

  @Test func aDifferentFileIsNamed() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("Go.\tVa !\n", to: "tatoeba/fra.txt")
    let run = try ProgramRun.seqkit("data", "verify", "tatoeba", environment: ["SEQKIT_DATA": folder.path])
    #expect(run.status == 65)
    let lines = run.output.split(separator: "\n")
    #expect(lines[0] == "differs  \(file)")
    #expect(lines[1] == "         expected 0bb85dbaa1c896844649094d7eaf2e34bee34e84fe362b26ce7e8f2e12aae104")
    #expect(lines[3] == "missing  tatoeba/deu-eng.tsv")
    #expect(run.errors == "seqkit: a file differs from the record, \(file); fetch it again\n")
  }

  @Test func aFolderOfPicturesIsOneDigest() throws {
    let folder = try TemporaryFolder()
    try folder.write("not a picture", to: "cats_dogs/test/cats/cat.1.jpg")
    let run = try ProgramRun.seqkit(
      "data", "verify", "cats_dogs/test/cats", environment: ["SEQKIT_DATA": folder.path])
    #expect(run.status == 65)
    // printf '%s  cat.1.jpg\n' "$(printf 'not a picture' | sha256sum | cut -c-64)" | sha256sum
    #expect(
      run.output.hasSuffix("found    624830f93170e1f7affbe7eb2891ffa29972df8ca2a85b2a10662fb455409a2e\n"))
  }

  @Test func nothingAnywhere() throws {
    let run = try ProgramRun.seqkit("data", "verify", environment: ["SEQKIT_DATA": "/no/data"])
    #expect(run.status == 66)
    #expect(run.errors.hasPrefix("seqkit: no data set is here, looked in /no/data and /"))
  }

  @Test func anUnknownFileOrSet() throws {
    let file = try ProgramRun.seqkit("data", "verify", "tatoeba/eng-fra.tsv")
    #expect(file.status == 64)
    #expect(
      file.errors == "seqkit: no file 'eng-fra.tsv' in data set 'tatoeba'; see 'seqkit data show tatoeba'\n")
    let set = try ProgramRun.seqkit("data", "verify", "imagenet")
    #expect(set.status == 64)
    #expect(set.errors.hasSuffix("weights; see 'seqkit data'\n"))
  }

  /// It went on forever once, looking for such a story.
  @Test func moreQuestionsThanAStoryHasRoomFor() throws {
    let run = try ProgramRun.seqkit(
      "data", "generate", "babi", "--task", "all", "--questions", "900", "--count", "900")
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(run.errors.contains("task 14"))
    #expect(
      try ProgramRun.seqkit("data", "generate", "babi", "--task", "9", "--questions", "50", "--count", "50")
        .status == 0)
  }

  @Test(.enabled(if: sharedData != nil, "needs the data sets: set SEQKIT_DATA"))
  func theRealDataAreAsRecorded() throws {
    let folder = URL(filePath: try #require(sharedData)).standardizedFileURL.path
    for name in ["tatoeba/fra-eng.tsv", "tatoeba/deu-eng.tsv", "multi30k", "g2p", "babi/en"] {
      let run = try ProgramRun.seqkit("data", "verify", name, environment: ["SEQKIT_DATA": folder])
      #expect(run.status == 0, "\(name): \(run.errors)")
      #expect(run.output.split(separator: "\n").allSatisfy { $0.hasPrefix("ok       /") })
    }
  }
}

@Suite struct ReproduceCommandTests {
  @Test func theListHasDataTimeAndFigure() throws {
    let run = try ProgramRun.seqkit("reproduce")
    #expect(run.status == 0)
    #expect(run.output.contains("tatoeba/fra-eng.tsv"))
    let lines = run.output.split(separator: "\n")
    let header = try #require(lines.first)
    for column in ["name", "what", "data", "here", "time, 2 cores", "published"] {
      #expect(header.contains(column), "\(column): \(header)")
    }
    for name in ["translate-fr", "translate-de"] {
      let row = try #require(lines.first { $0.hasPrefix("\(name)  ") })
      #expect(row.contains("3:25:00") && row.hasSuffix("asked: BLEU 40"), "\(row)")
    }
    let objects = try ProgramRun.seqkit("reproduce", "--json").output.split(separator: "\n")
    #expect(objects.count == lines.count - 1)
    #expect(
      objects.allSatisfy {
        $0.hasPrefix("{\"version\": 1, \"type\": \"reproduction\"") && $0.contains("\"seconds\": ")
          && $0.contains("\"published\": ")
      })
  }

  @Test func withoutItsDataItSaysHowToGetThem() throws {
    let run = try ProgramRun.seqkit("reproduce", "translate-de", environment: ["SEQKIT_DATA": "/no/data"])
    #expect(run.status == 66)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("seqkit: data set 'tatoeba' is not here, looked in /no/data/tatoeba and /"))
    #expect(run.errors.contains("\n  unzip -o deu-eng.zip\n"))
  }

  @Test func anUnknownName() throws {
    let run = try ProgramRun.seqkit("reproduce", "translate-fra")
    #expect(run.status == 64)
    #expect(run.errors.hasSuffix("did you mean 'translate-fr'?\n"))
  }
}

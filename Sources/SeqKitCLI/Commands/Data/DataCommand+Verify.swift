import ArgumentParser

extension DataCommand {
  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare a data set with the SHA-256 of each file.",
      discussion: """
        Ends with 0 where every file is as recorded, with 65 where one differs, with 66 where one is missing.

          seqkit data verify multi30k
          seqkit data verify tatoeba/fra-eng.tsv
          seqkit data verify babi/en
        """)

    @Argument(
      help: ArgumentHelp(
        "A data set, or NAME/PATH for one file or folder of it. Default: every data set of which something "
          + "is here.",
        valueName: "name"),
      completion: .list(DataCatalogue.all.map(\.name)))
    var names: [String] = []

    @OptionGroup var common: CommonOptions

    func run() throws {
      let folders = DataFolders()
      var requirements: [DataRequirement] = []
      for name in names { requirements.append(try DataRequirement(parsing: name)) }
      if names.isEmpty {
        requirements = DataCatalogue.all.map { DataRequirement($0) }.filter {
          $0.missing(in: folders).count < $0.files.count
        }
        if requirements.isEmpty {
          throw Failure(
            .noInput, "no data set is here",
            at: "looked in " + folders.roots.map(\.string).joined(separator: " and "),
            advice: "see 'seqkit data'")
        }
      }

      var different: [String] = []
      for requirement in requirements {
        for file in requirement.files {
          let state = try folders.check(file, of: requirement.dataSet)
          if case .different(let path, _, _) = state { different.append(path.string) }
          try report(state, file, of: requirement.dataSet)
        }
      }
      if !different.isEmpty {
        throw Failure(
          .badData,
          "\(different.count == 1 ? "a file differs" : "\(different.count) files differ") from the record",
          at: different.joined(separator: ", "), advice: "fetch \(different.count == 1 ? "it" : "them") again"
        )
      }
      for requirement in requirements { try requirement.require(in: folders) }
    }

    private func report(_ state: DataState, _ file: DataFile, of set: DataSet) throws {
      if common.json {
        var place: String?
        var (word, found): (String, String?) = ("ok", nil)
        switch state {
        case .asRecorded(let path): place = path.string
        case .different(let path, _, let digest): (place, word, found) = (path.string, "differs", digest)
        case .missing: word = "missing"
        }
        return try Output.writeLine([
          "version": 1, "type": "data-file", "set": .string(set.name), "file": .string(file.name),
          "state": .string(word), "path": .optional(place), "found": .optional(found),
        ])
      }
      switch state {
      case .asRecorded(let path): if !common.quiet { try Output.writeLine("ok       \(path)") }
      case .different(let path, let expected, let found):
        try Output.writeLine("differs  \(path)\n         expected \(expected)\n         found    \(found)")
      case .missing: try Output.writeLine("missing  \(set.name)/\(file.name)")
      }
    }
  }
}

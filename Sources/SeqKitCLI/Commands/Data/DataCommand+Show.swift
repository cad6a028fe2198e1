import ArgumentParser

extension DataCommand {
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show one data set: source, licence, how to fetch it, every file with its SHA-256.")

    @Argument(
      help: ArgumentHelp("Its name, as in the list.", valueName: "name"),
      completion: .list(DataCatalogue.all.map(\.name)))
    var name: String

    @OptionGroup var common: CommonOptions

    func run() throws {
      let set = try DataCatalogue.named(name)
      let folders = DataFolders()
      if common.json { return try Output.writeLine(set.json(in: folders)) }
      try Output.write(set.text(in: folders))
    }
  }
}

extension DataSet {
  /// Everything on record in words, with the lines that fetch it and where each file lies.
  func text(in folders: DataFolders) -> String {
    let requirement = DataRequirement(self)
    var text = """
      \(name): \(title)

      for      \(purpose)
      size     \(byteSize(size))
      licence  \(licence)
      made by  \(credit)
      from     \(homepage)
      folder   \(folders.roots.map { $0.appending(name).string }.joined(separator: ", or "))

      To fetch it:

      \(requirement.fetchLines(for: files, into: folders).map { "  " + $0 }.joined(separator: "\n"))


      """
    if let note { text += note + "\n\n" }
    var table = Table([.init("file"), .init("here"), .init("bytes", .right), .init("SHA-256")])
    for file in files {
      let place = folders.locate(file, of: self)
      for (index, form) in file.forms.enumerated() {
        let here = place.map { $0.forms.contains(form) ? "yes" : "" } ?? "no"
        let name = form.count.map { "\(form.path)/ (\($0) files)" } ?? form.path
        table.append([index == 0 ? name : "  or " + name, here, grouped(form.size), form.digest])
      }
    }
    text += table.rendered()
    if files.contains(where: { $0.forms[0].count != nil }) {
      text += "The SHA-256 of a folder is that of its sorted list of \"sha256  name\" lines.\n"
    }
    return text
  }

  /// Everything on record, and where each file lies.
  func json(in folders: DataFolders) -> JSON {
    [
      "version": 1, "type": "data-set", "name": .string(name), "title": .string(title),
      "purpose": .string(purpose), "licence": .string(licence), "credit": .string(credit),
      "homepage": .string(homepage), "note": .optional(note), "bytes": .integer(size),
      "folders": .array(folders.roots.map { .string($0.appending(name).string) }),
      "fetch": .array(DataRequirement(self).fetchLines(for: files, into: folders).map(JSON.string)),
      "files": .array(
        files.map { file in
          [
            "name": .string(file.name),
            "path": .optional(folders.locate(file, of: self)?.path.string),
            "forms": .array(
              file.forms.map { form in
                [
                  "path": .string(form.path), "bytes": .integer(form.size), "sha256": .string(form.digest),
                  "files": form.count.map(JSON.integer) ?? 1,
                ]
              }),
          ]
        }),
    ]
  }
}

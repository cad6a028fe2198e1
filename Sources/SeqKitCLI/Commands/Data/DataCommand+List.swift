import ArgumentParser

extension DataCommand {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List every data set: what for, size, licence, address, whether it is here (the default).",
      discussion: """
        With --json and --full also the lines that fetch each, the folder where it belongs, and the SHA-256 of its files.
        """)

    @Flag(help: "Show of each data set all that 'data show' says of it.")
    var full = false

    @OptionGroup var common: CommonOptions

    func run() throws {
      let folders = DataFolders()
      if common.json {
        for set in DataCatalogue.all { try Output.writeLine(set.json(in: folders)) }
        return
      }
      if full {
        return try Output.write(
          DataCatalogue.all.map { $0.text(in: folders) }.joined(separator: "\n"))
      }
      var table = Table([
        .init("name"), .init("here"), .init("size", .right), .init("what for"), .init("licence"),
        .init("from"),
      ])
      for set in DataCatalogue.all {
        let missing = DataRequirement(set).missing(in: folders).count
        let here = missing == 0 ? "yes" : missing == set.files.count ? "no" : "partly"
        // The licence in brief: what stands before the first remark.
        let licence = set.licence.split(whereSeparator: { "(;,:".contains($0) })[0]
        table.append([
          set.name, here, byteSize(set.size), set.purpose, String(String(licence).withoutTrailingSpaces),
          set.homepage,
        ])
      }
      try Output.write(table.rendered())
      if !common.quiet {
        Output.note(
          "Looked in \(folders.roots.map(\.string).joined(separator: " and ")). "
            + "'seqkit data show NAME' says how to get one, 'seqkit data --full' each.\n")
      }
    }
  }
}

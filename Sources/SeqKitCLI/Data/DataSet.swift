/// A data set that seqkit knows how to read: what it is, where it comes from, how to tell that it arrived.
package struct DataSet: Sendable {
  /// The name in commands, and of its folder.
  package let name: String
  package let title: String
  /// What seqkit does with it.
  package let purpose: String
  package let licence: String
  /// Who made it, and how they wish to be cited.
  package let credit: String
  package let homepage: String
  package let sources: [Source]
  /// What else one has to know.
  package let note: String?

  /// Files that come together, and the shell lines that fetch them into the data set's folder.
  package struct Source: Sendable {
    package let steps: [String]
    package let files: [DataFile]
  }

  package init(
    _ name: String, _ title: String, purpose: String, licence: String, credit: String, homepage: String,
    note: String? = nil, sources: [Source]
  ) {
    self.name = name
    self.title = title
    self.purpose = purpose
    self.licence = licence
    self.credit = credit
    self.homepage = homepage
    self.note = note
    self.sources = sources
  }

  package var files: [DataFile] { sources.flatMap(\.files) }

  /// In bytes.
  package var size: Int { files.reduce(0) { $0 + $1.forms[0].size } }
}

/// One file of a data set, or one folder of many small ones.
package struct DataFile: Sendable {
  /// The path inside the data set's folder: the name by which it is reported.
  package var name: String { forms[0].path }
  /// The ways in which it may lie there, the preferred one first: as we keep it, as the public archive
  /// unpacks it.
  package let forms: [Form]

  package struct Form: Sendable, Equatable {
    package let path: String
    /// In bytes; of a folder, all its files together.
    package let size: Int
    /// SHA-256. Of a folder: of the list `digest  name\n` of all its files, sorted by name.
    package let digest: String
    /// For a folder, how many files there are.
    package let count: Int?

    package init(_ path: String, _ size: Int, _ digest: String, count: Int? = nil) {
      self.path = path
      self.size = size
      self.digest = digest
      self.count = count
    }
  }

  package init(_ forms: Form...) { self.forms = forms }
  package init(_ path: String, _ size: Int, _ digest: String) { forms = [Form(path, size, digest)] }
}

import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where data sets are looked for: `$SEQKIT_DATA`, then `~/.local/share/seqkit`; a folder a data set.
package struct DataFolders: Sendable {
  /// In the order of looking. New data go to the first.
  package let roots: [FilePath]

  package init(_ roots: [FilePath]) { self.roots = roots }

  package init(environment: (String) -> String? = environmentVariable) {
    var roots: [FilePath] = []
    if let chosen = environment("SEQKIT_DATA"), !chosen.isEmpty { roots.append(FilePath(chosen)) }
    let home = environment("HOME").flatMap { $0.isEmpty ? nil : $0 } ?? "."
    roots.append(FilePath(home).appending(".local/share/seqkit"))
    self.init(roots)
  }

  /// Where a file of a data set lies, and in which of its known forms, by path alone: the bytes are not read.
  package func locate(_ file: DataFile, of set: DataSet) -> (path: FilePath, forms: [DataFile.Form])? {
    for root in roots {
      let folder = root.appending(set.name)
      for form in file.forms where exists(folder.appending(form.path)) {
        return (folder.appending(form.path), file.forms.filter { $0.path == form.path })
      }
    }
    return nil
  }

  private func exists(_ path: FilePath) -> Bool {
    path.withPlatformString { access($0, F_OK) == 0 }
  }

  /// Reads a file of a data set and compares it with what is on record.
  package func check(_ file: DataFile, of set: DataSet) throws(Failure) -> DataState {
    guard let (path, forms) = locate(file, of: set) else { return .missing }
    let found =
      forms[0].count == nil ? try SHA256.digest(ofFile: path).digest : try Self.listDigest(ofFolder: path)
    return forms.contains { $0.digest == found }
      ? .asRecorded(path) : .different(path, expected: forms[0].digest, found: found)
  }

  /// The digest of the list `digest  name\n` over a folder's files, sorted by the bytes of their names.
  static func listDigest(ofFolder path: FilePath) throws(Failure) -> String {
    guard let folder = path.withPlatformString({ opendir($0) }) else {
      throw Failure(reading: path.string, Errno(rawValue: errno))
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var list = SHA256()
    for name in names {
      list.update("\(try SHA256.digest(ofFile: path.appending(name)).digest)  \(name)\n".utf8)
    }
    return list.finish()
  }
}

/// What a check of one file found.
package enum DataState: Sendable, Equatable {
  case asRecorded(FilePath)
  case different(FilePath, expected: String, found: String)
  case missing
}

/// Files of one data set that something needs.
package struct DataRequirement: Sendable {
  package let dataSet: DataSet
  /// Names of files, or of folders whose files are all meant; empty for the whole set.
  package let names: [String]

  package init(_ dataSet: DataSet, _ names: [String] = []) {
    self.dataSet = dataSet
    self.names = names
  }

  /// Reads `NAME` or `NAME/PATH`, as in "tatoeba" and "tatoeba/fra-eng.tsv".
  package init(parsing text: String) throws(Failure) {
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    dataSet = try DataCatalogue.named(parts.first ?? text)
    names = Array(parts.dropFirst())
    if files.isEmpty {
      throw Failure(
        .usage, "no file '\(names[0])' in data set '\(dataSet.name)'",
        advice: "see 'seqkit data show \(dataSet.name)'")
    }
  }

  package var files: [DataFile] { dataSet.files.filter(includes) }

  private func includes(_ file: DataFile) -> Bool {
    names.isEmpty
      || names.contains { name in
        let folder = name.hasSuffix("/") ? name : name + "/"
        return file.forms.contains { $0.path == name || $0.path.hasPrefix(folder) }
      }
  }

  package func missing(in folders: DataFolders) -> [DataFile] {
    files.filter { folders.locate($0, of: dataSet) == nil }
  }

  /// Throws what is missing, where it was looked for, and the lines that fetch it: status 66.
  package func require(in folders: DataFolders) throws(Failure) {
    let missing = missing(in: folders)
    if missing.isEmpty { return }
    throw Failure(
      .noInput, "data set '\(dataSet.name)' is not here",
      at: "looked in " + folders.roots.map { $0.appending(dataSet.name).string }.joined(separator: " and "),
      found: missing.count == files.count && missing.count > 3
        ? "none of its \(files.count) files" : "no \(missing.map(\.name).joined(separator: ", "))",
      advice: "fetch it with:", details: fetchLines(for: missing, into: folders).map { "  " + $0 })
  }

  /// Shell lines that fetch these files to where they will be found.
  package func fetchLines(for files: [DataFile], into folders: DataFolders) -> [String] {
    let names = Set(files.map(\.name))
    let folder = folders.roots[0].appending(dataSet.name).string
    let steps = dataSet.sources.filter { $0.files.contains { names.contains($0.name) } }.flatMap(\.steps)
    return ["mkdir -p \(quoted(folder)) && cd \(quoted(folder))"] + steps
  }

  private func quoted(_ path: String) -> String {
    "'" + path.replacing("'", with: "'\\''") + "'"
  }
}

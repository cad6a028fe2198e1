/// A folder as MNIST or CIFAR unpacks: a few files of many pictures each, those for training apart from those for testing.
struct RecordFolder {
  private enum Kind: CaseIterable {
    case idx, cifar10, cifar100

    /// The files of a part.
    func files(_ part: PictureFolder.Part) -> [String] {
      switch (self, part) {
      case (.idx, .training): ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"]
      case (.idx, .test): ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"]
      case (.cifar10, .training): (1...5).map { "data_batch_\($0).bin" }
      case (.cifar10, .test): ["test_batch.bin"]
      case (.cifar100, .training): ["train.bin"]
      case (.cifar100, .test): ["test.bin"]
      case (_, .validation): []
      }
    }

    /// The file of the classes' names, a line each; nil where labels name themselves.
    var names: String? {
      switch self {
      case .idx: nil
      case .cifar10: "batches.meta.txt"
      case .cifar100: "fine_label_names.txt"
      }
    }
  }

  let path: String
  /// In the order of `Part`.
  let parts: [PictureFolder.Part]
  /// What else lies there, in words with counts.
  let leftOut: [String]
  private let kind: Kind
  /// The files that are there, by the names that they have in the archive: MNIST's are also found with a dot before "idx", and
  /// all of them packed (.gz).
  private let found: [String: String]

  /// - Parameter entries: what lies in the folder, in the order of names.
  /// - Returns: nil if none of these files is among it.
  init?(_ path: String, _ entries: [(name: String, isFolder: Bool)]) {
    var found: [String: String] = [:]
    for entry in entries where !entry.isFolder {
      var name = entry.name
      if Gunzip.isCompressed(name) { name.removeLast(3) }
      name = name.replacing(".idx", with: "-idx")
      // Of a file and its packed form the former, which comes first.
      if found[name] == nil { found[name] = entry.name }
    }
    // Names such as train.bin say little where there are pictures.
    let isBare = !entries.contains {
      PictureFolder.isPicture($0.name) || ($0.isFolder && !$0.name.hasPrefix("."))
    }
    let there = Set(found.keys)
    func has(_ kind: Kind, _ part: PictureFolder.Part) -> Bool {
      !there.isDisjoint(with: kind.files(part)) && (kind != .cifar100 || isBare)
    }
    let kinds = Kind.allCases.filter { has($0, .training) || has($0, .test) }
    guard let kind = kinds.first else { return nil }
    var others = PictureFolder.LeftOut()
    let known = Kind.allCases.flatMap { $0.files(.training) + $0.files(.test) + [$0.names ?? ""] }
    let expected = Set(known + ["coarse_label_names.txt", "readme.html"])
    for (name, file) in found where !expected.contains(name) { others.note(file: file) }
    self.path = path
    parts = PictureFolder.Part.allCases.filter { has(kind, $0) }
    leftOut = others.words
    self.kind = kind
    self.found = found
  }

  /// A part's files, and what their labels mean, by number.
  ///
  /// - Throws: if one is missing, cannot be read, or does not fit the others.
  func read(_ part: PictureFolder.Part) throws(CorpusError) -> (names: [String], files: [PictureRecords]) {
    let wanted = kind.files(part)
    guard !wanted.isEmpty else {
      throw CorpusError("there are no \(part.rawValue) pictures in this folder", path)
    }
    var paths: [String] = []
    for name in wanted { paths.append(try file(name, of: part)) }
    guard let namesFile = kind.names else {
      let records = try PictureRecords(idx: paths[0], labels: paths[1])
      return ((0...255).map { "\($0)" }, [records])
    }
    let namesPath = try file(namesFile, of: part)
    let names = try Self.names(in: namesPath)
    var files: [PictureRecords] = []
    for path in paths {
      let records = try PictureRecords(
        cifar: path, labelSize: kind == .cifar100 ? 2 : 1, classes: names.count, namedIn: namesPath)
      files.append(records)
    }
    return (names, files)
  }

  /// Where one of a part's files lies.
  ///
  /// - Throws: if it is missing.
  private func file(_ name: String, of part: PictureFolder.Part) throws(CorpusError) -> String {
    guard let here = found[name] else {
      let whole = kind.files(part) + [kind.names].compactMap(\.self)
      throw CorpusError(
        "the file \(name) is missing", path,
        expected: whole.joined(separator: ", ") + " for the \(part.rawValue) pictures",
        advice: "unpack the archive again")
    }
    return path + "/" + here
  }

  /// The names of classes, a line each. They are to name folders too.
  private static func names(in path: String) throws(CorpusError) -> [String] {
    let text = try String(decoding: WholeFile.bytes(of: path), as: UTF8.self)
    var names: [String] = []
    for line in text.split(whereSeparator: \.isNewline) {
      let name = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      if name.isEmpty { continue }
      if names.contains(name) || name.contains("/") || name.hasPrefix(".") {
        throw CorpusError(
          "the class '\(name)' \(names.contains(name) ? "is named twice" : "has a name that no folder can have")",
          path, expected: "the name of a class on every line")
      }
      names.append(name)
    }
    guard !names.isEmpty else {
      throw CorpusError("no class is named here", path, expected: "the name of a class on every line")
    }
    return names
  }
}

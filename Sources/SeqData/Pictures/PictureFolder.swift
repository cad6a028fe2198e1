import SeqTensor
import Synchronization
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Which picture files belong to which class, before any of them is opened.
///
/// A folder with a folder for every class, or one whose files are named `CLASS.N.jpg`. Classes and files are in the order
/// of their names' bytes, numbers in names by value, so that the same folder is the same list on every machine. Or one as
/// MNIST (IDX) or CIFAR (binary) unpacks: then each picture is a record of a file that is read at once, classes are in the
/// order of their labels and pictures in that of the records.
public struct PictureFolder: Sendable {
  /// A picture: a file of its own, or a record of a file of many.
  public struct File: Sendable, Hashable {
    /// Of a record "FILE, picture N", from 1.
    public let path: String
    public let label: Int32
    private let records: PictureRecords?
    /// Of the record, from 0.
    private let number: Int

    public init(path: String, label: Int32) {
      self.path = path
      self.label = label
      records = nil
      number = 0
    }

    init(_ number: Int, of records: PictureRecords, label: Int32) {
      path = "\(records.path), picture \(number + 1)"
      self.label = label
      self.records = records
      self.number = number
    }

    /// Whether no file holds this picture alone.
    public var isRecord: Bool { records != nil }

    /// What a file of this picture alone is called: "1.jpg"; of a record "data_batch_1.7.ppm", counted from 1.
    public var ownName: String {
      let last = (records?.path ?? path).split(separator: "/").last.map(String.init) ?? "picture"
      guard let records else { return last }
      let stem = String(last.prefix { $0 != "." })
      return "\(stem).\(number + 1).\(records.channels == 3 ? "ppm" : "pgm")"
    }

    /// The files on disk that it is read from: those of a record hold its label and its class's name too.
    public var sources: [String] { records?.sources ?? [path] }

    /// Reads it.
    ///
    /// - Throws: as `Picture` does; for a record nothing.
    public func picture() throws(CorpusError) -> Picture {
      guard let records else { return try Picture(contentsOf: path) }
      return records.picture(number)
    }

    // The path names the record too.
    public static func == (a: File, b: File) -> Bool { a.path == b.path && a.label == b.label }

    public func hash(into hasher: inout Hasher) {
      hasher.combine(path)
      hasher.combine(label)
    }
  }

  public let path: String
  public let classes: [String]
  public let files: [File]
  /// What else lies there and is no picture of a class, in words with counts: "3 .webp", "1 folder without pictures (cow)".
  public let leftOut: [String]

  /// - Parameters:
  ///   - classes: those of another folder that this one must fit, in their order; nil for its own.
  ///   - part: of a folder that comes in parts (``parts(of:classes:)``); nil for its own pictures, of MNIST's and CIFAR's
  ///     files for those for training (for testing, where there are no others).
  /// - Throws: if there is no such folder or part, or it holds no pictures, or no two classes, or files of records that are
  ///   damaged or do not fit together.
  public init(_ path: String, classes known: [String]? = nil, part: Part? = nil) throws(CorpusError) {
    let entries = try Self.entries(of: path)
    if let part, let name = Self.folder(of: part, among: entries) {
      try self.init(path + "/" + name, classes: known)
    } else if let folder = RecordFolder(path, entries) {
      try self.init(folder, part ?? folder.parts.first ?? .training, classes: known)
    } else if let part {
      throw CorpusError(
        "there are no \(part.rawValue) pictures in this folder", path,
        expected: "a folder \(part.folders.joined(separator: " or ")) in it")
    } else {
      try self.init(path, entries, classes: known)
    }
  }

  /// Files of a picture each.
  private init(_ path: String, _ entries: [(name: String, isFolder: Bool)], classes known: [String]?)
    throws(CorpusError)
  {
    self.path = path
    let folders = entries.filter { $0.isFolder && !$0.name.hasPrefix(".") }.map(\.name)
    var named: [(name: String, files: [String])] = []
    var others = LeftOut()
    for entry in entries where !entry.isFolder {
      if !Self.isPicture(entry.name) {
        others.note(file: entry.name)
      } else if !folders.isEmpty {
        others.loose += 1
      }
    }
    if folders.isEmpty {
      // CLASS.N.jpg
      var groups: [String: [String]] = [:]
      for entry in entries where Self.isPicture(entry.name) {
        let parts = entry.name.split(separator: ".")
        guard parts.count >= 3 else {
          others.unnumbered += 1
          continue
        }
        groups[parts.dropLast(2).joined(separator: "."), default: []].append(path + "/" + entry.name)
      }
      named = groups.map { ($0.key, $0.value) }
    } else {
      for folder in folders {
        let inside = try Self.entries(of: path + "/" + folder)
        let pictures = inside.filter { !$0.isFolder && Self.isPicture($0.name) }
        if pictures.isEmpty { others.empty.append(folder) }
        for entry in inside where entry.isFolder && !entry.name.hasPrefix(".") { others.nested += 1 }
        for entry in inside where !entry.isFolder && !Self.isPicture(entry.name) {
          others.note(file: entry.name)
        }
        named.append((folder, pictures.map { path + "/" + folder + "/" + $0.name }))
      }
    }
    named = named.filter { !$0.files.isEmpty }.sorted { Self.precedes($0.name, $1.name) }
    guard !named.isEmpty else {
      let part = Part.allCases.compactMap { Self.folder(of: $0, among: entries) }.first
      let endings = Picture.fileEndings.map { "." + $0 }.joined(separator: ", ")
      throw CorpusError(
        "there are no pictures in this folder", path,
        expected: "a folder for every class with pictures in it, files named CLASS.N.jpg, or the files of "
          + "MNIST (IDX) or CIFAR (.bin)",
        found: others.words.isEmpty ? nil : others.words.joined(separator: ", "),
        advice: part.map { "give one part of it, as \(path)/\($0)" } ?? "pictures end in \(endings)")
    }
    let classes = try Self.classes(
      named.map(\.name), known: known, of: path,
      advice: folders.isEmpty ? nil : "give the folder that holds the classes' folders")
    self.classes = classes
    leftOut = others.words
    files = named.flatMap { group -> [File] in
      let label = Int32(classes.firstIndex(of: group.name) ?? 0)
      return group.files.sorted(by: Self.precedes).map { File(path: $0, label: label) }
    }
  }

  /// Files of many pictures each.
  private init(_ folder: RecordFolder, _ part: Part, classes known: [String]?) throws(CorpusError) {
    let (names, files) = try folder.read(part)
    var occurs = [Bool](repeating: false, count: names.count)
    for records in files { for label in records.labels { occurs[Int(label)] = true } }
    let classes = try Self.classes(
      names.indices.filter { occurs[$0] }.map { names[$0] }, known: known, of: folder.path)
    // Which of the classes a label means; of names that do not occur, none.
    let numbers = names.map { Int32(classes.firstIndex(of: $0) ?? 0) }
    path = folder.path
    self.classes = classes
    leftOut = folder.leftOut
    var pictures: [File] = []
    for records in files {
      for (number, label) in records.labels.enumerated() {
        pictures.append(File(number, of: records, label: numbers[Int(label)]))
      }
    }
    self.files = pictures
  }

  /// What pictures are numbered by: the classes that they must fit, else their own.
  ///
  /// - Throws: if there are no two, or the pictures have one that is not among those they must fit.
  private static func classes(
    _ own: [String], known: [String]?, of path: String, advice: String? = nil
  ) throws(CorpusError) -> [String] {
    let classes = known ?? own
    guard classes.count > 1 else {
      throw CorpusError(
        "there is only one class in this folder, \(classes[0])", path, expected: "at least two classes",
        advice: advice)
    }
    if let stranger = own.first(where: { !classes.contains($0) }) {
      throw CorpusError(
        "the class \(stranger) is not one of those trained", path, expected: classes.joined(separator: ", "))
    }
    return classes
  }

  /// The files on disk that its pictures, their labels and the names of its classes come from, each once.
  public var filePaths: [String] {
    var seen: Set<String> = []
    return files.flatMap(\.sources).filter { seen.insert($0).inserted }
  }

  /// At most so many files of each class, the first by name.
  public func prefix(perClass most: Int) -> PictureFolder {
    var counts = [Int](repeating: 0, count: classes.count)
    return PictureFolder(
      path: path, classes: classes,
      files: files.filter { file in
        counts[Int(file.label)] += 1
        return counts[Int(file.label)] <= most
      })
  }

  public init(path: String, classes: [String], files: [File]) {
    self.path = path
    self.classes = classes
    self.files = files
    leftOut = []
  }

  /// Counts what is passed over. Hidden files count for nothing.
  struct LeftOut {
    private var endings: [String: Int] = [:]
    var (empty, loose, unnumbered, nested) = ([String](), 0, 0, 0)

    mutating func note(file name: String) {
      if name.hasPrefix(".") { return }
      let ending = name.lastIndex(of: ".").map { name[$0...].lowercased() }
      endings[ending ?? "files without an ending", default: 0] += 1
    }

    var words: [String] {
      func count(_ number: Int, _ one: String, _ many: String) -> [String] {
        number == 0 ? [] : ["\(number) " + (number == 1 ? one : many)]
      }
      let shown = empty.prefix(3).joined(separator: ", ") + (empty.count > 3 ? ", …" : "")
      return endings.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        + count(empty.count, "folder without pictures (\(shown))", "folders without pictures (\(shown))")
        + count(nested, "folder within a class's folder", "folders within classes' folders")
        + count(loose, "picture beside the classes' folders", "pictures beside the classes' folders")
        + count(unnumbered, "picture not named CLASS.N", "pictures not named CLASS.N")
    }
  }

  /// Disjoint draws of so many files of each class, one for each number.
  ///
  /// - Throws: if a class has too few.
  public func drawn(perClass counts: [Int], random: RandomSource) throws(CorpusError) -> [PictureFolder] {
    var parts = [[File]](repeating: [], count: counts.count)
    for (label, name) in classes.enumerated() {
      var own = files.filter { $0.label == Int32(label) }
      guard own.count >= counts.reduce(0, +) else {
        throw CorpusError(
          "the class \(name) has \(own.count) pictures", path,
          expected: "at least \(counts.reduce(0, +))", advice: "ask for fewer")
      }
      var stream = random.stream(named: name)
      stream.shuffle(&own)
      var first = 0
      for (part, count) in counts.enumerated() {
        parts[part] += own[first..<first + count]
        first += count
      }
    }
    return parts.map { PictureFolder(path: path, classes: classes, files: $0) }
  }

  /// Decodes all files, on several threads.
  ///
  /// - Parameters:
  ///   - skipsDamaged: whether a picture that cannot be read is left out, and not an error.
  ///   - didRead: told after each file.
  /// - Returns: the pictures in the size asked for, and what was left out and why.
  /// - Throws: the first error in the order of the files, with how many more there are.
  public func read(
    width: Int, height: Int, channels: Int, threads: Int, skipsDamaged: Bool = false,
    didRead: @Sendable () -> Void = {}
  ) throws(CorpusError) -> (set: PictureSet, skipped: [CorpusError]) {
    let size = width * height * channels
    var pixels = [UInt8](repeating: 0, count: size * files.count)
    var problems = [CorpusError?](repeating: nil, count: files.count)
    // What this build cannot read at all need not be tried again; of damaged files all are found.
    let isUnable = Atomic(false)
    pixels.withUnsafeMutableBufferPointer { pixels in
      problems.withUnsafeMutableBufferPointer { problems in
        nonisolated(unsafe) let pixels = pixels
        nonisolated(unsafe) let problems = problems
        inParallel(files.count, threads: threads) { number in
          if isUnable.load(ordering: .relaxed) { return }
          do throws(CorpusError) {
            let picture = try files[number].picture().with(channels: channels).resized(
              width: width, height: height)
            for (i, value) in picture.pixels.enumerated() { pixels[number * size + i] = value }
          } catch {
            problems[number] = error
            if error.isMissingCapability { isUnable.store(true, ordering: .relaxed) }
          }
          didRead()
        }
      }
    }
    let skipped = problems.compactMap(\.self)
    try Self.refuse(skipped, skipsDamaged: skipsDamaged)
    let set = PictureSet(
      classes: classes, width: width, height: height, channels: channels, pixels: pixels,
      labels: files.map(\.label))
    guard !skipped.isEmpty else { return (set, []) }
    let kept = files.indices.filter { problems[$0] == nil }
    guard !kept.isEmpty else { throw CorpusError("none of the \(files.count) pictures can be read", path) }
    return (set.selecting(kept), skipped)
  }

  /// Throws the first of what is not left out, with how many more there are.
  static func refuse(_ problems: [CorpusError], skipsDamaged: Bool) throws(CorpusError) {
    if let unable = problems.first(where: \.isMissingCapability) { throw unable }
    if !skipsDamaged, let first = problems.first { throw first.and(problems.count - 1) }
  }

  // MARK: - Names

  static func isPicture(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: "."), !name.hasPrefix(".") else { return false }
    return Picture.fileEndings.contains(name[name.index(after: dot)...].lowercased())
  }

  /// By bytes, but runs of digits by the number they are: cat.2.jpg before cat.10.jpg.
  static func precedes(_ a: String, _ b: String) -> Bool {
    let (x, y) = (Array(a.utf8), Array(b.utf8))
    var (i, j) = (0, 0)
    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    func digits(_ text: [UInt8], _ start: inout Int) -> ArraySlice<UInt8> {
      let first = start
      while start < text.count, isDigit(text[start]) { start += 1 }
      return text[first..<start].drop { $0 == 0x30 }
    }
    while i < x.count, j < y.count {
      if isDigit(x[i]), isDigit(y[j]) {
        let (m, n) = (digits(x, &i), digits(y, &j))
        if m.count != n.count { return m.count < n.count }
        if !m.elementsEqual(n) { return m.lexicographicallyPrecedes(n) }
      } else if x[i] != y[j] {
        return x[i] < y[j]
      } else {
        i += 1
        j += 1
      }
    }
    if x.count - i != y.count - j { return x.count - i < y.count - j }
    return x.lexicographicallyPrecedes(y)
  }

  /// What lies in a folder, in the order of names.
  ///
  /// - Throws: if there is no such folder, or a picture or folder in it has a name that no text can be.
  static func entries(of path: String) throws(CorpusError) -> [(name: String, isFolder: Bool)] {
    guard let folder = opendir(path) else {
      throw CorpusError(reading: path, Errno(rawValue: errno))
    }
    defer { closedir(folder) }
    var found: [(name: String, isFolder: Bool)] = []
    while let entry = readdir(folder) {
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      let name = String(decoding: bytes, as: UTF8.self)
      if name == "." || name == ".." { continue }
      var status = stat()
      // By the bytes of its name, whatever they are.
      let file = (Array((path + "/").utf8) + bytes).map { CChar(truncatingIfNeeded: $0) } + [0]
      let isFolder = stat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      let isWanted = isFolder ? !name.hasPrefix(".") : isPicture(name)
      if isWanted, String(validating: bytes, as: UTF8.self) == nil {
        throw CorpusError("the name of this file is not UTF-8", path + "/" + name, advice: "rename it")
      }
      found.append((name, isFolder))
    }
    return found.sorted { Self.precedes($0.name, $1.name) }
  }
}

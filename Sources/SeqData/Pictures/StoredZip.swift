/// The files of a zip archive that holds them as they are, without compression.
///
/// Pictures are compressed already, so that archives of them are often stored. Every length is checked before it is believed.
public struct StoredZip: Sendable {
  public struct Entry: Sendable, Hashable {
    public let name: String
    fileprivate let bytes: Range<Int>
  }

  /// In the order of the archive's directory.
  public let entries: [Entry]
  private let bytes: [UInt8]
  private let name: String

  /// - Throws: if it cannot be read, is no zip archive, or has a compressed entry.
  public init(contentsOf path: String) throws(CorpusError) {
    try self.init(WholeFile.bytes(of: path), name: path)
  }

  public init(_ bytes: [UInt8], name: String) throws(CorpusError) {
    func number(_ place: Int, _ count: Int) -> Int {
      (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    func bad(_ what: String) -> CorpusError { CorpusError("this is no whole zip archive: \(what)", name) }
    // The end record, 22 bytes and a comment of at most 65,535 from the end.
    var end: Int?
    if bytes.count >= 22 {
      for place in stride(from: bytes.count - 22, through: max(bytes.count - 22 - 65_535, 0), by: -1)
      where number(place, 4) == 0x0605_4b50 {
        end = place
        break
      }
    }
    guard let end else { throw bad("it has no directory") }
    let (count, start) = (number(end + 10, 2), number(end + 16, 4))
    var place = start
    var entries: [Entry] = []
    for _ in 0..<count {
      guard place + 46 <= end, number(place, 4) == 0x0201_4b50 else { throw bad("its directory is damaged") }
      let (method, size, stored) = (number(place + 10, 2), number(place + 20, 4), number(place + 24, 4))
      let (nameLength, extra, comment) = (number(place + 28, 2), number(place + 30, 2), number(place + 32, 2))
      let header = number(place + 42, 4)
      guard place + 46 + nameLength <= end else { throw bad("its directory is damaged") }
      let file = String(decoding: bytes[place + 46..<place + 46 + nameLength], as: UTF8.self)
      place += 46 + nameLength + extra + comment
      if file.hasSuffix("/") { continue }
      guard method == 0, size == stored else {
        throw CorpusError(
          "the file \(file) in this zip archive is compressed", name, expected: "files stored as they are",
          advice: "unpack it with unzip and give the folder")
      }
      guard header + 30 <= start, number(header, 4) == 0x0403_4b50 else {
        throw bad("\(file) is not where it should be")
      }
      let first = header + 30 + number(header + 26, 2) + number(header + 28, 2)
      guard first + size <= start else { throw bad("\(file) is cut short") }
      entries.append(Entry(name: file, bytes: first..<first + size))
    }
    self.entries = entries
    self.bytes = bytes
    self.name = name
  }

  public subscript(entry: Entry) -> [UInt8] { Array(bytes[entry.bytes]) }
}

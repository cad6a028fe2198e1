/// An IDX file of bytes, as MNIST comes: big-endian magic number, extents, then the numbers in row-major order.
public struct IDXFile: Sendable, Hashable {
  public let extents: [Int]
  public let values: [UInt8]

  /// - Throws: if it cannot be read, or is no IDX file of bytes, or is longer or shorter than it says.
  public init(contentsOf path: String) throws(CorpusError) {
    try self.init(WholeFile.bytes(of: path), name: path)
  }

  public init(_ bytes: [UInt8], name: String) throws(CorpusError) {
    guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0, bytes[2] == 8, (1...4).contains(bytes[3]) else {
      throw CorpusError(
        "this is no IDX file", name, expected: "0, 0, 8 (bytes) and 1 to 4 axes as its first four bytes")
    }
    let axes = Int(bytes[3])
    guard bytes.count >= 4 + 4 * axes else { throw CorpusError("this IDX file ends within its header", name) }
    var extents: [Int] = []
    var count = 1
    for axis in 0..<axes {
      let extent = bytes[4 + 4 * axis..<8 + 4 * axis].reduce(0) { $0 << 8 | Int($1) }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= 1 << 40 else {
        throw CorpusError("this IDX file is said to have impossible extents", name)
      }
      extents.append(extent)
      count = product
    }
    guard bytes.count - 4 - 4 * axes == count else {
      throw CorpusError(
        "this IDX file has \(bytes.count - 4 - 4 * axes) numbers", name,
        expected: "\(extents.map(String.init).joined(separator: " x ")) of them")
    }
    self.extents = extents
    values = Array(bytes[(4 + 4 * axes)...])
  }

  /// Pictures [N, height, width] and as many labels [N], as MNIST comes.
  ///
  /// - Throws: if they cannot be read or do not fit together.
  static func pair(pictures picturePath: String, labels labelPath: String) throws(CorpusError)
    -> (pictures: IDXFile, labels: IDXFile)
  {
    let pictures = try IDXFile(contentsOf: picturePath)
    let labels = try IDXFile(contentsOf: labelPath)
    guard pictures.extents.count == 3, pictures.extents[1] > 0, pictures.extents[2] > 0 else {
      throw CorpusError(
        "this IDX file has the extents \(pictures.extents.map(String.init).joined(separator: " x "))",
        picturePath, expected: "3, none of them 0: the number of pictures, their height and width")
    }
    guard labels.extents.count == 1 else {
      throw CorpusError(
        "this IDX file has \(labels.extents.count) axes", labelPath, expected: "1, of labels")
    }
    guard labels.extents[0] == pictures.extents[0], labels.extents[0] > 0 else {
      throw CorpusError(
        "there are \(labels.extents[0]) labels for \(pictures.extents[0]) pictures",
        "\(picturePath) and \(labelPath)", expected: "one for each picture")
    }
    return (pictures, labels)
  }
}

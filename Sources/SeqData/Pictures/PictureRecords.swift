/// A file of many pictures of one size, read whole and shared by all that come from it: one of MNIST's or of CIFAR's.
final class PictureRecords: Sendable {
  let path: String
  /// The files that it comes from: itself, and those of its labels and of the classes' names.
  let sources: [String]
  let width, height, channels: Int
  /// One a picture.
  let labels: [UInt8]
  /// A record after another: its labels where they stand in this file, then a plane of [height, width] for every channel.
  private let bytes: [UInt8]
  /// Bytes before a record's first plane.
  private let labelSize: Int

  /// Grey pictures in one IDX file and their labels in another, as MNIST comes.
  ///
  /// - Throws: if they cannot be read or do not fit together.
  init(idx path: String, labels labelPath: String) throws(CorpusError) {
    let (pictures, labels) = try IDXFile.pair(pictures: path, labels: labelPath)
    self.path = path
    sources = [path, labelPath]
    width = pictures.extents[2]
    height = pictures.extents[1]
    channels = 1
    self.labels = labels.values
    bytes = pictures.values
    labelSize = 0
  }

  /// Coloured pictures of 32 x 32, as CIFAR's binary files have them: labels, the last of which counts, then the planes.
  ///
  /// - Parameters:
  ///   - labelSize: labels of a picture, a byte each.
  ///   - classes: how many labels mean something.
  ///   - namesPath: where they are named.
  /// - Throws: if it cannot be read, has not whole records, or has a label without a meaning.
  init(cifar path: String, labelSize: Int, classes: Int, namedIn namesPath: String) throws(CorpusError) {
    let bytes = try WholeFile.bytes(of: path)
    let size = labelSize + 3 * 32 * 32
    guard !bytes.isEmpty, bytes.count.isMultiple(of: size) else {
      let count = labelSize == 1 ? "1 label" : "\(labelSize) labels"
      throw CorpusError(
        "this file has \(bytes.count) bytes", path,
        expected: "\(size) for each picture: \(count) and 3 x 32 x 32 numbers",
        advice: "unpack the archive again")
    }
    var labels: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: size) { labels.append(bytes[start + labelSize - 1]) }
    if let place = labels.firstIndex(where: { Int($0) >= classes }) {
      throw CorpusError(
        "picture \(place + 1) has the label \(labels[place])", path,
        expected: "0 to \(classes - 1), as \(namesPath) has \(classes) names")
    }
    self.path = path
    sources = [path, namesPath]
    width = 32
    height = 32
    channels = 3
    self.labels = labels
    self.bytes = bytes
    self.labelSize = labelSize
  }

  /// - Parameter number: from 0.
  func picture(_ number: Int) -> Picture {
    let plane = width * height
    let start = number * (labelSize + plane * channels) + labelSize
    var pixels = [UInt8](repeating: 0, count: plane * channels)
    for channel in 0..<channels {
      for place in 0..<plane {
        pixels[place * channels + channel] = bytes[start + channel * plane + place]
      }
    }
    return Picture(width: width, height: height, channels: channels, pixels: pixels)
  }
}

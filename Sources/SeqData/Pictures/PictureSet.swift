/// Pictures of one size with their classes, all in memory, 8 bits a channel: what a picture network is trained on.
public struct PictureSet: Sendable {
  public let classes: [String]
  public let width, height, channels: Int
  /// One picture after another, rows from the top, channels last.
  public let pixels: [UInt8]
  public let labels: [Int32]

  public var count: Int { labels.count }
  public var pictureSize: Int { width * height * channels }

  public init(
    classes: [String], width: Int, height: Int, channels: Int, pixels: [UInt8], labels: [Int32]
  ) {
    guard pixels.count == labels.count * width * height * channels else {
      fatalError(
        "\(labels.count) pictures of \(width) x \(height) x \(channels) have not \(pixels.count) numbers")
    }
    self.classes = classes
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
    self.labels = labels
  }

  public func picture(_ index: Int) -> Picture {
    Picture(
      width: width, height: height, channels: channels,
      pixels: Array(pixels[index * pictureSize..<(index + 1) * pictureSize]))
  }

  /// Some of the pictures, in the order given.
  public func selecting(_ indices: some Sequence<Int>) -> PictureSet {
    var chosen: [UInt8] = []
    var labels: [Int32] = []
    for index in indices {
      chosen += pixels[index * pictureSize..<(index + 1) * pictureSize]
      labels.append(self.labels[index])
    }
    return PictureSet(
      classes: classes, width: width, height: height, channels: channels, pixels: chosen, labels: labels)
  }

  /// Pictures and labels in IDX files, as MNIST comes.
  ///
  /// - Throws: if they cannot be read or do not fit together.
  public init(idxPictures picturePath: String, labels labelPath: String) throws(CorpusError) {
    let (pictures, labels) = try IDXFile.pair(pictures: picturePath, labels: labelPath)
    self.init(
      classes: (0...Int(labels.values.max() ?? 0)).map { "\($0)" }, width: pictures.extents[2],
      height: pictures.extents[1], channels: 1, pixels: pictures.values, labels: labels.values.map(Int32.init)
    )
  }
}

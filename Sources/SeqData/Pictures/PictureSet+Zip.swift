import SeqTensor

extension PictureSet {
  /// Pictures of a stored zip archive, named CLASS/ANYTHING.jpg, brought to one size; classes in the order of their names.
  ///
  /// - Throws: if it cannot be read, or one of its pictures is damaged.
  public init(storedZip path: String, width: Int, height: Int, threads: Int) throws(CorpusError) {
    let archive = try StoredZip(contentsOf: path)
    var named: [(className: String, entry: StoredZip.Entry)] = []
    for entry in archive.entries {
      let parts = entry.name.split(separator: "/").map(String.init)
      // What macOS adds is not the archive's own: __MACOSX/cat/._1.jpg.
      if parts.contains(where: { $0.hasPrefix(".") || $0 == "__MACOSX" }) { continue }
      guard parts.count >= 2, PictureFolder.isPicture(parts[parts.count - 1]) else { continue }
      named.append((parts[parts.count - 2], entry))
    }
    let classes = Set(named.map(\.className)).sorted { PictureFolder.precedes($0, $1) }
    guard classes.count > 1 else {
      throw CorpusError(
        "there are no pictures of two classes in this archive", path, expected: "CLASS/NAME.jpg")
    }
    let size = width * height * 3
    var pixels = [UInt8](repeating: 0, count: size * named.count)
    var problems = [CorpusError?](repeating: nil, count: named.count)
    let entries = named.map(\.entry)
    pixels.withUnsafeMutableBufferPointer { pixels in
      problems.withUnsafeMutableBufferPointer { problems in
        nonisolated(unsafe) let pixels = pixels
        nonisolated(unsafe) let problems = problems
        inParallel(entries.count, threads: threads) { number in
          do throws(CorpusError) {
            let picture = try Picture(archive[entries[number]], name: "\(path), \(entries[number].name)")
              .with(channels: 3).resized(width: width, height: height)
            for (i, value) in picture.pixels.enumerated() { pixels[number * size + i] = value }
          } catch { problems[number] = error }
        }
      }
    }
    if let first = problems.compactMap(\.self).first { throw first }
    self.init(
      classes: classes, width: width, height: height, channels: 3, pixels: pixels,
      labels: named.map { Int32(classes.firstIndex(of: $0.className) ?? 0) })
  }
}

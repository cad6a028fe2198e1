import FoundationEssentials
import SeqData
import SeqTensor
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Pictures against what Pillow reads and resizes (`Pictures/make.py`), and pictures that are none.
@Suite struct PictureTests {
  private static let folder = #filePath.replacing("PictureTests.swift", with: "Pictures/")

  private static let reference: [String: [Int]] = {
    guard let text = try? String(contentsOfFile: folder + "reference.tsv", encoding: .utf8) else {
      return [:]
    }
    var found: [String: [Int]] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "\t")
      found[String(parts[0])] = parts[1].split(separator: " ").compactMap { Int($0) }
    }
    return found
  }()

  /// The largest difference of any number; nil where there are not as many.
  private func difference(_ picture: Picture, _ name: String) throws -> Int? {
    let expected = try #require(Self.reference[name])
    guard expected.count == picture.pixels.count else { return nil }
    return zip(picture.pixels, expected).map { abs(Int($0) - $1) }.max()
  }

  @Test(
    .enabled(if: Picture.readsCompressed),
    arguments: [
      "rgb.jpg", "progressive.jpg", "grey.jpg", "rgb.png", "grey.png", "grey16.png", "alpha.png",
      "palette.png",
    ])
  func everyKindIsRead(_ name: String) throws {
    let picture = try Picture(contentsOf: Self.folder + name)
    #expect((picture.width, picture.height) == (10, 12))
    #expect(picture.channels == (name.hasPrefix("grey") ? 1 : 3))
    // Decoders may round their cosine transform differently.
    #expect(try difference(picture, name) ?? 255 <= (name.hasSuffix(".jpg") ? 2 : 0))
  }

  @Test(.enabled(if: Picture.readsCompressed))
  func inksBecomeColours() throws {
    #expect(try difference(Picture(contentsOf: Self.folder + "cmyk.jpg"), "cmyk.jpg") ?? 255 <= 3)
  }

  @Test(arguments: ["rgb.ppm", "grey.pgm"])
  func portablePixmapsAreRead(_ name: String) throws {
    #expect(try difference(Picture(contentsOf: Self.folder + name), name) == 0)
  }

  /// Values that are no bytes, or not all of their range, are brought to 0 ... 255; rounded, and cut where they are too large.
  @Test func portablePixmapsOfOtherDepths() throws {
    func pixels(_ header: String, _ numbers: [UInt8]) throws -> [UInt8] {
      try Picture(Array(header.utf8) + numbers, name: "x.ppm").pixels
    }
    #expect(try pixels("P5 4 1 65535\n", [0, 0, 0x80, 0, 0xff, 0xff, 1, 1]) == [0, 128, 255, 1])
    #expect(try pixels("P5 3 1 1000\n", [0x01, 0xf4, 0x03, 0xe8, 0x07, 0xd0]) == [128, 255, 255])
    #expect(try pixels("P6 1 1 4095\n", [0x0f, 0xff, 0, 0, 0x08, 0]) == [255, 0, 128])
    #expect(try pixels("P5 4 1 15\n", [0, 7, 8, 15]) == [0, 119, 136, 255])
    #expect(try pixels("P5 3 1 100\n", [10, 50, 200]) == [26, 128, 255])
    #expect(try pixels("P5 2 1 1\n", [0, 1]) == [0, 255])
    for (header, count) in [("P5 2 2 256\n", 7), ("P6 1 1 65535\n", 5), ("P5 1 1 65536\n", 2)] {
      #expect(throws: CorpusError.self, "\(header)") {
        _ = try pixels(header, [UInt8](repeating: 0, count: count))
      }
    }
    let picture = Picture(width: 2, height: 1, channels: 3, pixels: [1, 2, 3, 4, 5, 6])
    #expect(try Picture(picture.netpbm, name: "x.ppm") == picture)
  }

  @Test(arguments: [(5, 6), (7, 12), (23, 31), (3, 2)])
  func resizingIsPillows(_ width: Int, _ height: Int) throws {
    let picture = try Picture(contentsOf: Self.folder + "rgb.ppm")
    let resized = picture.resized(width: width, height: height)
    #expect((resized.width, resized.height) == (width, height))
    // Pillow rounds between the two directions.
    #expect(try difference(resized, "\(width)x\(height)") ?? 255 <= 1)
  }

  @Test(.enabled(if: Picture.readsCompressed))
  func extremeSizes() throws {
    let one = try Picture(contentsOf: Self.folder + "one.png")
    #expect(one.pixels == [7, 7, 7])
    #expect(one.resized(width: 20, height: 30).pixels.allSatisfy { $0 == 7 })
    let huge = try Picture(contentsOf: Self.folder + "huge.png")
    #expect((huge.width, huge.height, huge.channels) == (10_000, 10_000, 1))
    #expect(huge.resized(width: 8, height: 8).with(channels: 3).pixels.count == 192)
  }

  /// Cut short at every length, and with every byte turned over: an error or a picture, never anything else.
  @Test(
    .enabled(if: Picture.readsCompressed),
    arguments: [
      "rgb.jpg", "progressive.jpg", "cmyk.jpg", "rgb.png", "palette.png", "grey16.png", "rgb.ppm",
    ])
  func damagedPicturesAreSaid(_ name: String) throws {
    let bytes = try Array(Data(contentsOf: URL(filePath: Self.folder + name)))
    // Of a JPEG the end mark may be missing, and the last chunk of a PNG be cut.
    for length in 0..<bytes.count - 20 {
      #expect(throws: CorpusError.self, "\(name) of \(length) bytes") {
        _ = try Picture(Array(bytes[..<length]), name: name)
      }
    }
    for place in bytes.indices {
      var turned = bytes
      turned[place] ^= 0xff
      _ = try? Picture(turned, name: name)
    }
  }

  /// As long as it was, but with data that are ones alone, which no code in a JPEG is; a 255 is written with a 0 after it.
  @Test(.enabled(if: Picture.readsCompressed), arguments: ["rgb.jpg", "grey.jpg", "cmyk.jpg"])
  func codesThatStandForNothingAreDamage(_ name: String) throws {
    var bytes = try Array(Data(contentsOf: URL(filePath: Self.folder + name)))
    // The scan's data stand between its header, FF DA and a length, and the end mark.
    let scan = try #require(bytes.indices.dropLast().last { bytes[$0] == 0xff && bytes[$0 + 1] == 0xda })
    let start = scan + 2 + Int(bytes[scan + 2]) * 256 + Int(bytes[scan + 3])
    for place in start..<bytes.count - 2 { bytes[place] = (place - start) % 2 == 0 ? 0xff : 0 }
    if bytes[bytes.count - 3] == 0xff { bytes[bytes.count - 3] = 0 }
    let damaged = bytes
    let error = #expect(throws: CorpusError.self) { _ = try Picture(damaged, name: name) }
    #expect(error?.what.contains("some of its codes stand for nothing") == true, "\(name)")
  }

  @Test func whatIsNoPictureIsSaid() {
    #expect(throws: CorpusError.self) { _ = try Picture(Array("just text".utf8), name: "cat.jpg") }
    #expect(throws: CorpusError.self) { _ = try Picture([], name: "cat.jpg") }
    #expect(throws: CorpusError.self) { _ = try Picture(contentsOf: "/nowhere/cat.jpg") }
    // A header that asks for more than any machine has.
    for size in ["P6 99999 99999 255\n", "P6 0 5 255\n", "P6 5 5 65535\n", "P5 9999999999 2 255\n", "P6 2"] {
      #expect(throws: CorpusError.self) { _ = try Picture(Array(size.utf8), name: "x.ppm") }
    }
  }

  /// What a resizing needs grows with the longer side, however narrow the picture is.
  @Test func sidesAreBounded() throws {
    func picture(_ width: Int, _ height: Int) throws -> Picture {
      let pixels = [UInt8](repeating: 9, count: width * height)
      return try Picture(Array("P5 \(width) \(height) 255\n".utf8) + pixels, name: "x.pgm")
    }
    let tall = try picture(1, Picture.longestSide).resized(width: 3, height: 2)
    #expect(tall.pixels == [UInt8](repeating: 9, count: 6))
    for (width, height) in [(1, Picture.longestSide + 1), (Picture.longestSide + 1, 1)] {
      let error = #expect(throws: CorpusError.self) { _ = try picture(width, height) }
      #expect(error?.description.contains("too large: \(width) x \(height)") == true)
    }
  }

  // MARK: - Folders

  private func file(_ folder: TemporaryFolder, _ path: String, grey: UInt8 = 0) throws {
    let url = URL(filePath: folder.path + "/" + path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(Array("P5 2 2 255\n".utf8) + [UInt8](repeating: grey, count: 4)).write(to: url)
  }

  @Test func aFolderAClass() throws {
    let folder = try TemporaryFolder()
    for name in ["dogs/dog.10.pgm", "dogs/dog.2.pgm", "cats/a.pgm", "cats/.hidden.pgm", "cats/notes.txt"] {
      try file(folder, name, grey: name.hasPrefix("dogs") ? 200 : 10)
    }
    let found = try PictureFolder(folder.path)
    #expect(found.classes == ["cats", "dogs"])
    #expect(
      found.files.map { $0.path.dropFirst(folder.path.count + 1) } == [
        "cats/a.pgm", "dogs/dog.2.pgm", "dogs/dog.10.pgm",
      ])
    #expect(found.files.map(\.label) == [0, 1, 1])
    let set = try found.read(width: 3, height: 3, channels: 3, threads: 2).set
    #expect(set.count == 3)
    #expect(set.picture(1).pixels == [UInt8](repeating: 200, count: 27))
    // The classes of a classifier, of which a test folder may lack some and have no others.
    #expect(
      try PictureFolder(folder.path, classes: ["birds", "cats", "dogs"]).files.map(\.label) == [1, 2, 2])
    #expect(throws: CorpusError.self) { _ = try PictureFolder(folder.path, classes: ["birds", "cats"]) }
  }

  @Test func aFlatFolderWithClassesInNames() throws {
    let folder = try TemporaryFolder()
    for name in ["dog.0.pgm", "cat.11.pgm", "cat.2.pgm", "readme.txt", "stray.pgm"] { try file(folder, name) }
    let found = try PictureFolder(folder.path)
    #expect(found.classes == ["cat", "dog"])
    #expect(
      found.files.map { $0.path.dropFirst(folder.path.count + 1) } == [
        "cat.2.pgm", "cat.11.pgm", "dog.0.pgm",
      ])
    #expect(found.leftOut == ["1 .txt", "1 picture not named CLASS.N"])
  }

  @Test func foldersThatAreNone() throws {
    let folder = try TemporaryFolder()
    #expect(throws: CorpusError.self) { _ = try PictureFolder(folder.path) }
    #expect(throws: CorpusError.self) { _ = try PictureFolder(folder.path + "/nowhere") }
    try file(folder, "cats/1.pgm")
    #expect(throws: CorpusError.self) { _ = try PictureFolder(folder.path) }
    try file(folder, "dogs/1.pgm")
    #expect(try PictureFolder(folder.path).files.count == 2)
    try Data("no picture".utf8).write(to: URL(filePath: folder.path + "/dogs/2.jpg"))
    let found = try PictureFolder(folder.path)
    let error = #expect(throws: CorpusError.self) {
      _ = try found.read(width: 2, height: 2, channels: 1, threads: 1)
    }
    #expect(error?.path.hasSuffix("dogs/2.jpg") == true)
    let read = try found.read(width: 2, height: 2, channels: 1, threads: 2, skipsDamaged: true)
    #expect(read.set.labels == [0, 1])
    #expect(read.skipped.map(\.path) == [folder.path + "/dogs/2.jpg"])
  }

  @Test func whatIsThereInsteadOfPicturesIsCounted() throws {
    let folder = try TemporaryFolder()
    try file(folder, "cat1.pgm")
    try file(folder, "notes.txt")
    let error = #expect(throws: CorpusError.self) { _ = try PictureFolder(folder.path) }
    #expect(error?.found == "1 .txt, 1 picture not named CLASS.N")
    #expect(error?.description.contains(", found 1 .txt, 1 picture not named CLASS.N; ") == true)
  }

  /// All damaged files are found in one run; the error is the first one's.
  @Test(arguments: [0, 1 << 20]) func damagedFilesAreCounted(memory: Int) throws {
    let folder = try TemporaryFolder()
    for number in 0..<6 { for name in ["a", "b"] { try file(folder, "\(name)/\(number).pgm") } }
    for name in ["a/4.pgm", "b/0.pgm", "b/5.pgm"] { try folder.write("P5 2 2 255\n", to: name) }
    let found = try PictureFolder(folder.path)
    let error = #expect(throws: CorpusError.self) {
      _ = try found.open(width: 2, height: 2, channels: 1, threads: 2, memory: memory)
    }
    #expect(error?.path == folder.path + "/a/4.pgm")
    #expect(error?.more == 2)
    #expect(error?.description.hasPrefix(folder.path + "/a/4.pgm and 2 more: ") == true)
    let kept = try found.open(
      width: 2, height: 2, channels: 1, threads: 2, memory: memory, skipsDamaged: true)
    #expect(kept.source.labels.count == 9)
    #expect(kept.skipped.map(\.more) == [0, 0, 0])
  }

  /// Pictures and folders whose names are no text cannot be told where they lie; other files do not matter.
  @Test func namesThatAreNoTextAreSaid() throws {
    let folder = try TemporaryFolder()
    for name in ["cats/1.pgm", "dogs/1.pgm"] { try file(folder, name) }
    func path(_ name: [UInt8]) -> [CChar] {
      (Array(folder.path.utf8) + name).map { CChar(truncatingIfNeeded: $0) } + [0]
    }
    let notes = path(Array("/cats/caf".utf8) + [0xe9] + Array(".txt".utf8))
    let picture = path(Array("/cats/caf".utf8) + [0xe9] + Array(".pgm".utf8))
    let birds = path(Array("/v".utf8) + [0xf6] + Array("gel".utf8))
    for name in [notes, picture] {
      let opened = try #require(fopen(name, "w"))
      fclose(opened)
    }
    try #require(mkdir(birds, 0o700) == 0)
    // The folder's own end may not know such names.
    defer { withExtendedLifetime(folder) { for name in [notes, picture, birds] { remove(name) } } }
    func problem() -> CorpusError? {
      do throws(CorpusError) { _ = try PictureFolder(folder.path) } catch { return error }
      return nil
    }
    #expect(problem()?.what == "the name of this file is not UTF-8")
    #expect(problem()?.path == folder.path + "/v\u{fffd}gel")
    remove(birds)
    #expect(problem()?.path == folder.path + "/cats/caf\u{fffd}.pgm")
    remove(picture)
    #expect(try PictureFolder(folder.path).files.count == 2)
  }

  @Test func drawsAreDisjointAndRepeatable() throws {
    let folder = try TemporaryFolder()
    for number in 0..<10 { for name in ["a", "b"] { try file(folder, "\(name)/\(number).pgm") } }
    let found = try PictureFolder(folder.path)
    let parts = try found.drawn(perClass: [5, 3, 2], random: RandomSource(seed: 42))
    #expect(parts.map(\.files.count) == [10, 6, 4])
    #expect(Set(parts.flatMap { $0.files.map(\.path) }).count == 20)
    #expect(parts.allSatisfy { part in part.files.count { $0.label == 0 } * 2 == part.files.count })
    let again = try found.drawn(perClass: [5, 3, 2], random: RandomSource(seed: 42))
    #expect(zip(parts, again).allSatisfy { $0.files == $1.files })
    let other = try found.drawn(perClass: [5, 3, 2], random: RandomSource(seed: 43))
    #expect(other[0].files != parts[0].files)
    #expect(throws: CorpusError.self) {
      _ = try found.drawn(perClass: [9, 2], random: RandomSource(seed: 1))
    }
  }

  // MARK: - Archives

  /// A zip archive of files as they are, without checksums.
  private func stored(_ files: KeyValuePairs<String, [UInt8]>) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for (name, bytes) in files {
      let sizes = number(bytes.count, 4) + number(bytes.count, 4) + number(name.utf8.count, 2)
      directory += number(0x0201_4b50, 4) + zeros(16) + sizes
      directory += zeros(12) + number(archive.count, 4) + Array(name.utf8)
      archive += number(0x0403_4b50, 4) + zeros(14) + sizes
      archive += zeros(2) + Array(name.utf8) + bytes
    }
    var end = number(0x0605_4b50, 4) + zeros(4) + number(files.count, 2) + number(files.count, 2)
    end += number(directory.count, 4) + number(archive.count, 4) + zeros(2)
    return archive + directory + end
  }

  /// What macOS adds to an archive is named like a picture and is none.
  @Test func archivesOfMacOS() throws {
    let folder = try TemporaryFolder()
    let picture = Array("P5 2 2 255\n".utf8) + [1, 2, 3, 4]
    let other: [UInt8] = [0, 5, 22, 7]
    let path = try folder.write(
      stored([
        "pets/cat/1.pgm": picture, "__MACOSX/pets/cat/._1.pgm": other, "pets/cat/._1.pgm": other,
        "__MACOSX/pets/dog/1.pgm": other, "pets/.trash/1.pgm": picture, "pets/dog/2.pgm": picture,
        "pets/notes.pgm.txt": other,
      ]), to: "pets.zip")
    let set = try PictureSet(storedZip: path, width: 2, height: 2, threads: 1)
    #expect(set.classes == ["cat", "dog"] && set.labels == [0, 1])
    #expect(set.picture(1).pixels == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4])
  }

  // MARK: - IDX

  @Test func idxFiles() throws {
    let header: [UInt8] = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3]
    let file = try IDXFile(header + [1, 2, 3, 4, 5, 6], name: "x")
    #expect(file.extents == [2, 3])
    #expect(file.values == [1, 2, 3, 4, 5, 6])
    let damaged: [[UInt8]] = [
      [], [0, 0, 8], header, header + [1, 2, 3, 4, 5], header + [1, 2, 3, 4, 5, 6, 7],
      [0, 0, 9, 1, 0, 0, 0, 0],
      [0, 0, 8, 4] + [UInt8](repeating: 255, count: 16), [1] + header.dropFirst() + [1, 2, 3, 4, 5, 6],
    ]
    for bytes in damaged {
      #expect(throws: CorpusError.self) { _ = try IDXFile(bytes, name: "x") }
    }
  }

  @Test(.enabled(if: TestData.has("cifar10/cifar10_test.zip")))
  func storedArchives() throws {
    let path = try #require(TestData.path("cifar10/cifar10_test.zip"))
    let archive = try StoredZip(contentsOf: path)
    #expect(archive.entries.count == 10_000)
    let first = try #require(archive.entries.first)
    #expect(first.name.hasSuffix(".jpg"))
    if Picture.readsCompressed {
      let picture = try Picture(archive[first], name: first.name)
      #expect((picture.width, picture.height, picture.channels) == (32, 32, 3))
    }
    let whole = try Array(Data(contentsOf: URL(filePath: path)))
    for length in [0, 10, 1000, whole.count / 2, whole.count - 1] {
      #expect(throws: CorpusError.self) { _ = try StoredZip(Array(whole[..<length]), name: "x") }
    }
  }

  @Test(.enabled(if: TestData.has("mnist/t10k-images-idx3-ubyte.gz")))
  func digits() throws {
    let pictures = try #require(TestData.path("mnist/t10k-images-idx3-ubyte.gz"))
    let labels = try #require(TestData.path("mnist/t10k-labels-idx1-ubyte.gz"))
    let set = try PictureSet(idxPictures: pictures, labels: labels)
    #expect((set.count, set.width, set.height, set.channels) == (10_000, 28, 28, 1))
    #expect(set.labels.prefix(10) == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
    let mean = Double(set.pixels.reduce(0) { $0 + Int($1) }) / Double(set.pixels.count) / 255
    #expect(abs(mean - 0.1325) < 1e-4)
    #expect(throws: CorpusError.self) { _ = try PictureSet(idxPictures: labels, labels: pictures) }
  }

  // MARK: - Streams

  /// A folder of 23 grey pictures of 6 x 5, of two classes, each of one colour.
  private func folder(_ temporary: TemporaryFolder) throws -> PictureFolder {
    for number in 0..<23 {
      let bytes = Array("P5 6 5 255\n".utf8) + [UInt8](repeating: UInt8(10 * number), count: 30)
      try temporary.write(bytes, to: "pictures/\(number % 2 == 0 ? "even" : "odd")/\(number).pgm")
    }
    return try PictureFolder(temporary.file("pictures"))
  }

  @Test(arguments: [1, 2, 3]) func streamsGiveWhatMemoryHas(threads: Int) throws {
    let temporary = try TemporaryFolder()
    let folder = try folder(temporary)
    let set = try folder.read(width: 4, height: 3, channels: 3, threads: 1).set
    let opened = try folder.open(width: 4, height: 3, channels: 3, threads: threads, memory: 0)
    guard case .files(let stream) = opened.source else {
      Issue.record("without memory the pictures stay in their files")
      return
    }
    #expect(stream.count == 23 && opened.source.labels == set.labels && opened.skipped.isEmpty)
    func expected(_ places: [Int]) -> [UInt8] { places.flatMap { set.picture($0).pixels } }
    let batches = [[4, 0, 22], [1, 1, 7, 9], [3], [20, 21]]
    for (number, places) in batches.enumerated() {
      let next = number + 1 < batches.count ? batches[number + 1] : nil
      #expect(try stream.pixels(of: places, next: next, threads: threads) == expected(places))
    }
    // What was begun in the background is not what is asked for.
    #expect(try stream.pixels(of: [5], next: [6], threads: threads) == expected([5]))
    #expect(try stream.pixels(of: [8, 2], threads: threads) == expected([8, 2]))
    guard case .memory = try folder.open(width: 4, height: 3, channels: 3, threads: 1, memory: 23 * 36).source
    else {
      Issue.record("pictures that fit are kept")
      return
    }
  }

  @Test func streamsNameDamagedFilesBeforeTraining() throws {
    let temporary = try TemporaryFolder()
    let folder = try folder(temporary)
    try temporary.write("P5 6 5 255\nshort", to: "pictures/odd/7.pgm")
    do {
      _ = try folder.open(width: 4, height: 3, channels: 1, threads: 2, memory: 0)
      Issue.record("a damaged picture is refused")
    } catch { #expect(error.path.hasSuffix("odd/7.pgm")) }
    let found = try folder.open(
      width: 4, height: 3, channels: 1, threads: 2, memory: 0, skipsDamaged: true)
    #expect(found.source.labels.count == 22)
    #expect(found.skipped.map(\.path) == [temporary.file("pictures/odd/7.pgm")])
  }

  @Test func streamsSayWhatHasGone() throws {
    let temporary = try TemporaryFolder()
    let folder = try folder(temporary)
    guard
      case .files(let stream) = try folder.open(width: 4, height: 3, channels: 1, threads: 2, memory: 0)
        .source
    else { return }
    try temporary.write("", to: "pictures/even/2.pgm")
    #expect(throws: CorpusError.self) { try stream.pixels(of: [0, 1, 2], threads: 2) }
    #expect(try stream.pixels(of: [0], threads: 2).count == 12)
  }
}

import SeqData
import SeqTensor
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Folders as MNIST and CIFAR unpack: files of many pictures each.
@Suite struct PictureRecordTests {
  private func expectError(_ words: String, in folder: TemporaryFolder, line: Int = #line) {
    let error = #expect(throws: CorpusError.self, "line \(line)") { _ = try PictureFolder(folder.path) }
    let said = error?.description ?? ""
    #expect(said.contains(words), "line \(line): \(said)")
  }

  // MARK: - IDX

  /// An IDX file of bytes.
  private func idx(_ extents: [Int], _ values: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [0, 0, 8, UInt8(extents.count)]
    for extent in extents {
      for shift in [24, 16, 8, 0] { bytes.append(UInt8((extent >> shift) & 0xff)) }
    }
    return bytes + values
  }

  private func grey(_ value: UInt8, count: Int = 6) -> [UInt8] { [UInt8](repeating: value, count: count) }

  /// Pictures of 3 x 2, each of one grey: `first`, then one more for every picture.
  private func digits(
    _ folder: TemporaryFolder, _ part: String, _ labels: [UInt8], first: UInt8 = 0, separator: String = "-"
  ) throws {
    var pixels: [UInt8] = []
    for number in labels.indices { pixels += grey(first + UInt8(number)) }
    try folder.write(idx([labels.count, 2, 3], pixels), to: "\(part)-images\(separator)idx3-ubyte")
    try folder.write(idx([labels.count], labels), to: "\(part)-labels\(separator)idx1-ubyte")
  }

  @Test(arguments: ["-", "."]) func mnistsFilesAreRead(_ separator: String) throws {
    let folder = try TemporaryFolder()
    try digits(folder, "train", [3, 1, 3, 1, 7], separator: separator)
    try digits(folder, "t10k", [7, 3], first: 100, separator: separator)
    try folder.write("anything", to: "notes.txt")
    #expect(try PictureFolder.parts(of: folder.path) == [.training, .test])
    let training = try PictureFolder(folder.path)
    #expect(training.classes == ["1", "3", "7"])
    #expect(training.files.map(\.label) == [1, 0, 1, 0, 2])
    #expect(training.leftOut == ["1 .txt"])
    let path = folder.file("train-images\(separator)idx3-ubyte")
    let third = training.files[2]
    #expect(third.path == path + ", picture 3" && third.isRecord && third.ownName.hasSuffix(".3.pgm"))
    #expect(training.filePaths == [path, folder.file("train-labels\(separator)idx1-ubyte")])
    #expect(try third.picture() == Picture(width: 3, height: 2, channels: 1, pixels: grey(2)))

    let test = try PictureFolder(folder.path, classes: training.classes, part: .test)
    #expect(test.files.map(\.label) == [2, 1])
    let set = try test.read(width: 3, height: 2, channels: 3, threads: 2).set
    #expect(set.labels == [2, 1] && set.picture(1).pixels == grey(101, count: 18))
    let opened = try test.open(width: 3, height: 2, channels: 1, threads: 2, memory: 0)
    guard case .files(let stream) = opened.source else {
      Issue.record("without memory the pictures stay in their files")
      return
    }
    let turned = grey(101) + grey(100)
    #expect(try stream.pixels(of: [1, 0], threads: 2) == turned)

    #expect(throws: CorpusError.self) {
      _ = try PictureFolder(folder.path, classes: ["1", "3"], part: .training)
    }
    #expect(throws: CorpusError.self) { _ = try PictureFolder(folder.path, part: .validation) }
    let parts = try training.drawn(perClass: [1], random: RandomSource(seed: 1)).map(\.files.count)
    #expect(parts == [3])
    #expect(training.prefix(perClass: 1).files.map(\.label) == [1, 0, 2])
  }

  @Test func packedFilesAreRead() throws {
    let folder = try TemporaryFolder()
    try digits(folder, "train", [0, 1, 0, 1])
    #expect(system("gzip '\(folder.path)'/train-*") == 0)
    let found = try PictureFolder(folder.path)
    #expect(found.files.map(\.label) == [0, 1, 0, 1])
    #expect(found.files[1].path == folder.file("train-images-idx3-ubyte.gz") + ", picture 2")
    #expect(try found.files[3].picture().pixels == grey(3))
    try folder.write("no gzip", to: "train-labels-idx1-ubyte.gz")
    expectError("this gzip file is damaged", in: folder)
    // Beside its packed form a file is the one that is read.
    try digits(folder, "train", [1, 0])
    #expect(try PictureFolder(folder.path).files.map(\.label) == [1, 0])
  }

  @Test func mnistsFilesThatDoNotFitAreSaid() throws {
    let folder = try TemporaryFolder()
    let (images, labels) = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte")
    try folder.write(idx([4, 2, 3], grey(0, count: 24)), to: images)
    expectError("the file \(labels) is missing", in: folder)
    try folder.write(idx([3], [0, 1, 0]), to: labels)
    expectError("there are 3 labels for 4 pictures", in: folder)
    try folder.write(idx([2, 2], [0, 1, 0, 1]), to: labels)
    expectError("this IDX file has 2 axes", in: folder)
    try folder.write(idx([4], [0, 1, 0]), to: labels)
    expectError("this IDX file has 3 numbers", in: folder)
    try folder.write(idx([4], [5, 5, 5, 5]), to: labels)
    expectError("only one class", in: folder)
    try folder.write(idx([4], [0, 1, 0, 1]), to: labels)
    #expect(try PictureFolder(folder.path).files.count == 4)
    try folder.write(idx([4, 2, 3], grey(0, count: 23)), to: images)
    expectError("this IDX file has 23 numbers", in: folder)
    try folder.write(idx([24], grey(0, count: 24)), to: images)
    expectError("this IDX file has the extents 24", in: folder)
    try folder.write("text", to: images)
    expectError("this is no IDX file", in: folder)
    let other = try TemporaryFolder()
    try other.write(idx([2], [0, 1]), to: "t10k-labels-idx1-ubyte")
    expectError("the file t10k-images-idx3-ubyte is missing", in: other)
  }

  // MARK: - CIFAR

  /// Records of labels and three planes of one number each: 50, 100 and 150, and one more for every picture.
  private func records(_ labels: [[UInt8]]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (number, own) in labels.enumerated() {
      bytes += own
      for channel in 1...3 { bytes += grey(UInt8(50 * channel + number), count: 1024) }
    }
    return bytes
  }

  private func cifar10(_ folder: TemporaryFolder) throws {
    for number in 1...5 {
      try folder.write(records([[UInt8(number % 3)], [0]]), to: "data_batch_\(number).bin")
    }
    try folder.write(records([[2], [1], [2]]), to: "test_batch.bin")
    try folder.write("cat\ndog\r\nbig frog \n\n", to: "batches.meta.txt")
    try folder.write("<html>", to: "readme.html")
  }

  @Test func cifar10IsRead() throws {
    let folder = try TemporaryFolder()
    try cifar10(folder)
    #expect(try PictureFolder.parts(of: folder.path) == [.training, .test])
    let training = try PictureFolder(folder.path)
    #expect(training.classes == ["cat", "dog", "big frog"])
    #expect(training.files.map(\.label) == [1, 0, 2, 0, 0, 0, 1, 0, 2, 0])
    #expect(training.leftOut.isEmpty && training.filePaths.count == 6)
    #expect(training.files[2].path == folder.file("data_batch_2.bin") + ", picture 1")
    #expect(training.files[2].ownName == "data_batch_2.1.ppm")
    // One number in a plane, to see where it goes: the red one of the second pixel.
    var bytes = records([[0], [1]])
    bytes[3073 + 1 + 1] = 255
    try folder.write(bytes, to: "test_batch.bin")
    let test = try PictureFolder(folder.path, classes: training.classes, part: .test)
    let picture = try test.files[1].picture()
    #expect((picture.width, picture.height, picture.channels) == (32, 32, 3))
    #expect(Array(picture.pixels.prefix(9)) == [51, 101, 151, 255, 101, 151, 51, 101, 151])
    #expect(Array(picture.pixels.suffix(3)) == [51, 101, 151])
  }

  @Test func cifar100IsRead() throws {
    let folder = try TemporaryFolder()
    try folder.write(records([[7, 1], [7, 0], [3, 2]]), to: "train.bin")
    try folder.write(records([[3, 2]]), to: "test.bin")
    try folder.write("apple\nbaby\nbear\nbed\n", to: "fine_label_names.txt")
    try folder.write("fruit\n", to: "coarse_label_names.txt")
    let found = try PictureFolder(folder.path)
    #expect(found.classes == ["apple", "baby", "bear"], "a class without pictures is none")
    #expect(found.files.map(\.label) == [1, 0, 2] && found.leftOut.isEmpty)
    #expect(try Array(found.files[2].picture().pixels.prefix(3)) == [52, 102, 152])
    #expect(try PictureFolder(folder.path, classes: found.classes, part: .test).files.map(\.label) == [2])
    // Beside pictures a file of such a name is any file.
    for name in ["a/1.pgm", "b/1.pgm"] { try folder.write("P5 1 1 255\n0", to: name) }
    let plain = try PictureFolder(folder.path)
    #expect(plain.classes == ["a", "b"] && plain.leftOut == ["2 .bin", "2 .txt"])
  }

  @Test func cifarsFilesThatDoNotFitAreSaid() throws {
    let folder = try TemporaryFolder()
    try cifar10(folder)
    let whole = records([[1], [0]])
    for bytes in [Array(whole.dropLast()), whole + [0], []] {
      try folder.write(bytes, to: "data_batch_3.bin")
      expectError("3073 for each picture", in: folder)
    }
    try folder.write(records([[1], [3]]), to: "data_batch_3.bin")
    expectError("picture 2 has the label 3; expected 0 to 2", in: folder)
    try folder.write(whole, to: "data_batch_3.bin")
    for (names, words) in [
      ("cat\ndog\ncat\n", "named twice"), ("cat\n../dog\nfrog\n", "no folder can have"),
      ("\n", "no class is named"),
    ] {
      try folder.write(names, to: "batches.meta.txt")
      expectError(words, in: folder)
    }
    let other = try TemporaryFolder()
    try other.write(whole, to: "data_batch_1.bin")
    expectError("the file data_batch_2.bin is missing", in: other)
    let third = try TemporaryFolder()
    try third.write(records([[0, 1]]), to: "train.bin")
    expectError("the file fine_label_names.txt is missing", in: third)
  }

  // MARK: - Parts

  private func picture(_ folder: TemporaryFolder, _ name: String) throws {
    try folder.write(Array("P5 2 2 255\n".utf8) + grey(9, count: 4), to: name)
  }

  @Test(arguments: ["validation", "val", "valid"]) func foldersInParts(_ name: String) throws {
    let folder = try TemporaryFolder()
    for part in ["train", name, "test"] {
      for pet in ["cat", "dog"] { try picture(folder, "\(part)/\(pet)/1.pgm") }
    }
    #expect(try PictureFolder.parts(of: folder.path) == [.training, .validation, .test])
    #expect(try PictureFolder.parts(of: folder.path, classes: ["cat", "dog"]).count == 3)
    #expect(try PictureFolder.parts(of: folder.path + "/train") == [])
    let found = try PictureFolder(folder.path, part: .validation)
    #expect(found.path == folder.file(name) && found.classes == ["cat", "dog"] && found.files.count == 2)
    expectError("give one part of it, as \(folder.path)/train", in: folder)
    // Whatever else lies there.
    try picture(folder, "raw/1.pgm")
    #expect(try PictureFolder.parts(of: folder.path).count == 3)
  }

  /// A folder of the name of a part may be that of a class.
  @Test func classesCalledAsPartsAre() throws {
    let folder = try TemporaryFolder()
    for name in ["bus/1.pgm", "train/1.pgm"] { try picture(folder, name) }
    #expect(try PictureFolder.parts(of: folder.path) == [])
    #expect(try PictureFolder.parts(of: folder.path, classes: ["bus", "train"]) == [])
    #expect(try PictureFolder(folder.path).classes == ["bus", "train"])
    let other = try TemporaryFolder()
    for name in ["test/cat.1.pgm", "valid/cat.1.pgm", "valid/dog.1.pgm"] { try picture(other, name) }
    #expect(try PictureFolder.parts(of: other.path) == [])
    #expect(try PictureFolder.parts(of: other.path, classes: ["cat", "dog"]) == [.validation, .test])
    #expect(throws: CorpusError.self) { _ = try PictureFolder(other.path, part: .training) }
  }
}

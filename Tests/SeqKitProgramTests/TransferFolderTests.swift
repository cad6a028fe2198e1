import Foundation
import TestSupport
import Testing

/// `seqkit train transfer`, `evaluate transfer` and `transfer` on folders that come in parts, and on MNIST's and CIFAR's files.
@Suite struct TransferFolderTests {
  private func scored(_ run: ProgramRun) throws -> Int? {
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    return object?["pictures"] as? Int
  }

  private func names(_ folder: TemporaryFolder, _ name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.file(name)).sorted()
  }

  /// A grey picture of 24 x 24 with a bright bar: lying for even numbers, standing for odd ones.
  private func bar(_ number: Int) -> [UInt8] {
    let place = 3 + number * 5 % 18
    var pixels: [UInt8] = []
    for y in 0..<24 {
      for x in 0..<24 {
        let distance = abs((number % 2 == 1 ? x : y) - place)
        pixels.append(distance <= 1 ? 200 : 20)
      }
    }
    return pixels
  }

  /// So many pictures for training and for testing, as MNIST unpacks.
  private func digits(_ folder: TemporaryFolder, _ name: String, train: Int, test: Int) throws {
    for (part, count) in [("train", train), ("t10k", test)] {
      var pictures: [UInt8] = [0, 0, 8, 3, 0, 0, 0, UInt8(count), 0, 0, 0, 24, 0, 0, 0, 24]
      var labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, UInt8(count)]
      for number in 0..<count {
        pictures += bar(number)
        labels.append(UInt8(number % 2))
      }
      try folder.write(pictures, to: "\(name)/\(part)-images-idx3-ubyte")
      try folder.write(labels, to: "\(name)/\(part)-labels-idx1-ubyte")
    }
  }

  /// So many pictures of each class, a file each.
  private func bars(_ folder: TemporaryFolder, _ name: String, each count: Int) throws {
    for number in 0..<2 * count {
      let kind = number % 2 == 0 ? "lying" : "standing"
      try folder.write(Array("P5 24 24 255\n".utf8) + bar(number), to: "\(name)/\(kind)/\(number).pgm")
    }
  }

  @Test func mnistsFiles() throws {
    let folder = try TemporaryFolder()
    try digits(folder, "digits", train: 20, test: 6)
    let (images, model) = (folder.file("digits"), folder.file("digits.safetensors"))
    let labels = images + "/train-labels-idx1-ubyte"
    let spared = try ProgramRun.smallPictureTraining(images, out: labels)
    #expect(spared.status == 64 && spared.errors.contains("the output is also an input"), "\(spared.errors)")
    let run = try ProgramRun.smallPictureTraining(images, out: model)
    #expect(run.status == 0, "\(run.errors)")
    // What is for testing is neither trained on nor validated by.
    let words = "16 pictures to learn from, 4 to validate; classes 0, 1"
    #expect(run.errors.contains(words), "\(run.errors)")

    let evaluate = ["evaluate", "transfer", "--model", model, "--json", "--images"]
    let test = try ProgramRun.seqkit(evaluate + [images])
    #expect(test.status == 0, "\(test.errors)")
    #expect(test.errors == "\(images) comes in parts; its test pictures are scored\n")
    #expect(try scored(test) == 6)
    let quiet = try ProgramRun.seqkit(evaluate + [images, "--quiet"])
    #expect(quiet.output == test.output && quiet.errors.isEmpty, "\(quiet.errors)")
    let tests = images + "/t10k-images-idx3-ubyte"
    let drawn = try ProgramRun.seqkit(
      "evaluate", "transfer", "--model", model, "--images", images, "--svg", tests)
    #expect(drawn.status == 64 && drawn.errors.contains("the output is also an input"), "\(drawn.errors)")

    let vectors = folder.file("features.csv")
    let features = try ProgramRun.seqkit(
      "transfer", "features", "--images", images, "--model", model, "--out", vectors)
    #expect(features.status == 0, "\(features.errors)")
    #expect(features.errors.contains("its pictures are described: training, then test"), "\(features.errors)")
    let rows = try String(contentsOfFile: vectors, encoding: .utf8).split(separator: "\n")
    #expect(rows.count == 26)
    #expect(rows.first?.hasPrefix("\"\(images)/train-images-idx3-ubyte, picture 1\",0,") == true)

    let split = try ProgramRun.seqkit(
      "transfer", "split", images, "--train", "3", "--validation", "1", "--test", "2", "--out",
      folder.file("split"))
    #expect(split.status == 0, "\(split.errors)")
    for (part, count) in [("train", 3), ("validation", 1), ("test", 2)] {
      let found = try names(folder, "split/\(part)/1")
      #expect(found.count == count && found.allSatisfy { $0.hasSuffix(".pgm") }, "\(found)")
    }
    let divided = try ProgramRun.seqkit(evaluate + [folder.file("split")])
    #expect(divided.status == 0, "\(divided.errors)")
    #expect(divided.errors.contains("its test pictures are scored"), "\(divided.errors)")
    #expect(try scored(divided) == 4)

    // Without a part of it the archive is not whole.
    try FileManager.default.removeItem(atPath: labels)
    let partial = try ProgramRun.smallPictureTraining(images, out: folder.file("m"))
    #expect(partial.status == 65, "\(partial.errors)")
    #expect(partial.errors.contains("the file train-labels-idx1-ubyte is missing"), "\(partial.errors)")
  }

  @Test func cifarsFiles() throws {
    let folder = try TemporaryFolder()
    for number in 1...5 {
      var bytes: [UInt8] = []
      for label in 0..<2 { bytes += [UInt8(label)] + [UInt8](repeating: UInt8(40 * number), count: 3072) }
      try folder.write(bytes, to: "cifar/data_batch_\(number).bin")
    }
    try folder.write("cat\ndog\n", to: "cifar/batches.meta.txt")
    let split = try ProgramRun.seqkit(
      "transfer", "split", folder.file("cifar"), "--train", "3", "--validation", "2", "--out",
      folder.file("split"))
    #expect(split.status == 0 && split.errors.contains("10 pictures of cat, dog"), "\(split.errors)")
    let found = try names(folder, "split/train/dog")
    #expect(found.count == 3 && found.allSatisfy { $0.hasSuffix(".2.ppm") }, "\(found)")
    let picture = try #require(folder.bytes("split/train/dog/" + (found.first ?? "")))
    #expect(picture.starts(with: "P6 32 32 255\n".utf8) && picture.count == 13 + 3072)
    let run = try ProgramRun.smallPictureTraining(folder.file("cifar"), out: folder.file("m"))
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("8 pictures to learn from, 2 to validate"), "\(run.errors)")
    try folder.write("short", to: "cifar/data_batch_4.bin")
    let damaged = try ProgramRun.smallPictureTraining(folder.file("cifar"), out: folder.file("m"))
    #expect(damaged.status == 65 && damaged.errors.contains("data_batch_4.bin"), "\(damaged.errors)")
    #expect(damaged.errors.contains("expected 3073 for each picture"), "\(damaged.errors)")
  }

  @Test func foldersInParts() throws {
    let folder = try TemporaryFolder()
    try bars(folder, "pets/train", each: 5)
    let (images, model) = (folder.file("pets"), folder.file("pets.safetensors"))
    // Without pictures to validate by, a share is set aside, and what is for testing left alone.
    try bars(folder, "pets/test", each: 3)
    let alone = try ProgramRun.smallPictureTraining(images, out: model)
    #expect(alone.status == 0, "\(alone.errors)")
    #expect(alone.errors.contains("8 pictures to learn from, 2 to validate"), "\(alone.errors)")
    try bars(folder, "pets/val", each: 2)
    let run = try ProgramRun.smallPictureTraining(images, out: model)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("10 pictures to learn from, 4 to validate"), "\(run.errors)")

    let evaluate = ["evaluate", "transfer", "--model", model, "--json", "--images"]
    let test = try ProgramRun.seqkit(evaluate + [images])
    #expect(test.errors == "\(images) comes in parts; its test pictures are scored\n")
    #expect(try scored(test) == 6)
    let part = try ProgramRun.seqkit(evaluate + [images + "/test"])
    #expect(part.output == test.output && part.errors.isEmpty, "\(part.errors)")
    let features = try ProgramRun.seqkit(
      "transfer", "features", "--images", images, "--model", model, "--out", folder.file("f.csv"))
    let order = "its pictures are described: training, then validation, then test"
    #expect(features.errors.contains(order) && features.errors.contains("20 vectors"), "\(features.errors)")
    try FileManager.default.removeItem(atPath: images + "/test")
    let validation = try ProgramRun.seqkit(evaluate + [images])
    #expect(validation.errors.contains("its validation pictures are scored"), "\(validation.errors)")
    #expect(try scored(validation) == 4)

    // It is divided already.
    let split = try ProgramRun.seqkit(
      "transfer", "split", images, "--train", "1", "--validation", "1", "--out", folder.file("split"))
    #expect(split.status == 65 && split.errors.contains("as \(images)/train"), "\(split.errors)")
  }

  /// Damaged pictures of training and validation are found in one run, and what is left out of an empty folder is counted.
  @Test func whatIsWrongIsCounted() throws {
    let folder = try TemporaryFolder()
    try bars(folder, "pets/train", each: 3)
    try bars(folder, "pets/validation", each: 2)
    for name in ["train/lying/x.jpg", "train/standing/y.jpg", "validation/lying/z.jpg"] {
      try folder.write("this is text", to: "pets/" + name)
    }
    let run = try ProgramRun.smallPictureTraining(folder.file("pets"), out: folder.file("m"))
    #expect(run.status == 65, "\(run.errors)")
    #expect(run.errors.contains("\(folder.file("pets"))/train/lying/x.jpg and 2 more;"), "\(run.errors)")
    let skipped = try ProgramRun.smallPictureTraining(
      folder.file("pets"), out: folder.file("m"), ["--skip-damaged"])
    #expect(skipped.status == 0, "\(skipped.errors)")
    #expect(skipped.errors.split(separator: "\n").count { $0.hasPrefix("left out: ") } == 3)
    try folder.write("x", to: "unnamed/cat1.jpg")
    let unnamed = try ProgramRun.smallPictureTraining(folder.file("unnamed"), out: folder.file("m"))
    #expect(unnamed.status == 65, "\(unnamed.errors)")
    #expect(unnamed.errors.contains("found 1 picture not named CLASS.N"), "\(unnamed.errors)")
  }
}

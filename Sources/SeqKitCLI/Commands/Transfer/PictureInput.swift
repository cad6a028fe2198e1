import ArgumentParser
import SeqData
import SeqModels
import SeqTensor

/// How pictures are read, for every command that reads them.
struct PictureReading: ParsableArguments {
  @Flag(help: "Leave out pictures that cannot be read, naming each, instead of stopping.")
  var skipDamaged = false
}

extension CorpusError {
  /// A line for somebody who has asked that such files be left out, and needs no advice to.
  var leftOut: String {
    "left out: \(path): \(what)" + (expected.map { "; expected \($0)" } ?? "") + "\n"
  }
}

/// Pictures that can be read, and the files that they are of: what was left out is not among them.
struct OpenPictures {
  let source: PictureSource
  let files: [PictureFolder.File]
}

/// How a folder of any size is read.
struct FolderReading: ParsableArguments {
  @OptionGroup var reading: PictureReading
  @Option(
    help: ArgumentHelp(
      "Megabytes of decoded pictures that are kept; what is more is decoded whenever it is wanted, the next batch while "
        + "the network works on this one.", valueName: "n"))
  var pictureMemory = 1024

  func validate() throws {
    if pictureMemory < 0 { throw ValidationError("--picture-memory must not be negative") }
  }

  /// Opens a folder's pictures in a network's size, each once to see that it can be read, with a line for each that is
  /// left out.
  func open(
    _ folder: PictureFolder, for configuration: ImageModelConfiguration, _ common: CommonOptions
  ) throws -> OpenPictures {
    let found = try folder.open(
      width: configuration.width, height: configuration.height, channels: configuration.channels,
      threads: common.threadCount, memory: min(pictureMemory, 1 << 40) << 20,
      skipsDamaged: reading.skipDamaged)
    if !common.quiet { for problem in found.skipped { Output.note(problem.leftOut) } }
    let skipped = Set(found.skipped.map(\.path))
    return OpenPictures(source: found.source, files: folder.files.filter { !skipped.contains($0.path) })
  }

  /// Opens what a training learns from and what it is validated by.
  ///
  /// - Throws: where pictures of either cannot be read and are not left out, the first, with how many more there are in both.
  func open(
    _ pictures: TrainingPictures, for configuration: ImageModelConfiguration, _ common: CommonOptions
  ) throws -> (training: OpenPictures, validation: OpenPictures) {
    let training: OpenPictures
    do {
      training = try open(pictures.training, for: configuration, common)
    } catch let first as CorpusError where !first.isMissingCapability {
      do {
        _ = try open(pictures.validation, for: configuration, common)
      } catch let other as CorpusError {
        throw first.and(1 + other.more)
      }
      throw first
    }
    return (training, try open(pictures.validation, for: configuration, common))
  }
}

extension PictureFolder {
  /// Lists a folder or a part of one, with a line for what in it is no picture of a class.
  static func opened(
    _ path: String, classes: [String]? = nil, part: Part? = nil, _ common: CommonOptions
  ) throws -> PictureFolder {
    let folder = try PictureFolder(path, classes: classes, part: part)
    if !common.quiet, !folder.leftOut.isEmpty {
      Output.note("left out in \(folder.path): \(folder.leftOut.joined(separator: ", "))\n")
    }
    return folder
  }

  /// Lists a folder, or of one that comes in parts the first of those wanted that it has, with a line that says which.
  ///
  /// - Parameter use: what is done with its pictures, for that line: "scored".
  static func opened(
    _ path: String, classes: [String], firstOf wanted: [Part], use: String, _ common: CommonOptions
  ) throws -> PictureFolder {
    let parts = try PictureFolder.parts(of: path, classes: classes)
    let part = wanted.first { parts.contains($0) }
    if let part, !common.quiet {
      Output.note("\(path) comes in parts; its \(part.rawValue) pictures are \(use)\n")
    }
    return try opened(path, classes: classes, part: part, common)
  }

  /// Lists a folder, or all parts of one that comes in parts, one after the other.
  ///
  /// - Parameter use: what is done with the pictures, for a line about the parts: "described".
  static func openedWhole(_ path: String, use: String, _ common: CommonOptions) throws -> PictureFolder {
    let parts = try PictureFolder.parts(of: path)
    guard let first = parts.first else { return try opened(path, common) }
    var whole = try opened(path, part: first, common)
    for part in parts.dropFirst() {
      let more = try opened(path, classes: whole.classes, part: part, common)
      whole = PictureFolder(path: path, classes: whole.classes, files: whole.files + more.files)
    }
    if !common.quiet {
      let names = parts.map(\.rawValue).joined(separator: ", then ")
      Output.note("\(path) comes in parts; its pictures are \(use): \(names)\n")
    }
    return whole
  }
}

/// The pictures of a training: the parts of a folder that comes in parts, or one whose pictures are divided.
struct TrainingPictures {
  let training: PictureFolder
  let validation: PictureFolder
  /// All files that were found, those beyond a limit too, for the check that nothing is written over them.
  let paths: [String]

  /// - Parameter heldOut: the share of each class that is set aside where there are no validation pictures. What is for
  ///   testing is never taken for them, unless it is named.
  init(
    _ path: String, validation other: String?, heldOut: Double, perClass: Int?, seed: UInt64,
    _ common: CommonOptions
  ) throws {
    let parts = try PictureFolder.parts(of: path)
    let all = try PictureFolder.opened(path, part: parts.isEmpty ? nil : .training, common)
    let whole = perClass.map { all.prefix(perClass: $0) } ?? all
    var held: PictureFolder?
    if let other {
      held = try PictureFolder.opened(
        other, classes: whole.classes, firstOf: [.validation, .test, .training], use: "for validation",
        common)
    } else if parts.contains(.validation) {
      held = try PictureFolder.opened(path, classes: whole.classes, part: .validation, common)
    }
    if let held {
      training = whole
      validation = held
      paths = all.filePaths + held.filePaths
      return
    }
    paths = all.filePaths
    var (kept, aside): ([PictureFolder.File], [PictureFolder.File]) = ([], [])
    for (label, name) in whole.classes.enumerated() {
      var own = whole.files.filter { $0.label == Int32(label) }
      guard own.count > 1 else {
        throw Failure(
          .badData, "the class \(name) has only \(own.count) picture", at: path,
          expected: "at least 2, one of which is set aside")
      }
      var stream = RandomSource(seed: seed).stream(named: "held out").stream(named: name)
      stream.shuffle(&own)
      let count = min(max(Int((Double(own.count) * heldOut).rounded()), 1), own.count - 1)
      aside += own.prefix(count)
      kept += own.dropFirst(count)
    }
    training = PictureFolder(path: path, classes: whole.classes, files: kept)
    validation = PictureFolder(path: path, classes: whole.classes, files: aside)
  }

  /// A number that changes with any change of the lists of files (FNV-1a).
  var fingerprint: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for file in training.files + validation.files {
      for byte in file.path.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      hash = (hash ^ UInt64(file.label)) &* 0x100_0000_01b3
    }
    return "\(training.files.count) and \(validation.files.count) pictures " + String(hash, radix: 16)
  }
}

extension NetworkKind: ExpressibleByArgument {
  /// A network by its name, in capitals or not, with hyphens or without.
  public init?(argument: String) {
    guard let kind = Self.allCases.first(where: { $0.rawValue.asName == argument.asName }) else { return nil }
    self = kind
  }
}

extension String {
  /// What two ways to write a name have in common.
  var asName: String { lowercased().filter { $0 != "-" && $0 != "_" } }
}

extension PicturePreprocessing.Preset: ExpressibleByArgument {}

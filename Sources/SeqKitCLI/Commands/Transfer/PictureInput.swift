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
  ) throws -> PictureSource {
    try openAll(folder, for: configuration, common).source
  }

  /// The same, and what was left out.
  func openAll(
    _ folder: PictureFolder, for configuration: ImageModelConfiguration, _ common: CommonOptions
  ) throws -> (source: PictureSource, skipped: [CorpusError]) {
    let found = try folder.open(
      width: configuration.width, height: configuration.height, channels: configuration.channels,
      threads: common.threadCount, memory: min(pictureMemory, 1 << 40) << 20,
      skipsDamaged: reading.skipDamaged)
    if !common.quiet { for problem in found.skipped { Output.note(problem.leftOut) } }
    return found
  }
}

extension PictureFolder {
  /// Lists a folder, with a line for what in it is no picture of a class.
  static func opened(_ path: String, classes: [String]? = nil, _ common: CommonOptions) throws
    -> PictureFolder
  {
    let folder = try PictureFolder(path, classes: classes)
    if !common.quiet, !folder.leftOut.isEmpty {
      Output.note("left out in \(path): \(folder.leftOut.joined(separator: ", "))\n")
    }
    return folder
  }
}

/// The pictures of a training: a folder with `train` and `validation` in it, or one whose pictures are divided.
struct TrainingPictures {
  let training: PictureFolder
  let validation: PictureFolder
  /// All that were found, those beyond a limit too, for the check that nothing is written over them.
  let paths: [String]

  /// - Parameter heldOut: the share of each class that is set aside where the folder says nothing.
  init(
    _ path: String, validation other: String?, heldOut: Double, perClass: Int?, seed: UInt64,
    _ common: CommonOptions
  ) throws {
    let inner = path + "/train"
    let isDivided = SystemCalls.isFolder(.init(inner))
    let all = try PictureFolder.opened(isDivided ? inner : path, common)
    let whole = perClass.map { all.prefix(perClass: $0) } ?? all
    if let other = other ?? (isDivided ? path + "/validation" : nil) {
      training = whole
      validation = try PictureFolder.opened(other, classes: whole.classes, common)
      paths = (all.files + validation.files).map(\.path)
      return
    }
    paths = all.files.map(\.path)
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

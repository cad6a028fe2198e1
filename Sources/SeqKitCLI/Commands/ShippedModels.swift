import SeqFiles
import SeqKit
import SeqKitPretrained
import SystemPackage

/// The models that are compiled in, whatever they do.
enum ShippedModels {
  typealias Open = @Sendable () throws(FileError) -> ModelFile

  static let all: [(name: String, open: Open)] =
    PretrainedTranslator.allCases.map { model in
      (model.rawValue, { () throws(FileError) in try model.modelFile() })
    }
    + PretrainedMachine.allCases.map { model in
      (model.rawValue, { () throws(FileError) in try model.modelFile() })
    }
    + PretrainedReader.allCases.map { model in
      (model.rawValue, { () throws(FileError) in try model.modelFile() })
    }

  static func file(named name: String) -> Open? { all.first { $0.name == name }?.open }

  /// A shipped model by its name, or a model file by its path; one of another kind than is wanted says so later.
  static func open(_ name: String) throws -> ModelFile {
    if let shipped = file(named: name) { return try shipped() }
    guard isPath(name) else {
      let names = all.map(\.name)
      throw Failure(
        .noInput, "no shipped model or file of that name", at: name,
        advice: nearest(to: name, among: names).map { "did you mean \($0)?" } ?? "check the path",
        details: ["shipped models: " + names.joined(separator: ", ")])
    }
    return try ModelFile(at: name)
  }

  /// Whether what names a model is meant as a file, - for standard input included.
  static func isPath(_ name: String) -> Bool {
    name == "-" || SystemCalls.exists(name) || name.contains("/") || name.hasSuffix(".safetensors")
  }

  /// Those that are paths: a shipped model goes before a file of its name.
  static func files(among names: [String]) -> [String] { names.filter { file(named: $0) == nil } }
}

extension ModelFile {
  /// A model file by its path, or what standard input holds where that is `-`.
  init(at path: String) throws { try self.init(SafetensorsFile(at: path)) }
}

extension SafetensorsFile {
  /// A file by its path, or what standard input holds where that is `-`.
  init(at path: String) throws {
    guard path == "-" else {
      try self.init(contentsOf: FilePath(path))
      return
    }
    try StandardInput.checkNotTyped("model")
    let read = try SystemCalls.bytes(of: path)
    // The weights lie there for as long as the process lives.
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: read.count, alignment: 64)
    bytes.copyBytes(from: read)
    try self.init(bytes: UnsafeRawBufferPointer(bytes), name: "standard input")
  }
}

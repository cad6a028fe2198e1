import FoundationEssentials
import SeqAutodiff
import SeqTensor
import SystemPackage

/// What a model is, for people: printed by `seqkit model show`.
public struct ModelCard: Sendable, Hashable, Codable {
  public var name: String
  /// What it does, in a sentence.
  public var summary: String
  public var sourceLanguage: String?
  public var targetLanguage: String?
  /// What it was trained on.
  public var data: String
  public var licence: String
  /// Who is to be named, in the words that the licence asks for.
  public var attribution: String
  /// The command that trains it again.
  public var command: String
  /// Measured on held-out data: name and value, such as "BLEU" "41.2".
  public var scores: [Score]
  /// The version of this program that wrote it.
  public var writtenBy: String

  public struct Score: Sendable, Hashable, Codable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  public init(
    name: String, summary: String, sourceLanguage: String? = nil, targetLanguage: String? = nil,
    data: String = "",
    licence: String = "", attribution: String = "", command: String = "", scores: [Score] = [],
    writtenBy: String = ""
  ) {
    self.name = name
    self.summary = summary
    self.sourceLanguage = sourceLanguage
    self.targetLanguage = targetLanguage
    self.data = data
    self.licence = licence
    self.attribution = attribution
    self.command = command
    self.scores = scores
    self.writtenBy = writtenBy
  }
}

/// How the weights of a model file are stored.
public enum WeightStorage: String, Sendable, Hashable, Codable, CaseIterable {
  case float32
  case float16
  /// Whole numbers of −127 ... 127 with one scale a row; vectors stay `float32`. Translating multiplies by them as they are,
  /// to the bits of the widened numbers; for all else they are widened.
  case int8
}

/// A model in one safetensors file: weights, and in the metadata its kind, configuration, vocabularies and card.
public struct ModelFile: Sendable {
  /// The newest layout of the metadata that this program knows; it reads every older one.
  public static let formatVersion = 1

  /// What the model does: "translator", …
  public let kind: String
  public let card: ModelCard
  public let tensors: SafetensorsFile
  /// The settings it was trained with as JSON, as whatever version wrote them; nil where nobody knows them.
  package var training: String? { tensors.metadata[Self.trainingKey] }

  private static let trainingKey = "seqkit.training"

  public init(contentsOf path: FilePath) throws(FileError) {
    try self.init(SafetensorsFile(contentsOf: path))
  }

  /// - Parameter bytes: kept by somebody else for as long as the process lives.
  public init(bytes: UnsafeRawBufferPointer, name: String) throws(FileError) {
    try self.init(SafetensorsFile(bytes: bytes, name: name))
  }

  /// Whether a file says that it is a model of ours, and not a hub's weights.
  public static func isOne(_ tensors: SafetensorsFile) -> Bool { tensors.metadata["seqkit.version"] != nil }

  /// A file that is open already.
  ///
  /// - Throws: `badData` if it is no model of ours.
  public init(_ tensors: SafetensorsFile) throws(FileError) {
    self.tensors = tensors
    guard let version = tensors.metadata["seqkit.version"], let kind = tensors.metadata["seqkit.kind"] else {
      throw FileError(
        .badData, tensors.name,
        "this safetensors file was not written by seqkit: its metadata has no seqkit.version")
    }
    guard let number = Int(version), (1...Self.formatVersion).contains(number) else {
      throw FileError(
        .badData, tensors.name,
        "its format version is \(version); this program reads 1 to \(Self.formatVersion), a newer one may read it"
      )
    }
    self.kind = kind
    card = try Self.decode(ModelCard.self, "card", from: tensors)
  }

  /// Part of the metadata.
  package func decode<Part: Decodable>(_: Part.Type, _ key: String) throws(FileError) -> Part {
    try Self.decode(Part.self, key, from: tensors)
  }

  /// Part of the metadata that older files do not have; nil there.
  package func decodeIfPresent<Part: Decodable>(_ type: Part.Type, _ key: String) throws(FileError) -> Part? {
    guard tensors.metadata["seqkit." + key] != nil else { return nil }
    return try Self.decode(type, key, from: tensors)
  }

  private static func decode<Part: Decodable>(
    _: Part.Type, _ key: String, from tensors: SafetensorsFile
  ) throws(FileError) -> Part {
    guard let text = tensors.metadata["seqkit." + key] else {
      throw FileError(.badData, tensors.name, "its metadata has no seqkit.\(key)")
    }
    do {
      return try JSONDecoder().decode(Part.self, from: Data(text.utf8))
    } catch {
      throw FileError(.badData, tensors.name, "the seqkit.\(key) in its metadata is not as it should be")
    }
  }

  /// A configuration can ask for anything: not for much more memory than the file has weights for. A few that are missing are
  /// named by `load(into:)`.
  ///
  /// - Parameter count: how many weights the configuration needs.
  /// - Throws: `badData` if they are more than twice those of the file, and more than a million.
  package func checkRoom(for count: Int) throws(FileError) {
    let stored = tensors.entries.reduce(0) { $0 + $1.count }
    guard count <= max(2 * stored, 1_000_000) else {
      throw FileError(
        .badData, tensors.name, "its configuration needs \(count) weights, the file has \(stored)")
    }
  }

  /// Fills a model's parameters, strictly: every missing, surplus, misshapen or non-finite tensor is reported.
  package func load(into parameters: ParameterStore) throws(FileError) {
    var problems: [String] = []
    var expected = Set<String>()
    var matrices: [Int8Matrix?] = []
    for (name, parameter) in parameters.entries {
      matrices.append(nil)
      expected.insert(name)
      let shape = parameter.shape
      guard let entry = tensors[name] else {
        problems.append("\(name) \(shape) is missing")
        continue
      }
      guard entry.shape == shape.array else {
        problems.append("\(name) has the shape \(entry.shape), \(shape) is needed")
        continue
      }
      var scales: [Scalar] = []
      if entry.type == .int8 {
        guard let stored = tensors.scales(of: entry, rows: shape.rows) else {
          problems.append("\(name) is stored as int8 and has no fitting \(entry.scaleName)")
          continue
        }
        expected.insert(entry.scaleName)
        scales = stored
        if shape.rank == 2 {
          if !scales.allSatisfy({ ($0 * 128).isFinite }) {
            problems.append("\(name) has a number that is not finite")
          }
          matrices[matrices.count - 1] = tensors.int8Matrix(of: entry, scales: scales)
          continue
        }
      }
      let values = parameters.values[parameter.range]
      tensors.read(entry, times: scales, into: values)
      if !allFinite(values) { problems.append("\(name) has a number that is not finite") }
    }
    for entry in tensors.entries where !expected.contains(entry.name) {
      problems.append("\(entry.name) \(entry.shape) does not belong to this model")
    }
    parameters.valuesChanged()
    parameters.keep(matrices)
    guard problems.isEmpty else {
      let shown = problems.prefix(8).joined(separator: "; ")
      let more = problems.count > 8 ? "; and \(problems.count - 8) more" : ""
      throw FileError(.badData, tensors.name, "its tensors do not fit its configuration: \(shown)\(more)")
    }
  }

  /// Writes a model.
  ///
  /// - Parameters:
  ///   - parts: what the kind of model needs to be made again, each encoded as JSON under "seqkit." and its key.
  ///   - training: what another file of the model has as `training`, which goes on as it is.
  /// - Throws: `badData` if a weight or a number of the parts is not finite, else what `AtomicFile` throws.
  package static func write(
    kind: String, card: ModelCard, parts: [(key: String, value: any Encodable & Sendable)],
    parameters: ParameterStore, training: String? = nil, storage: WeightStorage, to path: FilePath
  ) throws(FileError) {
    var metadata = try metadata(kind: kind, card: card, parts: parts, for: path)
    if let training { metadata[trainingKey] = training }
    var stored: [TensorToStore] = []
    for (name, parameter) in parameters.entries {
      let values = parameters[parameter]
      guard values.allSatisfy(\.isFinite) else {
        throw FileError(
          .badData, path.string, "not written: the parameter \(name) has a number that is not finite")
      }
      let shape = parameter.shape
      switch storage {
      case .float32: stored.append(TensorToStore(name, shape.array, .float32, values))
      case .float16 where values.allSatisfy({ abs($0) < 65504 }):
        stored.append(TensorToStore(name, shape.array, .float16, values))
      case .int8 where shape.rank >= 2:
        let (numbers, scales) = quantized(values, columns: shape.columns)
        stored.append(TensorToStore(name, shape.array, .int8, numbers))
        stored.append(TensorToStore(name + SafetensorsFile.scaleEnding, [shape.rows], .float32, scales))
      case .float16, .int8: stored.append(TensorToStore(name, shape.array, .float32, values))
      }
    }
    try SafetensorsFile.write(stored, metadata: metadata, to: path)
  }

  /// Rows as whole numbers of −127 ... 127 times a scale: the largest magnitude of a row becomes 127.
  static func quantized(_ values: [Scalar], columns: Int) -> (numbers: [Scalar], scales: [Scalar]) {
    var numbers = values
    var scales: [Scalar] = []
    for start in stride(from: 0, to: values.count, by: max(columns, 1)) {
      let largest = values[start..<start + columns].reduce(0) { max($0, abs($1)) }
      // The scale as it will be read back, so that rounding is to what is really stored.
      let scale = Scalar(Float(largest / 127))
      scales.append(scale)
      for place in start..<start + columns {
        numbers[place] =
          scale > 0 ? min(max((values[place] / scale).rounded(.toNearestOrEven), -127), 127) : 0
      }
    }
    return (numbers, scales)
  }

  /// The metadata of the file at `path`.
  ///
  /// - Throws: what `json` throws.
  static func metadata(
    kind: String, card: ModelCard, parts: [(key: String, value: any Encodable & Sendable)], for path: FilePath
  ) throws(FileError) -> [String: String] {
    var metadata = ["seqkit.version": "\(formatVersion)", "seqkit.kind": kind]
    metadata["seqkit.card"] = try json(card, "card", for: path)
    for (key, value) in parts { metadata["seqkit." + key] = try json(value, key, for: path) }
    return metadata
  }

  /// A part of the metadata of the file at `path`.
  ///
  /// - Throws: `badData` if it has a number that is not finite: nothing else cannot be written as JSON.
  static func json(_ value: any Encodable, _ key: String, for path: FilePath) throws(FileError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      throw FileError(.badData, path.string, "not written: its \(key) has a number that is not finite")
    }
    return String(decoding: data, as: UTF8.self)
  }
}

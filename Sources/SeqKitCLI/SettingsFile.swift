import FoundationEssentials
import SeqKit

/// `--config`: settings as JSON, laid over the ones that hold without it.
enum SettingsFile {
  /// - Throws: a `Failure` that names the first key that does not exist or fit.
  static func read<Settings: Codable>(_ path: String, over settings: Settings) throws -> Settings {
    let bytes = try SystemCalls.bytes(of: path)
    let given: Tree
    do {
      given = try JSONDecoder().decode(Tree.self, from: Data(bytes))
    } catch {
      throw Failure(
        .badData, "the configuration is not JSON", at: path, advice: "see --print-config for its form")
    }
    let whole = try tree(of: settings)
    let merged = try merge(given, over: whole, at: "", path)
    do {
      return try JSONDecoder().decode(Settings.self, from: JSONEncoder().encode(merged))
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.keyNotFound(_, let context), DecodingError.dataCorrupted(let context)
    {
      let key = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw Failure(
        .badData, "a value in the configuration does not fit", at: key.isEmpty ? path : "\(path), \(key)",
        advice: "see --print-config for its form")
    }
  }

  /// Keys that settings without them leave out.
  private static let optional = [
    "variants", "targetTokenizer", "targetNormalization", "training.trainingSlots", "training.unfrozen",
    "size",
    "perClass",
  ]

  /// The settings as JSON for people: indented, keys sorted.
  static func text(of settings: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(settings), as: UTF8.self)
  }

  private static func tree(of settings: some Encodable) throws -> Tree {
    try JSONDecoder().decode(Tree.self, from: JSONEncoder().encode(settings))
  }

  /// Objects are merged key by key. A choice, an object of one key such as {"adam": …}, is replaced by another one.
  private static func merge(_ given: Tree, over whole: Tree, at key: String, _ path: String) throws -> Tree {
    guard case .object(let new) = given, case .object(var result) = whole else { return given }
    let isChoice = result.count == 1 && Set(result.keys) != Set(new.keys)
    if isChoice { return given }
    for (name, value) in new.sorted(by: { $0.key < $1.key }) {
      let full = key.isEmpty ? name : key + "." + name
      if let old = result[name] {
        result[name] = try merge(value, over: old, at: full, path)
      } else if Self.optional.contains(full) {
        result[name] = value
      } else {
        let names = result.keys.sorted()
        throw Failure(
          .badData, "the configuration has no '\(full)'", at: path,
          expected: "one of " + names.joined(separator: ", "),
          advice: nearest(to: name, among: names).map { "did you mean '\($0)'?" } ?? "see --print-config")
      }
    }
    return .object(result)
  }

  /// Any JSON value.
  private enum Tree: Codable {
    case null
    case bool(Bool)
    case integer(Int)
    /// A seed may be larger than any `Int`, and must not lose digits as a `Double`.
    case unsigned(UInt64)
    case number(Double)
    case string(String)
    case array([Tree])
    case object([String: Tree])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let value = try? container.decode(Bool.self) {
        self = .bool(value)
      } else if let value = try? container.decode(Int.self) {
        self = .integer(value)
      } else if let value = try? container.decode(UInt64.self) {
        self = .unsigned(value)
      } else if let value = try? container.decode(Double.self) {
        self = .number(value)
      } else if let value = try? container.decode(String.self) {
        self = .string(value)
      } else if let value = try? container.decode([Tree].self) {
        self = .array(value)
      } else {
        self = .object(try container.decode([String: Tree].self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .null: try container.encodeNil()
      case .bool(let value): try container.encode(value)
      case .integer(let value): try container.encode(value)
      case .unsigned(let value): try container.encode(value)
      case .number(let value): try container.encode(value)
      case .string(let value): try container.encode(value)
      case .array(let value): try container.encode(value)
      case .object(let value): try container.encode(value)
      }
    }
  }
}

import FoundationEssentials
import SeqKit
import SeqTraining
import Synchronization

/// `--config`: settings as JSON, laid over the ones that hold without it.
enum SettingsFile {
  /// - Parameters:
  ///   - path: `-` for standard input.
  ///   - quiet: whether nothing is said where it is to be typed.
  /// - Throws: a `Failure` that names the first key that does not exist or fit.
  static func read<Settings: Codable>(_ path: String, over settings: Settings, quiet: Bool) throws -> Settings
  {
    let bytes = try bytes(of: path, quiet: quiet)
    let name = StandardInput.name(of: path)
    var given: Tree
    do {
      given = try JSONDecoder().decode(Tree.self, from: Data(bytes))
    } catch {
      throw Failure(
        .badData, "the configuration is not JSON", at: name, advice: "see --print-config for its form")
    }
    // As --print-config --json writes them.
    if case .object(let members) = given, case .string("settings")? = members["type"],
      let settings = members["settings"]
    {
      given = settings
    }
    let whole = try tree(of: settings)
    let merged = try merge(given, over: whole, at: "", name)
    let result: Settings
    do {
      result = try decode(Settings.self, merged)
    } catch {
      var misfit = Misfit(error)
      // Of a number that its setting cannot hold the decoder does not say where it stands.
      if misfit.keys.isEmpty {
        let culprit = leaves(of: given).first { leaf in
          guard let merged = try? merge(leaf.alone, over: whole, at: "", name) else { return true }
          return (try? decode(Settings.self, merged)) == nil
        }
        misfit.keys = culprit?.keys ?? []
      }
      throw failure(misfit, in: merged, name)
    }
    try checkKeys(of: given, in: tree(of: result), at: "", name)
    return result
  }

  /// What standard input held: a training may ask for its settings twice.
  private static let standardInput = Mutex<[UInt8]?>(nil)

  private static func bytes(of path: String, quiet: Bool) throws -> [UInt8] {
    guard path == "-" else { return try SystemCalls.bytes(of: path) }
    if let known = standardInput.withLock({ $0 }) { return known }
    StandardInput.announce("settings as JSON", quiet: quiet)
    let bytes = try SystemCalls.bytes(of: path)
    standardInput.withLock { $0 = bytes }
    return bytes
  }

  private static func decode<Settings: Decodable>(_: Settings.Type, _ tree: Tree) throws -> Settings {
    try JSONDecoder().decode(Settings.self, from: JSONEncoder().encode(tree))
  }

  /// Keys that settings without them leave out.
  private static let optional = [
    "variants", "targetTokenizer", "targetNormalization", "training.trainingSlots", "training.unfrozen",
    "size",
    "perClass",
  ]

  /// The settings as one object on one line, with a version: what `--json` asks for.
  static func line(of settings: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let object = String(decoding: try encoder.encode(settings), as: UTF8.self)
    return "{\"version\": 1, \"type\": \"settings\", \"settings\": \(object)}"
  }

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
    // So choices without names were written once: {"machine": {"_0": {…}}}.
    if let inner = new["_0"], new.count == 1, result["_0"] == nil {
      return try merge(inner, over: whole, at: key, path)
    }
    for (name, value) in new.sorted(by: { $0.key < $1.key }) {
      let full = key.isEmpty ? name : key + "." + name
      if let old = result[name] {
        result[name] = try merge(value, over: old, at: full, path)
      } else if Self.optional.contains(full) {
        result[name] = value
      } else {
        throw unknown(name, at: full, among: result.keys.sorted(), path)
      }
    }
    return .object(result)
  }

  /// Throws for the first key that the settings which were read do not have: within a choice that replaces another, and an object
  /// that was not there, only the decoder knows the keys, and it passes over all others.
  private static func checkKeys(of given: Tree, in whole: Tree, at key: String, _ path: String) throws {
    guard case .object(let new) = given, case .object(let known) = whole else { return }
    if let inner = new["_0"], new.count == 1, known["_0"] == nil {
      return try checkKeys(of: inner, in: whole, at: key, path)
    }
    for (name, value) in new.sorted(by: { $0.key < $1.key }) {
      let full = key.isEmpty ? name : key + "." + name
      if let found = known[name] {
        try checkKeys(of: value, in: found, at: full, path)
      } else if case .null = value {
        // Settings that have none leave the key out.
        continue
      } else {
        throw unknown(name, at: full, among: known.keys.sorted(), path)
      }
    }
  }

  private static func unknown(_ name: String, at key: String, among names: [String], _ path: String)
    -> Failure
  {
    Failure(
      .badData, "the configuration has no '\(key)'", at: path,
      expected: names.isEmpty ? nil : "one of " + names.joined(separator: ", "),
      advice: nearest(to: name, among: names).map { "did you mean '\($0)'?" } ?? "see --print-config")
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

// MARK: - What does not fit

extension SettingsFile {
  /// What the decoder says of a value that does not fit.
  private struct Misfit {
    /// From the outermost on.
    var keys: [String] = []
    var isMissing = false
    var expected: String?

    init(_ error: any Error) {
      switch error {
      case DecodingError.keyNotFound(let key, let context):
        keys = context.codingPath.map(\.stringValue) + [key.stringValue]
        isMissing = true
      case DecodingError.typeMismatch(let type, let context),
        DecodingError.valueNotFound(let type, let context):
        keys = context.codingPath.map(\.stringValue)
        expected = SettingsFile.words(for: type)
      case DecodingError.dataCorrupted(let context):
        keys = context.codingPath.map(\.stringValue)
      default: break
      }
    }
  }

  private static func failure(_ misfit: Misfit, in merged: Tree, _ name: String) -> Failure {
    let keys = misfit.keys
    var expected = misfit.expected
    // A form that is not whole, or that there is not.
    let isForm = keys.last.map { forms(of: $0) != nil } ?? false
    if misfit.isMissing || isForm { expected = keys.compactMap(forms(of:)).last ?? expected }
    return Failure(
      .badData,
      misfit.isMissing ? "the configuration lacks a key" : "a value in the configuration does not fit",
      at: keys.isEmpty ? name : "\(name), \(keys.joined(separator: "."))", expected: expected,
      found: misfit.isMissing ? nil : value(at: keys, in: merged), advice: "see --print-config for its form")
  }

  private static func value(at keys: [String], in tree: Tree) -> String? {
    var found = tree
    for key in keys {
      guard case .object(let members) = found, let next = members[key] else { return nil }
      found = next
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let text = try? encoder.encode(found) else { return nil }
    return String(decoding: text, as: UTF8.self).clipped(to: 60, mark: "…")
  }

  private static func words(for type: Any.Type) -> String? {
    switch type {
    case is Bool.Type: "true or false"
    case is String.Type: "a text"
    case is any BinaryInteger.Type: "a whole number"
    case is any BinaryFloatingPoint.Type: "a number"
    case is [String: Any].Type: "an object"
    case is [Any].Type: "a list"
    default: nil
    }
  }

  /// The forms that a setting has, each with its keys: what the decoder does not know how to say.
  private static func forms(of key: String) -> String? {
    switch key {
    case "optimizer":
      forms([
        OptimizerKind.sgd(momentum: 0, weightDecay: 0), .adagrad(), .rmsProp(), .rmsPropGraves(), .adam(),
      ])
    case "schedule":
      forms([
        Schedule.constant, .halving(start: 1, every: 1), .inverseSquareRoot(warmup: 1),
        .cosine(warmup: 1, total: 1), .reduceOnPlateau(factor: 0.5, patience: 1),
      ])
    case "averaging": forms([Averaging.none, .epochs(first: 1), .exponential(decay: 0.5)])
    default: nil
    }
  }

  private static func forms(_ values: [some Encodable]) -> String {
    let all = values.compactMap { value -> String? in
      guard case .object(let form)? = try? tree(of: value), let (name, inner) = form.first else { return nil }
      guard case .object(let keys) = inner, !keys.isEmpty else { return name }
      return "\(name) (\(keys.keys.sorted().joined(separator: ", ")))"
    }
    return "one of " + all.joined(separator: ", ") + ", each with its keys"
  }

  /// The values that are no objects, each alone in a tree that leads to it.
  private static func leaves(of tree: Tree) -> [(keys: [String], alone: Tree)] {
    guard case .object(let members) = tree, !members.isEmpty else { return [(keys: [], alone: tree)] }
    return members.sorted { $0.key < $1.key }.flatMap { name, value in
      leaves(of: value).map { leaf in
        (keys: [name] + leaf.keys, alone: Tree.object([name: leaf.alone]))
      }
    }
  }
}

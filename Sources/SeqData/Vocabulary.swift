/// What a vocabulary or codec that was read from a file has wrong with it.
public struct VocabularyError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

/// A number for every token, and back.
///
/// The first four are always the same: `<pad>` 0 fills up batches, `<unk>` 1 stands for what is not in the
/// vocabulary, `<s>` 2 starts and `</s>` 3 ends a sentence. Tokens are told apart by their UTF-8 bytes, so that an
/// accented letter and its decomposed form, equal as Swift strings, stay two.
public struct Vocabulary: Sendable, Hashable {
  public static let markers = ["<pad>", "<unk>", "<s>", "</s>"]
  public static let padding: Int32 = 0
  public static let unknown: Int32 = 1
  public static let start: Int32 = 2
  public static let end: Int32 = 3

  public let tokens: [String]
  private let ids: [[UInt8]: Int32]

  /// - Throws: if the markers are not first or a token is empty or occurs twice.
  public init(tokens: [String]) throws(VocabularyError) {
    guard tokens.count >= 4, Array(tokens[..<4]) == Self.markers else {
      throw VocabularyError("a vocabulary begins with the tokens \(Self.markers.joined(separator: " "))")
    }
    guard tokens.count <= Int(Int32.max) else {
      throw VocabularyError("a vocabulary of \(tokens.count) tokens")
    }
    var ids: [[UInt8]: Int32] = [:]
    ids.reserveCapacity(tokens.count)
    for (id, token) in tokens.enumerated() {
      if token.isEmpty { throw VocabularyError("token number \(id) is empty") }
      if ids.updateValue(Int32(id), forKey: Array(token.utf8)) != nil {
        throw VocabularyError("the token \"\(token)\" occurs twice, the second time as number \(id)")
      }
    }
    self.tokens = tokens
    self.ids = ids
  }

  public var count: Int { tokens.count }

  public subscript(id: Int32) -> String { tokens[Int(id)] }

  /// The number of a token; nil if it has none.
  public func id(of token: some StringProtocol) -> Int32? { ids[Array(token.utf8)] }

  func id(ofBytes bytes: [UInt8]) -> Int32? { ids[bytes] }
}

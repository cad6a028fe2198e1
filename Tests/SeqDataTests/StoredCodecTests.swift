import SeqData
import SeqTensor
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One way in which a stored codec can be wrong.
struct Damage: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let apply: @Sendable (inout TextCodec.Stored) -> Void

  init(_ name: String, apply: @escaping @Sendable (inout TextCodec.Stored) -> Void) {
    testDescription = name
    self.apply = apply
  }
}

@Suite struct StoredCodecTests {
  @Test("A codec is the same after JSON", arguments: TokenizerKind.allCases, Normalization.allCases)
  func json(_ kind: TokenizerKind, _ normalization: Normalization) throws {
    let texts = Samples.corpus + Samples.awkward
    let codec = TextCodec.learn(kind, from: texts + texts, size: 700, normalization: normalization)
    let data = try JSONEncoder().encode(codec.stored)
    let stored = try JSONDecoder().decode(TextCodec.Stored.self, from: data)
    #expect(bytes(stored) == bytes(codec.stored))
    let read = try TextCodec(stored)
    #expect(read == codec)
    #expect(read.normalization == normalization)
    for text in texts { #expect(read.encode(text) == codec.encode(text)) }
  }

  static let damages = [
    Damage("no tokens") { $0.tokens = [] },
    Damage("three tokens") { $0.tokens = Array($0.tokens.prefix(3)) },
    Damage("markers only") { $0.tokens = Vocabulary.markers },
    Damage("a marker missing") { $0.tokens.remove(at: 2) },
    Damage("markers in another order") { $0.tokens.swapAt(2, 3) },
    Damage("a token twice") { $0.tokens.append($0.tokens[300]) },
    Damage("a marker twice") { $0.tokens.append("</s>") },
    Damage("an empty token") { $0.tokens.append("") },
    Damage("a byte missing") { $0.tokens.remove(at: 100) },
    Damage("the last byte missing") { $0.tokens.remove(at: 259) },
    Damage("bytes out of order") { $0.tokens.swapAt(10, 11) },
    Damage("bytes at the end") { $0.tokens = Vocabulary.markers + $0.tokens[260...] + $0.tokens[4..<260] },
    Damage("no space marker") { $0.tokens[260] = "no space" },
    Damage("a merged piece missing") { $0.tokens.removeLast() },
    Damage("a merge without a space") { $0.merges[0] = "th" },
    Damage("an empty merge") { $0.merges.append("") },
    Damage("a merge of nothing") { $0.merges.append(" ") },
    Damage("a merge with nothing on the left") { $0.merges.append(" e") },
    Damage("a merge with nothing on the right") { $0.merges.append("e ") },
    Damage("a merge of nothing, and an empty token") {
      $0.tokens.append("")
      $0.merges.append(" ")
    },
    Damage("a merge with an unknown left piece") { $0.merges.append("qqq e") },
    Damage("a merge with an unknown right piece") { $0.merges.append("e qqq") },
    Damage("a merge to an unknown piece") { $0.merges.append("x x") },
    Damage("a merge of three") { $0.merges.append("e s t") },
    Damage("a merge to a marker") {
      $0.tokens += ["<", "/s>"]
      $0.merges.append("< /s>")
    },
    Damage("a merge to a byte") {
      $0.tokens += ["<0x", "41>"]
      $0.merges.append("<0x 41>")
    },
    Damage("a merge of bytes") {
      $0.tokens.append("<0x41><0x42>")
      $0.merges.append("<0x41> <0x42>")
    },
    Damage("a merge of markers") {
      $0.tokens.append("<s></s>")
      $0.merges.append("<s> </s>")
    },
  ]

  @Test("A damaged codec is refused", arguments: damages)
  func damaged(_ damage: Damage) {
    var stored = BytePairEncodingTests.codec.stored
    damage.apply(&stored)
    #expect(throws: VocabularyError.self) { try TextCodec(stored) }
  }

  @Test("What is wrong is said with its name and number")
  func wording() {
    var stored = BytePairEncodingTests.codec.stored
    stored.tokens.append("Tom\u{301}")
    stored.tokens.append("Tom\u{301}")
    let error = #expect(throws: VocabularyError.self) { try TextCodec(stored) }
    #expect(
      error?.description
        == "the token \"Tom\u{301}\" occurs twice, the second time as number \(stored.tokens.count - 1)")
  }

  @Test("Vocabularies of words and characters are checked too", arguments: [TokenizerKind.word, .character])
  func otherKinds(_ kind: TokenizerKind) throws {
    let codec = TextCodec.learn(kind, from: Samples.corpus, size: 100)
    for damage in Self.damages[0...7] where damage.testDescription != "markers only" {
      var stored = codec.stored
      if damage.testDescription == "a token twice" {
        stored.tokens.append(stored.tokens[10])
      } else {
        damage.apply(&stored)
      }
      #expect(throws: VocabularyError.self, "\(damage.testDescription)") { try TextCodec(stored) }
    }
    var stored = codec.stored
    stored.tokens = Vocabulary.markers
    let empty = try TextCodec(stored)
    #expect(empty.encode("a") == [Vocabulary.unknown])
  }

  @Test("Tokens equal as strings but not in bytes are two")
  func canonicalEquivalents() throws {
    let vocabulary = try Vocabulary(tokens: Vocabulary.markers + ["\u{E9}", "e\u{301}"])
    #expect(vocabulary.id(of: "\u{E9}") == 4)
    #expect(vocabulary.id(of: "e\u{301}") == 5)
    #expect(vocabulary.id(of: "e") == nil)
  }

  @Test("Random damage is refused or does no harm", arguments: 1...10 as ClosedRange<UInt64>)
  func randomDamage(seed: UInt64) {
    var random = RandomSource(seed: seed)
    let original = BytePairEncodingTests.codec.stored
    for _ in 0..<30 {
      var stored = original
      for _ in 0..<1 + random.below(3) { Self.damage(&stored, &random) }
      do throws(VocabularyError) {
        let codec = try TextCodec(stored)
        for text in Samples.corpus {
          #expect(bytes(codec.decode(codec.encode(text))) == bytes(text), "seed \(seed)")
        }
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }

  private static func damage(_ stored: inout TextCodec.Stored, _ random: inout RandomSource) {
    let isMerge = random.below(2) == 0
    var lines = isMerge ? stored.merges : stored.tokens
    guard !lines.isEmpty else { return }
    let place = random.below(lines.count)
    switch random.below(6) {
    case 0: lines.remove(at: place)
    case 1: lines.insert(lines[random.below(lines.count)], at: place)
    case 2: lines.swapAt(place, random.below(lines.count))
    case 3: lines[place] = Samples.text(length: random.below(4), &random)
    case 4: lines[place] += String(Character(Unicode.Scalar(UInt8(0x20 + random.below(0x5F)))))
    default: lines.append(stored.tokens[random.below(stored.tokens.count)] + " e")
    }
    if isMerge { stored.merges = lines } else { stored.tokens = lines }
  }
}

import Foundation
import SeqData
import SeqKitCLI
import SeqTensor
import Testing

/// Sentences behind a connective, of which the shipped translators learn some.
@Suite struct ConnectedPairsTests {
  private func connected(
    _ source: String, _ target: String, by connective: String, of list: ConnectedPairs, comma: Bool = false
  ) throws -> SentencePair? {
    let drawn = try #require(
      list.connectives.first { $0.source == connective }, "\(connective) is not listed")
    return list.connected(SentencePair(source: source, target: target), by: drawn, comma: comma)
  }

  @Test func frenchFollowsTheConnective() throws {
    func french(_ source: String, _ target: String, _ connective: String, comma: Bool = false) throws
      -> [String]?
    {
      try connected(source, target, by: connective, of: .french, comma: comma).map { [$0.source, $0.target] }
    }
    #expect(try french("He left.", "Il est parti.", "Then") == ["Then he left.", "Puis il est parti."])
    #expect(
      try french("He left.", "Il est parti.", "Later", comma: true)
        == ["Later, he left.", "Plus tard, il est parti."])
    // Conjunctions have no comma; "I" and names keep their capital, in French too.
    #expect(
      try french("I'm here.", "Je suis là.", "But", comma: true) == ["But I'm here.", "Mais je suis là."])
    #expect(
      try french("Tom works.", "Tom travaille.", "Soon") == ["Soon Tom works.", "Bientôt, Tom travaille."])
    // "que" loses its vowel before one.
    #expect(
      try french("He left.", "Il est parti.", "Maybe") == ["Maybe he left.", "Peut-être qu'il est parti."])
    #expect(try french("You see.", "Tu vois.", "Maybe") == ["Maybe you see.", "Peut-être que tu vois."])
  }

  @Test func germanTurnsVerbAndSubject() throws {
    func german(_ source: String, _ target: String, _ connective: String) throws -> String? {
      try connected(source, target, by: connective, of: .german)?.target
    }
    #expect(try german("He went home.", "Er ging nach Hause.", "Then") == "Dann ging er nach Hause.")
    #expect(try german("The train arrived.", "Der Zug kam an.", "Finally") == "Schließlich kam der Zug an.")
    #expect(try german("Tom was ill.", "Tom war krank.", "So") == "Also war Tom krank.")
    #expect(try german("She slept.", "Sie schlief.", "And then") == "Und dann schlief sie.")
    #expect(try german("You slept.", "Sie haben geschlafen.", "Still") == "Trotzdem haben Sie geschlafen.")
    #expect(
      try german("I heard that he left.", "Ich habe gehört, dass er ging.", "Of course")
        == "Natürlich habe ich gehört, dass er ging.")
    // What only joins leaves the order as it is.
    #expect(try german("He slept.", "Er schlief.", "But") == "Aber er schlief.")
  }

  @Test func whatIsDoubtfulIsLeftOut() throws {
    let refused: [(String, String, ConnectedPairs)] = [
      ("Where is he?", "Où est-il ?", .french), ("He left, I think.", "Il est parti.", .french),
      ("Yesterday he left.", "Hier il est parti.", .french), ("He left.", "Hier il est parti.", .french),
      ("Mr. Smith left.", "M. Smith est parti.", .french), ("He left.", "« Parti. »", .french),
      ("He left. I stayed.", "Il est parti. Je suis resté.", .french), ("", "", .french),
      // Another word than the subject has the first place, or the subject goes on.
      ("He left yesterday.", "Gestern ging er.", .german),
      ("Tom and I left.", "Tom und ich gingen.", .german),
      ("The old man left.", "Der alte Mann ging.", .german),
      ("The end of it came.", "Das Ende davon, das kam.", .german),
      ("The man from Rome left.", "Der Mann aus Rom ging.", .german), ("He", "Er", .german),
      ("He.", "Er.", .german),
      ("I know that he left.", "Ich weiß, dass er ging.", .german),
    ]
    for (source, target, list) in refused {
      #expect(try connected(source, target, by: "Then", of: list) == nil, "\(source)")
    }
  }

  /// As many as asked for, of different sentences, the same again from the same seed.
  @Test func lessonsAreDrawn() {
    let names = (0..<40).map { "word\($0)" }
    let pairs = names.map { SentencePair(source: "I see \($0).", target: "Je vois \($0).") }
    let random = RandomSource(seed: 1)
    let lessons = ConnectedPairs.french.lessons(from: pairs, count: 30, random: random)
    #expect(lessons.count == 30 && Set(lessons.map { $0.source.split(separator: " ").last }).count == 30)
    #expect(ConnectedPairs.french.lessons(from: pairs, count: 30, random: random) == lessons)
    #expect(ConnectedPairs.french.lessons(from: pairs, count: 300, random: random).count == 40)
  }

  /// English, French and German on each line, no English twice, each with a capital; a comma only in French.
  @Test func theListIsWellFormed() throws {
    let (french, german) = (ConnectedPairs.french.connectives, ConnectedPairs.german.connectives)
    #expect(french.map(\.source) == german.map(\.source) && french.count > 100)
    #expect(Set(french.map(\.source)).count == french.count)
    let file = try String(
      contentsOf: URL(
        filePath: #filePath.replacing(
          "Tests/SeqKitCLITests/ConnectedPairsTests.swift", with: "corpora/connectives.tsv")), encoding: .utf8
    )
    #expect(zip(french, german).map { "\($0.source)\t\($0.target)\t\($1.target)\n" }.joined() == file)
    for pair in french + german {
      #expect(
        pair.source.first?.isUppercase == true && pair.target.first?.isUppercase == true, "\(pair.source)")
      #expect(!pair.source.hasSuffix(","), "\(pair.source)")
    }
    #expect(german.allSatisfy { !$0.target.hasSuffix(",") })
  }
}

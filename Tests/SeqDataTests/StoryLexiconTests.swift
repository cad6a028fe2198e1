import Foundation
import SeqData
import Testing

@Suite struct StoryLexiconTests {
  private let lexicon = StoryLexicon(
    words: ["went", "to", "the", "where", "is", "and", "去了", "去", "在", "现在", "在哪里", "yes"], slotCount: 4)

  private func shown(_ sentence: String) -> [String] {
    lexicon.tokens(sentence).map { token in
      switch token {
      case .word(let id): lexicon.word(of: id) ?? "?"
      case .name(let text, _): "<\(text)>"
      }
    }
  }

  @Test(arguments: [
    ("Joe went to the kitchen.", ["<Joe>", "went", "to", "the", "<kitchen>"]),
    ("JOE WENT TO THE Kitchen", ["<JOE>", "went", "to", "the", "<Kitchen>"]),
    ("Joe Smith went to the living room", ["<Joe Smith>", "went", "to", "the", "<living room>"]),
    ("Joe grabbed the milk", ["<Joe>", "<grabbed>", "the", "<milk>"]),
    ("Joe, Fred and O'Neil-Park", ["<Joe>", "<Fred>", "and", "<O'Neil-Park>"]),
    ("乔去了厨房。", ["<乔>", "去了", "<厨房>"]),
    ("牛奶现在在哪里？", ["<牛奶>", "现在", "在哪里"]),
    ("Joe 在 kitchen", ["<Joe>", "在", "<kitchen>"]),
    ("", []), ("?!… 。", []),
  ]) func sentencesAreCut(_ sentence: String, _ expected: [String]) {
    #expect(shown(sentence) == expected)
  }

  @Test func namesKeepTheirSlots() throws {
    var binding = StoryBinding(lexicon, order: [2, 0, 3, 1])
    let first = binding.encode("Joe went to the kitchen")
    let second = binding.encode("the KITCHEN is where joe is")
    #expect(first[0] == lexicon.id(ofSlot: 2) && second.contains(first[0]))
    #expect(first[4] == lexicon.id(ofSlot: 0) && second[1] == first[4])
    #expect(binding.text(of: first[4]) == "kitchen", "as it was first written")
    #expect(
      binding.id(ofAnswer: "Kitchen") == first[4] && binding.id(ofAnswer: "yes") == lexicon.id(of: "yes"))
    #expect(binding.id(ofAnswer: "garden") == nil && binding.text(of: lexicon.id(ofSlot: 3)) == nil)
    #expect(binding.boundIDs == [first[0], first[4]])
    // Two more fit, the next does not.
    _ = binding.encode("Fred and Bill")
    #expect(binding.encode("Zoe went") == [Vocabulary.unknown, try #require(lexicon.id(of: "went"))])
  }

  @Test func itIsStoredAsJSON() throws {
    let copy = try JSONDecoder().decode(StoryLexicon.self, from: JSONEncoder().encode(lexicon))
    #expect(copy == lexicon && copy.tokens("乔去了厨房") == lexicon.tokens("乔去了厨房"))
  }
}

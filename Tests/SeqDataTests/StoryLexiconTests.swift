import Foundation
import SeqData
import Testing

extension StoryLexicon {
  /// The words of a sentence, names in angle brackets.
  fileprivate func shown(_ sentence: String) -> [String] {
    tokens(sentence).map { token in
      switch token {
      case .word(let id): word(of: id)
      case .name(let text, _): "<\(text)>"
      }
    }
  }
}

@Suite struct StoryLexiconTests {
  private let lexicon = StoryLexicon(
    words: ["went", "to", "the", "where", "is", "and", "去了", "去", "在", "现在", "在哪里", "yes"])

  @Test(arguments: [
    ("Joe went to the kitchen.", ["<Joe>", "went", "to", "the", "<kitchen>"]),
    ("JOE WENT TO THE Kitchen", ["<JOE>", "went", "to", "the", "<Kitchen>"]),
    ("Joe Smith went to the living room", ["<Joe Smith>", "went", "to", "the", "<living room>"]),
    ("Joe grabbed the milk", ["<Joe>", "<grabbed>", "the", "<milk>"]),
    ("Joe, Fred and O'Neil-Park", ["<Joe>", "<Fred>", "and", "<O'Neil-Park>"]),
    ("乔去了厨房。", ["<乔>", "去了", "<厨房>"]),
    ("牛奶现在在哪里？", ["<牛奶>", "现在", "在哪里"]),
    ("Joe 在 kitchen", ["<Joe>", "在", "<kitchen>"]),
    ("Where are the keys?", ["where", "is", "the", "<keys>"]),
    ("Joe went to rack 3, to 12B", ["<Joe>", "went", "to", "<rack 3>", "to", "<12B>"]),
    ("Mr. Smith went to Room 3.5.", ["<Mr Smith>", "went", "to", "<Room 3.5>"]),
    ("Joe is at the Cafe by the sea", ["<Joe>", "is", "<at>", "the", "<Cafe>", "<by>", "the", "<sea>"]),
    ("", []), ("?!… 。", []),
  ]) func sentencesAreCut(_ sentence: String, _ expected: [String]) {
    #expect(lexicon.shown(sentence) == expected)
  }

  @Test func itIsStoredAsJSON() throws {
    let copy = try JSONDecoder().decode(StoryLexicon.self, from: JSONEncoder().encode(lexicon))
    #expect(copy == lexicon && copy.tokens("乔去了厨房") == lexicon.tokens("乔去了厨房"))
  }
}

/// Chinese names with closed words in them, and words that are only answered.
@Suite struct ChineseLexiconTests {
  private let lexicon = StoryLexicon(
    words: ["去了", "里", "是", "他", "在哪里", "被", "和", "给了", "接着"], answers: ["一", "没有"],
    ideographNames: ["吉他手", "乔"],
    ideographParts: ["起", "下"])

  @Test(arguments: [
    ("埃里克去了教室", ["<埃里克>", "去了", "<教室>"]), ("此刻教室里是乔", ["<此刻教室>", "里", "是", "<乔>"]),
    ("小梅去了吉他店", ["<小梅>", "去了", "<吉他店>"]), ("随后他去了教室", ["<随后>", "他", "去了", "<教室>"]),
    ("接着他去了教室", ["接着", "他", "去了", "<教室>"]),
    ("吉他手在哪里", ["<吉他手>", "在哪里"]), ("一起去了", ["<一起>", "去了"]),
    ("被子在哪里", ["<被子>", "在哪里"]), ("小明去了里昂", ["<小明>", "去了", "<里昂>"]),
    ("他被小明和小红", ["他", "被", "<小明>", "和", "<小红>"]), ("他给了吉他手石头", ["他", "给了", "<吉他手石头>"]),
  ]) func namesKeepTheirInside(_ sentence: String, _ expected: [String]) {
    #expect(lexicon.shown(sentence) == expected)
  }

  @Test func answersAndPartsAreNumberedAfterWords() {
    #expect(lexicon.count == 13 && lexicon.id(of: "没有") == 10 && lexicon.word(of: 10) == "没有")
    #expect(lexicon.part(of: "抓起") == 11 && lexicon.part(of: "下车") == 12 && lexicon.part(of: "天台") == nil)
  }
}

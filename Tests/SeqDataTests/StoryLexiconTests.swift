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
    ("Where am I?", ["where", "is", "<I>"]), ("I'm in Joe’s", ["<I>", "is", "<in>", "<Joe's>"]),
    ("You’re where they're", ["<You>", "is", "where", "<they>", "is"]),
    ("Joe went to rack 3, to 12B", ["<Joe>", "went", "to", "<rack 3>", "to", "<12B>"]),
    // A letter after a word is of its name, capitals and pronouns are not.
    ("Joe went to rack B and to gate C4.", ["<Joe>", "went", "to", "<rack B>", "and", "to", "<gate C4>"]),
    ("Is the rack B to Joe B?", ["is", "the", "<rack B>", "to", "<Joe B>"]),
    ("Joe went to B and is I", ["<Joe>", "went", "to", "<B>", "and", "is", "<I>"]),
    ("JOE WENT TO RACK B", ["<JOE>", "went", "to", "<RACK B>"]),
    // Names as they are written, closed words in either script.
    ("喬現在在哪裡？", ["<喬>", "现在", "在哪里"]), ("喬去了廚房。", ["<喬>", "去了", "<廚房>"]),
    ("Mr. Smith went to Room 3.5.", ["<Mr Smith>", "went", "to", "<Room 3.5>"]),
    ("Joe is at the Cafe by the sea", ["<Joe>", "is", "<at>", "the", "<Cafe>", "<by>", "the", "<sea>"]),
    ("", []), ("?!… 。", []),
  ]) func sentencesAreCut(_ sentence: String, _ expected: [String]) {
    #expect(lexicon.shown(sentence) == expected)
  }

  /// Both scripts of Chinese are one name, and a lexicon of traditional words reads what it has.
  @Test func namesAreComparedInOneScript() {
    func keys(_ sentence: String, _ lexicon: StoryLexicon) -> [String] {
      lexicon.tokens(sentence).compactMap { if case .name(_, let key) = $0 { key } else { nil } }
    }
    #expect(keys("喬去了廚房。", lexicon) == ["乔", "厨房"] && keys("乔去了厨房。", lexicon) == ["乔", "厨房"])
    let traditional = StoryLexicon(words: ["來到", "在哪裡"])
    #expect(keys("喬來到廚房。", traditional) == ["乔", "厨房"] && keys("喬在哪裡？", traditional) == ["乔"])
  }

  @Test(arguments: [
    ("小红在哪里呢？", "小红在哪里？"), ("小红 在 哪里 ？", "小红在哪里 ？"), ("请问，谁在厨房啊", "，谁在厨房"), ("請問小紅在哪裡呀？", "小紅在哪裡？"),
    // What asks nothing without it, what is no particle, and other languages.
    ("牛奶呢？", "牛奶呢？"), ("呢子大衣在哪里？", "呢子大衣在哪里？"), ("Tom 在 kitchen 吗", "Tom 在 kitchen 吗"),
    ("Where is Joe ?", "Where is Joe ?"), ("", ""), ("呢", "呢"), ("请问", ""), (" 小 红 ", " 小红 "),
  ]) func questionsArePlain(_ question: String, _ plain: String) {
    #expect(lexicon.plainQuestion(question) == plain)
  }

  /// A reader that learned the particles hears them.
  @Test func particlesThatAreWordsStay() {
    let lexicon = StoryLexicon(words: ["在哪里呢", "请问谁"])
    #expect(lexicon.plainQuestion("小红在哪里呢？") == "小红在哪里呢？")
    #expect(lexicon.plainQuestion("请问谁在厨房啊？") == "请问谁在厨房？")
  }

  /// A single story may teach no word at all.
  @Test func withoutWordsAllIsNames() {
    for words in [[], [""]] as [[String]] {
      let lexicon = StoryLexicon(words: words, answers: ["二"])
      #expect(lexicon.shown("乔去了厨房。") == ["<乔去了厨房>"] && lexicon.shown("") == [])
    }
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

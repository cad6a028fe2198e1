import SeqData
import Testing

@Suite struct StopWordsTests {
  @Test func theLongestKnownWordIsTaken() {
    let known = ["洗手间", "洗手", "办公室", "弗雷德", "乔"]
    #expect(storyWords("乔去洗手间。", knowing: known) == ["乔", "去", "洗手间"])
    #expect(storyWords("洗手去办公", knowing: known) == ["洗手", "去", "办", "公"])
    #expect(storyWords("弗雷德", knowing: [String]()) == ["弗", "雷", "德"])
    #expect(storyWords("Mary went BACK.", knowing: known) == ["mary", "went", "back"])
    #expect(storyWords("", knowing: known).isEmpty)
  }

  @Test func listsAddUp() {
    let both = StopWords.english + .chinese
    #expect(both.contains("the") && both.contains("的") && !both.contains("kitchen"))
    #expect(StopWords.none.words.isEmpty)
    for list in [StopWords.english, .englishVerbs, .chinese, .chineseVerbs] {
      #expect(Set(list.words).count == list.words.count, "a word stands twice")
      #expect(list.words.allSatisfy { $0 == $0.lowercased() && !$0.isEmpty })
    }
  }

  @Test func listsOfAnswersAreSplit() throws {
    var story = Story()
    story.facts = [.init(text: "Mary got the milk.", line: 1)]
    story.questions = [
      .init(text: "What is Mary carrying?", answer: "Milk,apple", support: [0], factCount: 1, line: 2)
    ]
    let codec = try StoryCodec.learn(from: [story], splitsLists: true)
    let words = codec.encode(story)[0].answerWords.map { codec.vocabulary[$0] }
    #expect(words == ["milk", "apple"])
    let whole = try StoryCodec.learn(from: [story])
    #expect(whole.vocabulary[whole.encode(story)[0].answer] == "milk,apple")
    #expect(whole.encode(story)[0].answerWords.last == Vocabulary.unknown)
  }
}

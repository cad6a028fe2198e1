import SeqData
import Testing

@Suite struct StorySentenceTests {
  private func shown(_ line: String) -> [String] {
    StorySentence.sentences(of: line).map { sentence in
      switch sentence {
      case .fact(let text): "! \(text)"
      case .question(let text): "? \(text)"
      }
    }
  }

  @Test(arguments: [
    ("", []), ("  ", []), ("Mary went to the kitchen", ["! Mary went to the kitchen"]),
    (
      "Mary went to the kitchen. Tom went to the garden.",
      ["! Mary went to the kitchen.", "! Tom went to the garden."]
    ),
    ("mary left. tom came! where is tom?", ["! mary left.", "! tom came!", "? where is tom?"]),
    ("小明去了厨房。小红去了花园。小明在哪里？", ["! 小明去了厨房。", "! 小红去了花园。", "? 小明在哪里？"]),
    ("Mr. Smith went to room 3.5. He left.", ["! Mr. Smith went to room 3.5.", "! He left."]),
    // As in bAbI, and as people number.
    ("3 Where is Mary? \tbathroom\t1", ["? Where is Mary?"]), ("12. Mary left. ", ["! Mary left."]),
    ("3) Mary left.", ["! Mary left."]), ("\"Where is Mary?\"", ["? \"Where is Mary?\""]),
  ]) func aLineHasSentences(_ line: String, _ sentences: [String]) {
    #expect(shown(line) == sentences)
  }

  @Test(arguments: [
    "where is fred", "who has the milk", "Where's Fred", "is Fred in the hall", "and what is in the box",
    "How many objects is Fred carrying", "in which room is Fred", "when did Fred leave", "小红在哪里", "小红在哪",
    "小红在哪儿", "小紅在哪裡", "誰有牛奶", "小紅在廚房嗎",
    "谁有牛奶", "箱子里有什么", "小明拿着几样东西", "小明在厨房吗", "小明是不是在厨房", "小明有多少钱。",
  ]) func questionsNeedNoMark(_ text: String) {
    #expect(StorySentence.sentences(of: text) == [.question(text)])
  }

  @Test(arguments: [
    "Fred went to where Mary is", "When she was tired, Mary went home", "In the hall is Fred now",
    "Isabel left",
    "Will went to the hall", "Whitney took the milk", "哪吒去了茶几", "小明拿了十几个苹果", "小明几乎到了学校", "吗啡在桌子上",
  ]) func factsHaveQuestionWordsToo(_ text: String) {
    #expect(StorySentence.sentences(of: text) == [.fact(text)])
  }

  @Test(arguments: [
    "[2024-01-02 10:32:11] Mary left.", "2024-01-02T10:32:11Z INFO Mary left.",
    "2024-01-02 10:32 INFO Mary left.",
    "10:32 Mary left.", "10:32 pm - Mary left.", "(10:32:11.123) Mary left.",
    "2024/1/2 10:32 [WARN] Mary left.",
    "2024年1月2日 10:32 Mary left.", "7 10:32 Mary left.", "Mary left at 11:02.", "Mary left at 11:02 am.",
    "Mary left at 11 p.m.", "Mary left (11:02).", "Mary left on 2024-01-02 at 11:02.", "2.1.2024 Mary left.",
  ]) func timesAreLeftOut(_ text: String) {
    #expect(StorySentence.sentences(of: text) == [.fact("Mary left.")])
  }

  @Test(arguments: [
    "Mary went to room 3.5", "Mary went to 12-34", "Tom took 1:1", "Mary is at 7", "[Mary] left",
  ]) func otherNumbersStay(_ text: String) {
    #expect(StorySentence.sentences(of: text) == [.fact(text)])
  }

  @Test func oneBeginsAStory() {
    #expect(StorySentence.beginsStory("1 Mary left.") && !StorySentence.beginsStory("11 Mary left."))
    #expect(!StorySentence.beginsStory("1:30 Mary left.") && !StorySentence.beginsStory("Mary left."))
  }
}

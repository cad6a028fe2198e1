import SeqData
import SeqKit
import SeqKitCLI
import Testing

@Suite struct MemoryTableTests {
  private let english = [
    "Joe went to the kitchen.", "Fred went to the kitchen.", "Joe picked up the milk.",
    "Joe went to the office.", "Joe left the milk.", "Joe went to the bathroom.",
  ]
  private let chinese = ["乔去了厨房。", "弗雷德去了厨房。", "乔拿起牛奶。", "乔去了办公室。", "乔离开了牛奶。", "乔去洗手间。"]

  private var table: MemoryTable {
    MemoryTable(
      english, words: ["Joe", "Fred", "office", "bathroom", "kitchen", "milk"],
      stopWords: .english + .englishVerbs)
  }

  /// The columns are Joe, Fred, office, bathroom, kitchen, milk.
  @Test func theTextbooksSixRows() {
    let rows = table.rows.map { row in row.map { "\($0)" }.joined() }
    // Office and kitchen are the third and the fifth word.
    #expect(rows == ["100010", "010010", "100001", "101000", "100001", "100100"])
    #expect(table.memory.slots == english, "G keeps the raw text")
  }

  /// Joe picked up the milk, Joe left the milk: without verbs only the time of writing tells them apart.
  @Test func takingAndLeavingCoincide() {
    let rows = table.rows
    #expect(rows[2] == rows[4])
    #expect(Set(rows).count == 5, "no other two do")
    let withVerbs = MemoryTable(english, stopWords: .english)
    #expect(withVerbs.rows[2] != withVerbs.rows[4], "verbs are what tells them apart otherwise")
  }

  @Test func theChineseStoryHasTheSameRows() {
    let table = MemoryTable(
      chinese, words: ["乔", "弗雷德", "办公室", "洗手间", "厨房", "牛奶"], stopWords: .chinese + .chineseVerbs)
    #expect(table.rows == self.table.rows)
  }

  /// Without a list of words they are the story's own, in the order of their first occurrence.
  @Test func wordsAreFoundInTheStory() {
    let found = MemoryTable(english, stopWords: .english + .englishVerbs)
    #expect(found.words == ["joe", "kitchen", "fred", "milk", "office", "bathroom"])
  }

  @Test func theTableEndsWithTheNextFreeSlot() {
    let lines = table.rendered().split(separator: "\n")
    #expect(lines.count == 8)
    #expect(
      lines[0].split(separator: " ") == [
        "slot", "joe", "fred", "office", "bathroom", "kitchen", "milk", "text",
      ])
    #expect(lines[4].hasPrefix("   4    1     0       1         0        0     0  Joe went to the office."))
    #expect(lines[7].split(separator: " ") == ["7", "(empty)"])
    let full = MemoryTable(english, stopWords: .english, capacity: 2)
    #expect(full.memory.slots == Array(english.suffix(2)) && !full.rendered().contains("(empty)"))
  }

  @Test func emptyAndHostileTextsAreOnlyText() {
    #expect(MemoryTable([], stopWords: .none).rendered() == "slot  text\n   1  (empty)\n")
    let hostile = MemoryTable(["\u{1b}[31m Joe", ""], stopWords: .none)
    #expect(hostile.words == ["31m", "joe"] && hostile.rows == [[1, 1], [0, 0]])
    #expect(!hostile.rendered().contains("\u{1b}"))
  }
}

import SeqData
import Testing

@Suite struct IdeographRunsTests {
  private func pieces(
    _ runs: [String], at place: IdeographRuns.Place = .anywhere, words: [String] = [], names: [String] = [],
    parts: [String] = []
  ) -> [[String]] {
    var finder = IdeographRuns(names: names, verbParts: parts)
    for word in words { finder.note(word, at: .word) }
    for run in runs { finder.note(run, at: place) }
    _ = finder.update()
    return runs.map { finder.pieces(of: $0) }
  }

  @Test func knownWordsArePeeledOff() {
    #expect(pieces(["乔前往厨房"], words: ["乔", "厨房"]) == [["乔", "前往", "厨房"]])
    #expect(pieces(["海伦赶往饭店", "被海伦"], names: ["海伦", "饭店"]) == [["海伦", "赶往", "饭店"], ["被", "海伦"]])
    #expect(pieces(["厨房"], words: ["厨房", "厨"]) == [["厨房"]])
  }

  /// A known name within a longer one is none.
  @Test func longerNamesStayWhole() {
    #expect(pieces(["玛丽亚", "玛丽"]) == [["玛丽亚"], ["玛丽"]])
    #expect(pieces(["笔记本"], words: ["笔记本", "笔记"]) == [["笔记本"]])
    #expect(pieces(["办公室", "教室", "会议室"]) == [["办公室"], ["教室"], ["会议室"]])
  }

  /// Where a name is due a run is one, whatever words are in it, unless it has a verb beside one of them.
  @Test func afterAVerbComesOneName() {
    let names = ["笔记本", "蛋糕", "手机", "图书馆", "医院", "大学", "超市", "苹果"]
    for name in ["笔记本电脑", "生日蛋糕", "小蛋糕", "手机充电器", "国家图书馆", "人民医院", "北京大学", "大学图书馆", "三楼"] {
      #expect(pieces([name], at: .afterVerb, names: names) == [[name]])
    }
    #expect(pieces(["图书馆看书"], at: .afterVerb, names: names) == [["图书馆", "看书"]])
    #expect(pieces(["超市买苹果"], at: .afterVerb, names: names) == [["超市", "买", "苹果"]])
    #expect(pieces(["超市偷苹果"], at: .afterVerb, names: names) == [["超市", "偷", "苹果"]])
    // Elsewhere a known word is one.
    #expect(pieces(["苹果由超市转交医院"], names: names) == [["苹果", "由", "超市", "转交", "医院"]])
  }

  @Test func whatComesBackIsAWord() {
    #expect(pieces(["此刻天文台", "此刻水族馆"]) == [["此刻", "天文台"], ["此刻", "水族馆"]])
  }

  @Test func verbsAreKnownByTheirEnds() {
    #expect(pieces(["珀西抓起头盔"], parts: ["起"]) == [["珀西", "抓起", "头盔"]])
    #expect(pieces(["迪恩抓起来"], parts: ["起", "来"]) == [["迪恩", "抓起来"]])
    #expect(pieces(["地下室"], parts: ["下"]) == [["地下室"]])
  }

  @Test func changesAreReported() {
    var finder = IdeographRuns()
    finder.note("乔前往厨房", at: .anywhere)
    var changes = [finder.update()]
    #expect(finder.pieces(of: "乔前往厨房") == ["乔前往厨房"])
    finder.note("厨房", at: .word)
    changes.append(finder.update())
    #expect(finder.pieces(of: "乔前往厨房") == ["乔前往", "厨房"])
    changes.append(finder.update())
    #expect(changes == [false, true, false])
  }

  /// A line without a mark.
  @Test(.timeLimit(.minutes(1))) func longRunsTakeNoTime() {
    let text = String(repeating: "天地玄黄宇宙洪荒", count: 12_500)
    #expect(pieces([text], names: ["厨房"]) == [[text]])
    #expect(pieces([text], names: ["天地", "宇宙"])[0].count == 50_000)
  }

  /// Thousands of runs are taken as they are, at once.
  @Test(.timeLimit(.minutes(1))) func manyRunsTakeNoTime() {
    var finder = IdeographRuns()
    let letters = Array("天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏")
    for number in 0..<3000 {
      finder.note(
        String([letters[number % 24], letters[number / 24 % 24], letters[number / 576]]), at: .anywhere)
    }
    let hasChanged = finder.update()
    #expect(!hasChanged && finder.pieces(of: "天天天") == ["天天天"])
  }
}

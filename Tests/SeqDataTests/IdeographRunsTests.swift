import SeqData
import Testing

@Suite struct IdeographRunsTests {
  private func pieces(_ runs: [String], words: [String] = [], names: [String] = [], parts: [String] = [])
    -> [[String]]
  {
    var finder = IdeographRuns(names: names, verbParts: parts)
    for word in words { finder.note(word, isWord: true) }
    for run in runs { finder.note(run, isWord: false) }
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
    finder.note("乔前往厨房", isWord: false)
    var changes = [finder.update()]
    #expect(finder.pieces(of: "乔前往厨房") == ["乔前往厨房"])
    finder.note("厨房", isWord: true)
    changes.append(finder.update())
    #expect(finder.pieces(of: "乔前往厨房") == ["乔前往", "厨房"])
    changes.append(finder.update())
    #expect(changes == [false, true, false])
  }

  /// Thousands of runs are taken as they are, at once.
  @Test func manyRunsTakeNoTime() {
    var finder = IdeographRuns()
    let letters = Array("天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏")
    for number in 0..<3000 {
      finder.note(
        String([letters[number % 24], letters[number / 24 % 24], letters[number / 576]]), isWord: false)
    }
    let hasChanged = finder.update()
    #expect(!hasChanged && finder.pieces(of: "天天天") == ["天天天"])
  }
}

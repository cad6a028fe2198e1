import Foundation
import SeqKitCLI
import SeqTraining
import TestSupport
import Testing

@Suite struct TerminalTests {
  private func terminal(_ variables: [String: String], interactive: Bool = true) -> Terminal {
    Terminal(isInteractive: interactive, environment: { variables[$0] })
  }

  @Test func colourNeedsATerminalThatHasIt() {
    #expect(terminal(["TERM": "xterm"]).usesColour)
    #expect(!terminal(["TERM": "xterm"], interactive: false).usesColour)
    #expect(!terminal(["TERM": "xterm", "NO_COLOR": "1"]).usesColour)
    // no-color.org: an empty value does not count.
    #expect(terminal(["TERM": "xterm", "NO_COLOR": ""]).usesColour)
    #expect(!terminal(["TERM": "dumb"]).usesColour)
    #expect(!terminal([:]).usesColour)
    // Without colour the progress line may still be drawn.
    #expect(terminal(["TERM": "xterm", "NO_COLOR": "1"]).movesCursor)
    #expect(!terminal(["TERM": "dumb"]).movesCursor)
  }

  @Test func theFirstLocaleVariableThatIsSetDecides() {
    #expect(terminal(["LANG": "fr_FR.UTF-8"]).usesUnicode)
    #expect(terminal(["LANG": "C", "LC_CTYPE": "en_US.utf8"]).usesUnicode)
    #expect(!terminal(["LANG": "fr_FR.UTF-8", "LC_ALL": "C"]).usesUnicode)
    #expect(terminal(["LANG": "fr_FR.UTF-8", "LC_ALL": ""]).usesUnicode)
    #expect(!terminal(["LANG": "fr_FR.ISO-8859-1"]).usesUnicode)
    #expect(!terminal([:]).usesUnicode)
  }

  @Test func theWidthIsTheUsersThenTheWindows() {
    #expect(Terminal(isInteractive: true, windowWidth: 132, environment: { _ in nil }).width == 132)
    #expect(
      Terminal(isInteractive: true, windowWidth: 132, environment: { $0 == "COLUMNS" ? "40" : nil }).width
        == 40)
    #expect(terminal(["COLUMNS": "-3"]).width == 80)
  }
}

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("abc", 3), ("", 0), ("é", 1), ("e\u{301}", 1), ("牛奶", 4), ("ｆｕｌｌ", 8), ("한국", 4), ("。", 2), ("ｶ", 1),
    ("🙂", 2), ("👩‍👩‍👧", 2), ("❤️", 2), ("▁the", 4), ("…", 1), ("«»", 2), ("\u{200b}", 0), ("🇫🇷", 2),
  ])
  func columns(text: String, width: Int) {
    #expect(displayWidth(text) == width)
  }

  @Test func paddingAndClippingCountColumns() {
    #expect("牛奶".padded(to: 6) == "牛奶  ")
    #expect("牛奶".padded(to: 6, .right) == "  牛奶")
    #expect("牛".padded(to: 5, .centre) == " 牛  ")
    #expect("牛奶在哪里".clipped(to: 6, mark: "…") == "牛奶…")
    #expect("hello".clipped(to: 5, mark: "…") == "hello")
    #expect("hello".clipped(to: 4, mark: "~") == "hel~")
  }

  /// Arrows, function keys and pasted colours are no part of what was typed.
  @Test(arguments: [
    ("Where is Joe?", "Where is Joe?"), ("\u{1b}[A", ""), ("a\u{1b}[Db\u{1b}[1;5Cc", "abc"),
    ("\u{1b}OAup", "up"),
    ("\u{1b}[15~F5 \u{1b}[31mred\u{1b}[0m", "F5 red"), ("\u{9b}2Kx", "x"),
    ("tab\tstays\u{7f}\u{8}", "tab\tstays"),
    ("\u{1b}OK", "OK"), ("\u{1b}", ""), ("\u{1b}[", ""), ("\u{1b}[12;", ""), ("小红\u{1b}[C在哪里？", "小红在哪里？"),
    ("", ""),
  ]) func typedLinesHaveNoControls(_ typed: String, _ line: String) {
    #expect(typed.withoutControls == line)
  }

  @Test func aTextCannotSteerTheTerminal() {
    #expect("a\u{1b}[31mb\nc\u{202e}d".printable == "a\u{fffd}[31mb\u{fffd}c\u{fffd}d")
    #expect("👩‍👧 é 牛".printable == "👩‍👧 é 牛")
  }
}

@Suite struct NumberTests {
  @Test func decimals() {
    #expect(fixed(2.5, 2) == "2.50")
    #expect(fixed(-0.001, 2) == "0.00")
    #expect(fixed(-1.005, 1) == "-1.0")
    #expect(fixed(0.999, 2) == "1.00")
    #expect(fixed(12, 0) == "12")
    #expect(fixed(.nan, 2) == "nan")
    // Four digits however small or large, so that columns of them stay columns.
    let few: [(Double, String)] = [
      (0, "0"), (2.345, "2.345"), (-0.0007, "-0.0007000"), (12346, "12346"), (1e-6, "0.000001000"),
      (2.115544628367161e-09, "2.116e-09"), (-2.5e-7, "-2.500e-07"), (9.9999e-8, "1.000e-07"),
      (.leastNonzeroMagnitude, "4.941e-324"), (.greatestFiniteMagnitude, "1.798e+308"), (1e15, "1.000e+15"),
      (.infinity, "inf"),
    ]
    for (value, text) in few { #expect(significant(value) == text) }
  }

  /// Four digits, also of a number that rounding brings to the next power of ten.
  @Test func significantDigits() {
    #expect(
      [2.3456, 0.0007, 12346, 9.9994, 9.9996].map(significant) == [
        "2.346", "0.0007000", "12346", "9.999", "10.00",
      ])
    #expect(significant(Double(Float(0.01))) == "0.01000")
  }

  @Test func countsWithTheirNouns() {
    #expect([0, 1, 2000].map { counted($0, "pair") } == ["0 pairs", "1 pair", "2,000 pairs"])
  }

  @Test func groupsSizesAndTimes() {
    #expect(
      [0, 999, 1000, 113438, -1_234_567].map(grouped) == ["0", "999", "1,000", "113,438", "-1,234,567"])
    #expect([12, 4_540, 11_523_203].map(byteSize) == ["12 B", "4.5 kB", "11.5 MB"])
    #expect([7, 750, 11_100].map { clockTime(.seconds($0)) } == ["0:07", "12:30", "3:05:00"])
  }

  @Test func editDistances() {
    #expect(editDistance("kitten", "sitting") == 3)
    #expect(editDistance("", "abc") == 3)
    #expect(nearest(to: "tatoba", among: ["tatoeba", "babi"]) == "tatoeba")
    #expect(nearest(to: "imagenet", among: ["tatoeba", "babi"]) == nil)
  }
}

@Suite struct ProgressTests {
  @Test func amountRateAndTimeLeft() {
    #expect(
      Progress.line("sentences", done: 3000, of: 9000, after: .seconds(10), unicode: true)
        == "██████░░░░░░░░░░░░░░ 3,000 of 9,000 sentences  300/s  0:20 left")
    #expect(
      Progress.line("sentences", done: 5, of: 10, after: .seconds(10), unicode: false)
        == "##########---------- 5 of 10 sentences  0.5/s  0:10 left")
    #expect(
      Progress.line("lines", done: 1200, of: nil, after: .seconds(60), unicode: true)
        == "1,200 lines  20/s  1:00")
  }

  /// In 80 columns, of which the last stays free, the time left is not cut off, however long the training.
  @Test func aTrainingsLine() {
    func line(batch: Int, of batches: Int) -> String {
      let report = UpdateReport(
        update: 1, epoch: 1, batch: batch, batches: batches, loss: 2, targetTokens: 9, gradientNorm: 0.5,
        learningRate: 1)
      return TrainingRun.line(report, epochs: 30, left: .seconds(batches), tokensPerSecond: 12_345.6)
    }
    #expect(
      line(batch: 7, of: 90)
        == "epoch 2/30  batch 7/90  1:30 left  loss 2.000  perplexity 7.4  12,345 tokens/s  gradient norm 0.50"
    )
    let longest = line(batch: 123_456, of: 999_999).clipped(to: 79, mark: "~")
    #expect(longest.hasPrefix("epoch 2/30  batch 123456/999999  277:46:39 left  loss 2.000"))
  }
}

@Suite struct TableTests {
  private var table: Table {
    var table = Table([.init("name"), .init("BLEU", .right)])
    table.append(["牛奶 & milk_1", "9.5"])
    table.append(["a, \"b\" | c", "41.25"])
    return table
  }

  @Test func plain() {
    #expect(table.rendered() == "name            BLEU\n牛奶 & milk_1    9.5\na, \"b\" | c     41.25\n")
  }

  @Test func documents() {
    #expect(
      table.rendered(.markdown)
        == "| name | BLEU |\n| --- | ---: |\n| 牛奶 & milk_1 | 9.5 |\n| a, \"b\" \\| c | 41.25 |\n")
    #expect(table.rendered(.csv) == "name,BLEU\n牛奶 & milk_1,9.5\n\"a, \"\"b\"\" | c\",41.25\n")
    #expect(
      table.rendered(.latex)
        == "\\begin{tabular}{lr}\n\\hline\nname & BLEU \\\\\n\\hline\n牛奶 \\& milk\\_1 & 9.5 \\\\\n"
        + "a, \"b\" | c & 41.25 \\\\\n\\hline\n\\end{tabular}\n")
    #expect(
      table.rendered(.json)
        == "{\"version\": 1, \"name\": \"牛奶 & milk_1\", \"BLEU\": 9.5}\n"
        + "{\"version\": 1, \"name\": \"a, \\\"b\\\" | c\", \"BLEU\": 41.25}\n")
  }

  @Test(arguments: [
    ("12,345", "12345"), ("1,2,15", "\"1,2,15\""), ("-0.50", "-0.5"), ("", "null"), ("no", "\"no\""),
    ("nan", "\"nan\""), ("1:20:00", "\"1:20:00\""),
  ])
  func numbersAreNumbersForAProgram(_ cell: String, _ value: String) {
    var table = Table([.init("n", .right), .init("s")])
    table.append([cell, cell])
    #expect(table.rendered(.json) == "{\"version\": 1, \"n\": \(value), \"s\": \"\(cell)\"}\n")
  }
}

@Suite struct JSONTests {
  @Test func everythingSurvivesAStrictReader() throws {
    let hard = "quote \" backslash \\ line\nend\r tab\t bell\u{7} del\u{7f} sep\u{2028} 牛 🙂"
    let value: JSON = [
      "version": 1, "text": .string(hard),
      "list": [true, .null, 2, .number(-0.5), .number(.nan), .number(1e300)],
      "nested": ["a": ["b": []]],
    ]
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(value.line.utf8)) as? [String: Any])
    #expect(object["text"] as? String == hard)
    #expect((object["list"] as? [Any])?.count == 6)
    #expect(value.line.hasPrefix("{\"version\": 1, \"text\": "))
    #expect(!value.line.contains("\n"))
  }
}

@Suite struct OutputFileTests {
  @Test func failuresSayWhyAndEndWithTheirStatus() throws {
    let folder = try TemporaryFolder()
    func status(_ path: String) -> SeqKitCLI.ExitStatus? {
      #expect(throws: Failure.self) { try Output.write("text", toFile: path) }?.status
    }
    #expect(status(folder.path + "/none/picture.svg") == .cannotCreate)
    #expect(status(folder.path) == .cannotCreate)
    #expect(status("/dev/full") == .inputOutput)
    try Output.write("text", toFile: folder.path + "/picture.svg")
    #expect(try String(contentsOfFile: folder.path + "/picture.svg", encoding: .utf8) == "text")
  }
}

import Foundation
import TestSupport
import Testing

/// `seqkit evaluate translator` and `seqkit data generate`, run as a program.
@Suite struct EvaluateCommandTests {
  private static let command = ["evaluate", "translator"]

  /// The figures are sacreBLEU's: `sacrebleu target -i hypotheses -m bleu chrf ter -tok zh --ter-normalized
  /// --ter-asian-support -w 2`, and once more with `--chrf-word-order 2`.
  @Test func finishedTranslationsInChinese() throws {
    let folder = try TemporaryFolder()
    let hypotheses = try folder.write("你好世界。\n我爱你！\n\n", to: "hypotheses")
    let target = try folder.write("你好，世界。\r\n我爱你！\r\n无", to: "target")
    let run = try ProgramRun.seqkit(
      Self.command + ["--hypotheses", hypotheses, "--target", target, "--tokenizer", "zh", "--show", "1"])
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    #expect(
      run.output == """
        reference   你好，世界。
        translation 你好世界。

        metric               score  signature
        BLEU                 51.52  nrefs:1|case:mixed|eff:no|tok:zh|smooth:exp|version:2.6.0
        chrF                 47.99  nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0
        chrF++               45.98  nrefs:1|case:mixed|eff:yes|nc:6|nw:2|space:no|version:2.6.0
        TER                  18.18  nrefs:1|case:lc|tok:tercom|norm:yes|punct:yes|asian:yes|version:2.6.0
        exact match, %       33.33  case:mixed|tok:char
        token error rate, %  18.18  case:mixed|tok:char
        3 sentences; precisions of 1- to 4-grams 100.0/85.7/60.0/33.3, brevity penalty 0.801; TER and token error \
        rate are better the lower they are

        """)
  }

  @Test func oneSentenceIsCountedAsOne() throws {
    let folder = try TemporaryFolder()
    let text = try folder.write("one line\n", to: "text")
    let run = try ProgramRun.seqkit(Self.command + ["--hypotheses", text, "--target", text])
    #expect(run.status == 0 && run.output.contains("\n1 sentence; precisions of"), "\(run.output)")
  }

  /// Right or wrong, and how far from the closest reference: of seven phonemes of the closest ones one is exchanged and one
  /// is missing.
  @Test func pronunciationsHaveExactMatchesAndAnErrorRate() throws {
    let folder = try TemporaryFolder()
    let pairs = try folder.write("tomato\tT AH M\ntomato\tT AA\ncat\tK AE T\nhat\tHH AH\n", to: "pairs")
    func scores(_ hypotheses: String, _ flags: String...) throws -> [Double] {
      let run = try ProgramRun.seqkit(
        Self.command + ["--hypotheses", "-", "--pairs", pairs, "--json"] + flags, input: hypotheses)
      #expect(run.status == 0, "\(run.errors)")
      let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
      return try ["exact_match", "token_error_rate"].map { key in try #require(object?[key] as? Double) }
    }
    let found = try scores("T AA\nK AH T\nHH\n")
    #expect(abs(found[0] - 100 / 3.0) < 1e-9 && abs(found[1] - 200 / 7.0) < 1e-9, "\(found)")
    #expect(try scores("T AH M\nK  AE  T\nHH AH\n") == [100, 0], "any reference, whatever white space")
    #expect(try scores("t aa\nk ae t\nhh ah\n", "--lowercase") == [100, 0])
    #expect(try scores("T AH M\nKAET\nHHAH\n", "--tokenizer", "char") == [100, 0], "characters")
  }

  @Test func bothScriptsAreOneByOption() throws {
    let folder = try TemporaryFolder()
    let hypotheses = try folder.write("我们爱你，对吗？\n", to: "hypotheses")
    let target = try folder.write("我們愛你, 對嗎?\n", to: "target")
    let files = ["--hypotheses", hypotheses, "--target", target, "--tokenizer", "zh", "--json"]
    let apart = try ProgramRun.seqkit(Self.command + files)
    #expect(apart.status == 0 && !apart.output.contains("\"ter\": 0.0"))
    let unified = try ProgramRun.seqkit(Self.command + files + ["--simplify"])
    #expect(unified.status == 0 && unified.output.contains("\"ter\": 0.0"), "\(unified.output)")
  }

  @Test func allReferencesOfASourceCount() throws {
    let folder = try TemporaryFolder()
    let pairs = try folder.write("b\tThe cat sat.\na\tA dog ran off.\nb\tA cat was sitting.\n", to: "pairs")
    let run = try ProgramRun.seqkit(
      Self.command + ["--hypotheses", "-", "--pairs", pairs, "--json", "--lowercase"],
      input: "a cat was sitting.\na dog ran off.\n")
    #expect(run.status == 0, "\(run.errors)")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(object["version"] as? Int == 1 && object["sentences"] as? Int == 2)
    #expect((object["bleu"] as? Double).map { abs($0 - 100) < 1e-9 } == true)
    #expect(object["ter"] as? Double == 0)
    #expect(
      object["bleu_signature"] as? String
        == "nrefs:var|case:lc|eff:no|tok:13a|smooth:exp|version:2.6.0")
    #expect((object["chrf++_signature"] as? String)?.contains("|nw:2|") == true)
  }

  @Test func translationsAreWrittenAndScoredAgain() throws {
    let folder = try TemporaryFolder()
    let pairs = try folder.write(
      "I love you.\tJe t'aime.\nWhere is the station?\tOù est la gare ?\nI love you.\tJe vous aime.\n",
      to: "pairs")
    let out = folder.file("out")
    let scores = try ProgramRun.seqkit(
      Self.command + ["--model", "en-fr", "--pairs", pairs, "--output", out, "--beam", "1"])
    #expect(scores.status == 0, "\(scores.errors)")
    #expect(
      folder.bytes("out").map { String(decoding: $0, as: UTF8.self) }
        == "Je t'aime.\nOù est la gare ?\n")
    let again = try ProgramRun.seqkit(Self.command + ["--hypotheses", out, "--pairs", pairs])
    #expect(again.output == scores.output)
  }

  /// It decodes as `translate` does, with the same choices.
  @Test func decodingIsChosen() throws {
    let folder = try TemporaryFolder()
    let pairs = try folder.write("Hello, Zbigniew!\tSalut, Zbigniew !\n", to: "pairs")
    func translation(_ flags: String...) throws -> String {
      let out = folder.file("out")
      let run = try ProgramRun.seqkit(
        Self.command + ["--model", "en-fr", "--pairs", pairs, "--output", out] + flags)
      #expect(run.status == 0, "\(run.errors)")
      return folder.bytes("out").map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
    #expect(try translation().contains("Zbigniew"))
    #expect(try !translation("--no-copy-rare").contains("Zbigniew"))
    #expect(try translation("--max-length", "1").count < 12)
    let drawn = try translation("--sample", "--temperature", "3", "--seed", "5")
    #expect(try drawn == translation("--sample", "--temperature", "3", "--seed", "5"))
    #expect(try drawn != translation("--sample", "--temperature", "3", "--seed", "6"))
  }

  @Test func twoSystemsAreCompared() throws {
    let folder = try TemporaryFolder()
    let references = (0..<120).map { "the \($0 % 7) cats sat on mat \($0 % 11) in house \($0 % 5)" }
    let target = try folder.write(references.joined(separator: "\n"), to: "target")
    let good = try folder.write(
      references.map { $0.replacing("cats", with: "cat") }.joined(separator: "\n"), to: "good")
    let bad = try folder.write(
      references.map { $0.replacing("sat on", with: "on") }.joined(separator: "\n"), to: "bad")
    func compare(_ first: String, _ second: String, _ flags: String...) throws -> ProgramRun {
      try ProgramRun.seqkit(
        Self.command + ["--hypotheses", first, "--target", target, "--compare", second] + flags)
    }
    let run = try compare(good, bad)
    #expect(run.status == 0, "\(run.errors)")
    let rows = run.output.split(separator: "\n").drop { !$0.hasPrefix("metric  other") }.dropFirst()
    #expect(rows.map { $0.prefix { $0 != " " } } == ["BLEU", "chrF", "chrF++", "TER", "other"])
    #expect(try compare(good, bad).output == run.output, "repeatable")
    #expect(try compare(good, bad, "--seed", "2").output != run.output)
    let same = try compare(good, good, "--json")
    #expect(
      same.output.contains("\"difference\": 0.0, \"interval\": [0.0, 0.0], \"p\": 1.0"), "\(same.output)")
  }

  /// Short sentences are as they should be, of longer ones the last word is missing.
  @Test func qualityByLengthIsDrawn() throws {
    let folder = try TemporaryFolder()
    let sources = (0..<120).map { number in (0...(4 + number % 8)).map { "s\(number + $0)" } }
    let pairs = sources.map { words in
      words.joined(separator: " ") + "\t" + words.map { $0.uppercased() }.joined(separator: " ")
    }
    let found = sources.map { words in
      words.prefix(words.count < 9 ? words.count : words.count - 1).map { $0.uppercased() }.joined(
        separator: " ")
    }
    let test = try folder.write(pairs.joined(separator: "\n"), to: "pairs.tsv")
    let good = try folder.write(found.joined(separator: "\n"), to: "good")
    let files = ["--hypotheses", good, "--pairs", test]
    let plain = try ProgramRun.seqkit(Self.command + files)
    let run = try ProgramRun.seqkit(Self.command + files + ["--svg", folder.file("a.svg")])
    #expect(run.status == 0 && run.output == plain.output, "\(run.errors)")
    let svg = String(decoding: try #require(folder.bytes("a.svg")), as: UTF8.self)
    for words in [">words in the source<", ">BLEU<", ">chrF<", "120 sentences"] {
      #expect(svg.contains(words), "\(words)")
    }
    // Eight lengths of fifteen sentences each.
    #expect(svg.components(separatedBy: "<polyline").count == 3)
    #expect(svg.components(separatedBy: "<circle").count == 1 + 16)
    let scores = svg.matches(of: /<title>BLEU: [0-9.]+, ([0-9.]+)<\/title>/).map { Double($0.1) ?? 0 }
    #expect(scores.count == 8 && scores.prefix(4).allSatisfy { $0 > 99.99 }, "\(scores)")
    #expect(scores.suffix(4).allSatisfy { $0 < 95 && $0 > 50 }, "\(scores)")

    // Two systems have a curve each; without sources the references are counted.
    let target = try folder.write(
      pairs.map { String($0.split(separator: "\t")[1]) }.joined(separator: "\n"), to: "target")
    let two = try ProgramRun.seqkit(
      Self.command + ["--hypotheses", good, "--target", target, "--compare", target, "--svg", "-"])
    #expect(two.status == 0 && two.output.hasPrefix("<?xml"), "\(two.errors)")
    #expect(two.output.components(separatedBy: "<polyline").count == 5)
    #expect(two.output.contains(">BLEU, \(target)<") && two.output.contains(">words in the reference<"))
  }

  /// Where most sources are one word, or have no spaces, their characters are counted.
  @Test func lengthsWithoutSpacesAreCharacters() throws {
    let folder = try TemporaryFolder()
    let pairs = (1...40).map { String(repeating: "牛", count: $0 % 5 + 1) + "\($0)\tmilk \($0)" }
    let test = try folder.write(pairs.joined(separator: "\n"), to: "pairs.tsv")
    let found = try folder.write((1...40).map { "milk \($0)" }.joined(separator: "\n"), to: "found")
    let run = try ProgramRun.seqkit(
      Self.command + ["--hypotheses", found, "--pairs", test, "--svg", "-"])
    #expect(run.status == 0 && run.output.contains(">characters in the source<"), "\(run.errors)")
  }

  @Test func filesThatDoNotFitAreRefused() throws {
    let folder = try TemporaryFolder()
    let two = try folder.write("a\nb\n", to: "two")
    let three = try folder.write("a\nb\nc\n", to: "three")
    let pairs = try folder.write("s\ta\nt\tb\ns\tc\n", to: "pairs")
    func expect(_ arguments: [String], _ status: Int32, _ words: String) throws {
      let run = try ProgramRun.seqkit(Self.command + arguments)
      #expect(run.status == status && run.errors.contains(words), "\(arguments): \(run.status) \(run.errors)")
      #expect(run.output.isEmpty)
    }
    try expect(
      ["--hypotheses", three, "--target", two], 65,
      "the number of lines does not fit, \(three); expected 2, as in \(two), found 3;")
    try expect(["--hypotheses", two, "--target", three], 65, "expected 3, as in \(three), found 2;")
    try expect(
      ["--hypotheses", three, "--pairs", pairs], 65, "expected 2, one for each distinct source of \(pairs)")
    try expect(["--hypotheses", two, "--target", two, "--compare", three], 65, "\(three); expected 2")
    try expect(["--hypotheses", two, "--target", two, "--source", three], 65, "\(three); expected 2")
    try expect(["--hypotheses", "/dev/null", "--target", "/dev/null"], 65, "no lines")
    try expect(["--hypotheses", folder.file("none"), "--target", two], 66, "no such file")
    try expect(["--hypotheses", two], 64, "needs references")
    try expect(["--hypotheses", "-", "--target", "-"], 64, "only one")
    try expect(["--hypotheses", two, "--target", two, "--model", "en-fr"], 64, "leave out --model")
    try expect(["--hypotheses", two, "--target", two, "--tokenizer", "words"], 64, "'13a', 'char', 'zh'")
    try expect(["--hypotheses", two, "--target", two, "--beam", "3"], 64, "decoding")
    try expect(["--pairs", pairs, "--n-best", "3"], 64, "leave out --n-best")
    try expect(["--pairs", pairs, "--output", "-"], 64, "name a file")
    try expect(["--pairs", pairs, "--output", folder.file("none/out")], 73, "folder")
    try expect(["--pairs", pairs, "--compare", folder.file("none")], 66, "no such file")
    try expect([], 64, "--pairs")
  }
}

@Suite struct GenerateCommandTests {
  private static let corpus = #filePath.replacing(
    "Tests/SeqKitProgramTests/EvaluateCommandTests.swift", with: "corpora/verb-final.tsv")

  /// corpora/verb-final.tsv was made by this very command.
  @Test func theSampleIsMadeAgain() throws {
    let run = try ProgramRun.seqkit("data", "generate", "verb-final", "--count", "3000")
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.output == (try String(contentsOfFile: Self.corpus, encoding: .utf8)))
  }

  @Test func toAFileAndAsJSON() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("pairs.tsv")
    let run = try ProgramRun.seqkit(
      "data", "generate", "verb-final", "--svo", "--count", "3", "--seed", "5", "--out", file)
    #expect(run.status == 0 && run.output.isEmpty && run.errors == "3 pairs written to \(file)\n")
    let lines = folder.bytes("pairs.tsv").map { String(decoding: $0, as: UTF8.self) }?.split(separator: "\n")
    let json = try ProgramRun.seqkit(
      "data", "generate", "verb-final", "--svo", "--count", "3", "--seed", "5", "--json")
    let expected = lines?.map { line in
      let sides = line.split(separator: "\t")
      return
        "{\"version\": 1, \"type\": \"pair\", \"source\": \"\(sides[0])\", \"target\": \"\(sides[1])\"}\n"
    }
    #expect(json.output == expected?.joined())
  }

  @Test func flagsAndFilesAreChecked() throws {
    func status(_ arguments: String...) throws -> Int32 {
      try ProgramRun.seqkit(["data", "generate"] + arguments).status
    }
    #expect(try status("verb-final", "--count", "0") == 64)
    #expect(try status("verb-first") == 64)
    #expect(try status() == 64)
    #expect(try status("verb-final", "--out", "/no/such/folder/x") == 73)
    let full = try ProgramRun.seqkit(["data", "generate", "verb-final"], to: .fullDisk)
    #expect(full.status == 74)
    let closed = try ProgramRun.seqkit(["data", "generate", "verb-final"], to: .closedPipe)
    #expect(closed.status == 0 && closed.errors.isEmpty)
  }
}

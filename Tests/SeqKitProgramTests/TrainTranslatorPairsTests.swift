import TestSupport
import Testing

/// What `seqkit train translator` says of pairs that it cannot or need not learn from as they are.
@Suite struct TrainTranslatorPairsTests {
  private func train(_ pairs: String, _ flags: String..., to folder: TemporaryFolder) throws -> ProgramRun {
    try ProgramRun.seqkit(
      [
        "train", "translator", "--pairs", folder.write(pairs, to: "pairs.tsv"), "--out", folder.file("m"),
        "--no-runs", "--epochs", "1", "--hidden", "16", "--embedding", "16", "--layers", "1", "--threads",
        "1",
        "--no-variants",
      ] + flags)
  }

  private static let alphabet = Array("abcdefgh")

  /// Forty pairs of thirty letters, and one of seventy.
  private static let letters =
    (0..<40).map { number in
      let text = String((0..<30).map { alphabet[($0 * (number + 3) + number) % 8] })
      return text + "\t" + text.uppercased() + "\n"
    }.joined() + String(repeating: "ab", count: 35) + "\tAB\n"

  @Test func pairsThatAreTooLongAreSaid() throws {
    let folder = try TemporaryFolder()
    let some = try train(Self.letters, "--tokenizer", "character", "--held-out", "0", to: folder)
    #expect(some.status == 0 && some.errors.contains("40 pairs to learn from"), "\(some.errors)")
    #expect(some.errors.contains("left out: 1 pair longer than 60 tokens"), "\(some.errors)")
    let longer = try train(
      Self.letters, "--tokenizer", "character", "--held-out", "0", "--max-length", "70", to: folder)
    #expect(longer.status == 0 && longer.errors.contains("41 pairs to learn from"), "\(longer.errors)")
    #expect(!longer.errors.contains("left out"), "\(longer.errors)")
  }

  @Test func aLineOfTenMegabytesIsLeftOut() throws {
    let folder = try TemporaryFolder()
    let pairs = String(repeating: "a", count: 10_000_000) + "\tb\nhi\tyo\n"
    let run = try train(pairs, "--held-out", "0", to: folder)
    #expect(run.status == 0 && run.errors.contains("1 pair to learn from, 0 held out"), "\(run.errors)")
    #expect(run.errors.contains("left out: 1 pair longer than 60 tokens"), "\(run.errors)")
  }

  @Test func nothingToLearnFromIsAnErrorAndNoModel() throws {
    let folder = try TemporaryFolder()
    let run = try train(Self.letters, "--tokenizer", "character", "--max-length", "1", to: folder)
    #expect(run.status == 64 && run.errors.contains("none is left to train on"), "\(run.errors)")
    #expect(run.errors.contains("--max-length"), "\(run.errors)")
    #expect(folder.bytes("m") == nil && folder.bytes("m.checkpoint") == nil)
  }

  /// To hold their source out would be to hold out more than a tenth.
  @Test func copiesOfOnePairAreLearnedFrom() throws {
    let folder = try TemporaryFolder()
    let run = try train(String(repeating: "one pair\tune paire\n", count: 50), to: folder)
    #expect(run.status == 0 && run.errors.contains("50 pairs to learn from, 0 held out"), "\(run.errors)")
  }

  @Test func flagsThatCannotHoldSayWhatCan() throws {
    let folder = try TemporaryFolder()
    let bleu = try train(Self.letters, "--metric", "bleu", "--held-out", "0", to: folder)
    #expect(bleu.status == 64 && bleu.errors.contains("give --metric loss"), "\(bleu.errors)")
    for rate in ["0", "-1", "nan"] {
      let run = try train(Self.letters, "--learning-rate=" + rate, to: folder)
      #expect(run.status == 64 && run.errors.contains("--learning-rate must be above 0"), "\(run.errors)")
    }
    let norm = try train(Self.letters, "--clip-norm=-1", to: folder)
    #expect(norm.status == 64 && norm.errors.contains("--clip-norm must be at least 0"), "\(norm.errors)")
    let length = try train(Self.letters, "--max-length", "0", to: folder)
    #expect(length.status == 64 && length.errors.contains("--max-length must lie between 1"))
    for (hidden, embedding) in [("16386", "16"), ("2000000", "16"), ("16", "16385")] {
      let wide = try ProgramRun.seqkit(
        [
          "train", "translator", "--pairs", folder.file("pairs.tsv"), "--out", folder.file("m"), "--hidden",
          hidden, "--embedding", embedding,
        ])
      #expect(wide.status == 64 && wide.errors.contains("between 1 and 16,384"), "\(wide.errors)")
    }
    #expect(folder.bytes("m") == nil)
  }

  /// Single words are learned letter by letter: said where nobody has chosen how text is cut.
  @Test func wordsWithoutSpacesAreBetterCutIntoLetters() throws {
    let folder = try TemporaryFolder()
    let hint = "--tokenizer character learns more"
    #expect(try train(Self.letters, to: folder).errors.contains(hint))
    #expect(try !train(Self.letters, "--tokenizer", "character", to: folder).errors.contains(hint))
    #expect(try !train(Self.letters + "one more\tx\n", to: folder).errors.contains(hint))
    #expect(try !train("我爱你\tI love you\n", "--held-out", "0", to: folder).errors.contains(hint))
  }

  /// A model of words has <unk> for what is there once: said where it is much, with the flags that mend it.
  @Test func rareWordsAreSaid() throws {
    let folder = try TemporaryFolder()
    let pairs = (0..<20).map { "a word\tun m\($0)\n" }.joined()
    let note = "50 % of the target tokens are too rare for the vocabulary and are learned as <unk>"
    let rare = try train(pairs, "--tokenizer", "word", "--held-out", "0", to: folder)
    #expect(rare.status == 0 && rare.errors.contains(note), "\(rare.errors)")
    #expect(!rare.errors.contains("of the source tokens"), "\(rare.errors)")
    let all = try train(
      pairs, "--tokenizer", "word", "--held-out", "0", "--minimum-count", "1", to: folder)
    #expect(all.status == 0 && !all.errors.contains("too rare"), "\(all.errors)")
    let pieces = try train(pairs, "--held-out", "0", to: folder)
    #expect(pieces.status == 0 && !pieces.errors.contains("too rare"), "\(pieces.errors)")
  }
}

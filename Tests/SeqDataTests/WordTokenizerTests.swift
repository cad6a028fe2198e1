import SeqData
import SeqTensor
import TestSupport
import Testing

@Suite struct WordTokenizerTests {
  @Test(
    "Words, punctuation and ideographs are tokens",
    arguments: [
      ("Where is the station?", ["Where", "is", "the", "station", "?"]),
      ("I don't know, Tom's out.", ["I", "don't", "know", ",", "Tom's", "out", "."]),
      ("the dogs' 'best' day", ["the", "dogs", "'", "'", "best", "'", "day"]),
      ("L'école d’été, aujourd'hui !", ["L'école", "d’été", ",", "aujourd'hui", "!"]),
      ("Room 101b: 3.5 %", ["Room", "101b", ":", "3", ".", "5", "%"]),
      ("  two\t lines\r\n\u{A0}here ", ["two", "lines", "here"]),
      ("我有3本书，你呢？", ["我", "有", "3", "本", "书", "，", "你", "呢", "？"]),
      ("駅はどこ", ["駅", "は", "ど", "こ"]),
      ("e\u{301}te\u{301} na\u{EF}ve", ["e\u{301}te\u{301}", "na\u{EF}ve"]),
      ("", []),
      (" \n ", []),
    ])
  func cut(_ text: String, _ words: [String]) {
    let codec = TextCodec.learn(.word, from: [text], size: 100)
    #expect(codec.pieces(codec.encode(text)).map(bytes) == words.map(bytes))
  }

  @Test(
    "Decoding puts spaces where the language has them",
    arguments: [
      "Where is the station?", "I don't know, Tom's out.", "L'école est fermée aujourd'hui.",
      "Yes (well, no); [sic]!",
      "“Who?” he asked.", "It is 10% off: 5, 6.", "我不知道车站在哪里。", "你好，世界！", "他说：“你好。”我笑了。",
      "我看《红楼梦》（上）。", "「はい」、と言った。",
    ])
  func spacing(_ text: String) {
    let codec = TextCodec.learn(.word, from: [text], size: 100)
    #expect(codec.decode(codec.encode(text)) == text)
  }

  @Test("Unknown words are <unk>, and shown")
  func unknown() {
    let codec = TextCodec.learn(.word, from: ["the cat sleeps."], size: 100)
    let ids = codec.encode("the dog sleeps.")
    #expect(ids.filter { $0 == Vocabulary.unknown }.count == 1)
    #expect(ids[1] == Vocabulary.unknown)
    #expect(codec.decode(ids) == "the <unk> sleeps.")
    #expect(
      codec.decode([Vocabulary.start] + ids + [Vocabulary.end, Vocabulary.padding]) == "the <unk> sleeps.")
  }

  @Test("Text cannot name a marker", arguments: TokenizerKind.allCases)
  func markers(_ kind: TokenizerKind) {
    let text = "<s> </s> <pad> <unk>"
    let codec = TextCodec.learn(kind, from: [text], size: 400)
    #expect(codec.encode(text).allSatisfy { $0 > Vocabulary.end })
  }

  @Test("The most frequent words are kept, equal ones by their bytes")
  func size() {
    let codec = TextCodec.learn(.word, from: ["b b c c a d d d", "e"], size: 7)
    #expect(codec.vocabulary.tokens == Vocabulary.markers + ["d", "b", "c"])
    let rare = TextCodec.learn(.word, from: ["b b c c a d d d", "e"], size: 100, minimumCount: 2)
    #expect(rare.vocabulary.tokens == Vocabulary.markers + ["d", "b", "c"])
    #expect(TextCodec.learn(.word, from: ["a"], size: 0).vocabulary.tokens == Vocabulary.markers)
  }

  @Test("Learning again gives the same", arguments: [TokenizerKind.word, .character])
  func deterministic(_ kind: TokenizerKind) {
    var random = RandomSource(seed: 23)
    let texts = Samples.corpus + Samples.words(300, letters: 9, &random)
    let first = TextCodec.learn(kind, from: texts, size: 150)
    #expect(bytes(TextCodec.learn(kind, from: texts.reversed(), size: 150).stored) == bytes(first.stored))
  }

  @Test("Dropout is for byte pairs alone")
  func dropout() {
    let codec = TextCodec.learn(.word, from: Samples.corpus, size: 100)
    var random = RandomSource(seed: 1)
    #expect(codec.encode(Samples.corpus[0], dropout: 1, random: &random) == codec.encode(Samples.corpus[0]))
  }

  @Test("Characters give back the bytes of what they know", arguments: Samples.awkward + Samples.corpus)
  func characters(_ text: String) {
    let codec = TextCodec.learn(.character, from: Samples.awkward + Samples.corpus, size: 1000)
    let ids = codec.encode(text)
    #expect(ids.count == text.unicodeScalars.count)
    #expect(bytes(codec.decode(ids)) == bytes(text))
  }

  @Test("Unknown characters are <unk>")
  func unknownCharacters() {
    let codec = TextCodec.learn(.character, from: ["abc"], size: 100)
    #expect(codec.encode("axe\u{301}c").map { $0 == Vocabulary.unknown } == [false, true, true, true, false])
    #expect(codec.decode(codec.encode("axc")) == "a<unk>c")
  }
}

@Suite struct NormalizationTests {
  @Test(
    "Typographic variants become plain",
    arguments: [
      ("l’été ‘a’ ʼn", "l'été 'a' 'n"), ("10\u{A0}000\u{202F}%\u{2009}!", "10 000 % !"), ("wait…", "wait..."),
      ("plain \"text\" — «as» it is\n", "plain \"text\" — «as» it is\n"), ("", ""),
    ])
  func typographic(_ text: String, _ plain: String) {
    #expect(bytes(Normalization.typographic.applied(to: text)) == bytes(plain))
    #expect(bytes(Normalization.none.applied(to: text)) == bytes(text))
    #expect(bytes(Normalization.typographic.applied(to: plain)) == bytes(plain))
  }

  @Test("It composes no accents")
  func accents() {
    #expect(bytes(Normalization.typographic.applied(to: "e\u{301}\u{E9}")) == bytes("e\u{301}\u{E9}"))
  }

  @Test("A codec reads both ways of typing alike", arguments: TokenizerKind.allCases)
  func codec(_ kind: TokenizerKind) {
    let codec = TextCodec.learn(kind, from: ["l'été… 5 %"], size: 400, normalization: .typographic)
    #expect(codec.encode("l’été…\u{A0}5\u{202F}%") == codec.encode("l'été... 5 %"))
    #expect(!codec.encode("l’été…\u{A0}5\u{202F}%").contains(Vocabulary.unknown))
    var random = RandomSource(seed: 2)
    let dropped = codec.encode("l’été…", dropout: 0.5, random: &random)
    #expect(codec.decode(dropped) == codec.decode(codec.encode("l'été...")))
  }
}

@Suite struct ChineseScriptTests {
  @Test("The table is one to one, in order, and leads nowhere twice")
  func table() {
    let pairs = ChineseScript.pairs
    #expect(pairs.count > 2200)
    #expect(zip(pairs, pairs.dropFirst()).allSatisfy { $0.traditional < $1.traditional })
    let traditional = Set(pairs.map(\.traditional))
    #expect(pairs.allSatisfy { !traditional.contains($0.simplified) })
    #expect(pairs.allSatisfy { (0x4E00...0x9FFF).contains($0.traditional.value) })
    #expect(pairs.allSatisfy { (0x4E00...0x9FFF).contains($0.simplified.value) })
    for (from, to) in pairs {
      #expect(ChineseScript.simplified(String(from)) == String(to))
      #expect(ChineseScript.simplified(String(to)) == String(to))
    }
  }

  @Test(
    "Traditional characters become simplified, and nothing else changes",
    arguments: [
      ("我們愛學習漢語，這裡的圖書館裏有很多書。", "我们爱学习汉语，这里的图书馆里有很多书。"),
      ("他頭髮長，後來發現麵條變涼了。", "他头发长，后来发现面条变凉了。"), ("乾杯！鐘錶壞了。", "干杯！钟表坏了。"),
      ("妳的狗在哪裡？牠睡著了。", "你的狗在哪里？它睡著了。"), ("简体字不变。", "简体字不变。"),
      ("Hello, l'été… naïve 😀 かな ＡＢ\u{3000}\r\n𠀀", "Hello, l'été… naïve 😀 かな ＡＢ\u{3000}\r\n𠀀"), ("", ""),
    ])
  func simplified(_ text: String, _ simplified: String) {
    #expect(bytes(ChineseScript.simplified(text)) == bytes(simplified))
  }

  @Test(
    "Marks after Chinese are full-width, those of other text are not",
    arguments: [
      ("很大, 不是嗎?", "很大，不是嗎？"), ("不要动.", "不要动。"), ("當然!! 好; 是: 对.", "當然！！好；是：对。"), ("等等...", "等等..."),
      ("我有3.5元, 你呢？", "我有3.5元，你呢？"), ("Tom, go! It's 10:30.", "Tom, go! It's 10:30."),
      ("他说“好”.", "他说“好”。"), ("我爱Tom, 他也是.", "我爱Tom, 他也是。"), ("１２月\u{3000}ＯＫ", "12月 OK"),
      ("你\u{200B}好 ？", "你好 ？"), ("été, déjà…", "été, déjà…"), ("", ""), ("?!", "?!"),
    ])
  func punctuated(_ text: String, _ punctuated: String) {
    #expect(bytes(ChineseScript.punctuated(text)) == bytes(punctuated))
    #expect(bytes(ChineseScript.punctuated(punctuated)) == bytes(punctuated))
  }

  @Test("A codec reads both scripts alike", arguments: TokenizerKind.allCases)
  func codec(_ kind: TokenizerKind) throws {
    let codec = TextCodec.learn(
      kind, from: ["我们在图书馆里，对吗？Tom's 3"], size: 400, normalization: .simplifiedChinese)
    #expect(codec.encode("我們在圖書館裡, 對嗎? Tom’s ３") == codec.encode("我们在图书馆里，对吗？Tom's 3"))
    #expect(!codec.encode("我們在圖書館裡, 對嗎?").contains(Vocabulary.unknown))
    #expect(codec.decode(codec.encode("我們在圖書館裡, 對嗎?")) == "我们在图书馆里，对吗？")
    #expect(codec.stored.normalization.rawValue == "simplified-chinese")
  }

  @Test("Mixed Chinese and English text comes back from characters as it went in")
  func mixed() {
    let texts = [
      "我用 iPhone 打电话给Tom。", "「你好」, he said：“OK！”（笑）", "３．５％——１９９０年", "马克·吐温 naïve e\u{301} 𠀀 😀",
      "  两个  空格\u{3000}",
    ]
    let codec = TextCodec.learn(.character, from: texts, size: 500)
    for text in texts { #expect(bytes(codec.decode(codec.encode(text))) == bytes(text)) }
  }

  @Test(
    "Every sentence of the Chinese corpus is left without a traditional character that the table knows",
    .enabled(if: TestData.has("tatoeba/cmn-eng.tsv"), "needs the data sets: set SEQKIT_DATA"))
  func corpus() {
    let traditional = Set(ChineseScript.pairs.map(\.traditional))
    var (before, after) = (0, 0)
    for line in TestData.lines("tatoeba/cmn-eng.tsv") {
      let normalized = Normalization.simplifiedChinese.applied(to: line)
      before += line.unicodeScalars.count(where: traditional.contains)
      after += normalized.unicodeScalars.count(where: traditional.contains)
      #expect(bytes(Normalization.simplifiedChinese.applied(to: normalized)) == bytes(normalized), "\(line)")
    }
    #expect(before > 30_000 && after == 0)
  }
}

import SeqData
import SeqTensor
import SystemPackage
import TestSupport
import Testing

/// Which words tokens belong to, for every tokenizer and for texts that trip them.
@Suite struct WordedTextTests {
  private static func words(_ text: String) -> [[UInt8]] {
    text.unicodeScalars.split(whereSeparator: \.properties.isWhitespace).map { Array(String($0).utf8) }
  }

  private static let codecs = TokenizerKind.allCases.flatMap { kind in
    [Normalization.none, .typographic].map {
      TextCodec.learn(kind, from: Samples.corpus, size: 400, normalization: $0)
    }
  }

  @Test(arguments: codecs) func readingKeepsIdsAndWords(_ codec: TextCodec) {
    for text in Samples.corpus + Samples.awkward {
      let reading = codec.read(text)
      #expect(reading.ids == codec.encode(text), "\(text.debugDescription)")
      let normalized = codec.normalization.applied(to: text)
      #expect(reading.worded.words.map(bytes) == Self.words(normalized), "\(text.debugDescription)")
      #expect(
        reading.worded.tokenWords.count == reading.ids.count && reading.surfaces.count == reading.ids.count)
      expectInOrder(reading.worded, text)
      let cut = codec.read(text, limit: 3)
      #expect(cut.ids == Array(reading.ids.prefix(3)) && cut.worded.tokenWords.count == cut.ids.count)
    }
  }

  @Test(arguments: codecs) func writingIsDecoding(_ codec: TextCodec) {
    for text in Samples.corpus + Samples.awkward {
      let ids = codec.encode(text)
      let written = codec.write(ids)
      #expect(written.words.map(bytes) == Self.words(codec.decode(ids)), "\(text.debugDescription)")
      #expect(Self.words(written.text) == written.words.map(bytes))
      #expect(written.tokenWords.count == ids.count)
      expectInOrder(written, text)
    }
    // Whatever a model puts together has words, one range a token.
    var random = RandomSource(seed: 5)
    for _ in 0..<300 {
      let ids = (0..<random.below(12)).map { _ in Int32(random.below(codec.vocabulary.count)) }
      let written = codec.write(ids)
      #expect(written.tokenWords.count == ids.count)
      expectInOrder(written, "\(ids)")
    }
  }

  /// Words never run backwards, each has a token, and none is beyond the last.
  private func expectInOrder(_ worded: WordedText, _ text: String) {
    let note = "\(text.debugDescription): \(worded)"
    for (a, b) in zip(worded.tokenWords, worded.tokenWords.dropFirst()) where !b.isEmpty {
      #expect(a.lowerBound <= b.lowerBound, "\(note)")
    }
    #expect(worded.tokenWords.allSatisfy { $0.upperBound <= worded.words.count }, "\(note)")
    #expect(Set(worded.tokenWords.flatMap { Array($0) }).count == worded.words.count, "\(note)")
  }

  @Test func piecesAreJoinedToWords() {
    let codec = TextCodec.learn(.bytePair, from: Samples.corpus, size: 400)
    let reading = codec.read("Where is  Xyzzy?")
    #expect(reading.worded.words == ["Where", "is", "Xyzzy?"])
    #expect(
      reading.worded.tokenWords.map(\.lowerBound).filter { $0 == 2 }.count > 2, "several pieces of one word")
    #expect(reading.surfaces.last == "Xyzzy?")
  }

  @Test func unknownTokensAreReplaced() {
    let codec = TextCodec.learn(.word, from: ["a b c.", "d e f"], size: 50)
    let ids = codec.encode("a zebra b.")
    #expect(codec.write(ids).text == "a <unk> b.")
    let written = codec.write(ids, replacing: [1: "New York"])
    #expect(written.text == "a New York b." && written.words == ["a", "New", "York", "b."])
    #expect(written.tokenWords == [0..<1, 1..<3, 3..<4, 3..<4])
    #expect(codec.read("a zebra b.").surfaces == ["a", "zebra", "b", "."])
    let letters = TextCodec.learn(.character, from: ["abc"], size: 50)
    #expect(letters.write(letters.encode("axb"), replacing: [1: "x"]).text == "axb")
  }

  // MARK: Lines at hand

  @Test func nextWithoutWaitingNeverWaits() throws {
    let pipe = try FileDescriptor.pipe()
    defer { try? pipe.readEnd.close() }
    var reader = LineReader(pipe.readEnd, name: "pipe")
    #expect(try reader.nextWithoutWaiting() == nil)
    try pipe.writeEnd.writeAll(bytes("one\ntwo\nhal"))
    #expect(try reader.nextWithoutWaiting() == "one")
    #expect(try reader.nextWithoutWaiting() == "two")
    #expect(try reader.nextWithoutWaiting() == nil, "half a line is none")
    try pipe.writeEnd.writeAll(bytes("f\n"))
    #expect(try reader.nextWithoutWaiting() == "half")
    try pipe.writeEnd.writeAll(bytes("last"))
    #expect(try reader.nextWithoutWaiting() == nil)
    try pipe.writeEnd.close()
    #expect(try reader.nextWithoutWaiting() == "last")
    #expect(try reader.nextWithoutWaiting() == nil)
    #expect(try reader.next() == nil && reader.count == 4)
  }

  /// A file of many blocks comes whole, which what lies in one block does not.
  @Test func aFileIsAllAtHand() throws {
    let folder = try TemporaryFolder()
    let line = String(repeating: "x", count: 1000)
    let path = try folder.write(String(repeating: line + "\n", count: 500), to: "long")
    var reader = try LineReader(path)
    var count = 0
    while try reader.nextWithoutWaiting() != nil { count += 1 }
    #expect(count == 500)
    var short = try LineReader(path, longestLine: 10)
    #expect(throws: CorpusError.self) { try short.nextWithoutWaiting() }
  }
}

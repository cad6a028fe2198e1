import SeqData
import SeqTensor
import Testing

@Suite struct VerbFinalLanguageTests {
  static let pairs = VerbFinalLanguage.pairs(count: 4000, random: RandomSource(seed: 1))
  static let control = VerbFinalLanguage.pairs(
    count: 4000, order: .subjectVerbObject, random: RandomSource(seed: 1))

  static func words(_ text: String) -> [Substring] { text.split(separator: " ") }

  @Test("Lengths, number of words, no source twice")
  func size() {
    #expect(Self.pairs.count == 4000 && Set(Self.pairs.map(\.source)).count == 4000)
    for side in [\SentencePair.source, \.target] {
      let lengths = Self.pairs.map { Self.words($0[keyPath: side]).count }
      #expect(lengths.min() == 3 && lengths.max() == 20)
      let words = Set(Self.pairs.flatMap { Self.words($0[keyPath: side]) })
      #expect((60...100).contains(words.count), "\(words.count)")
    }
    let sources = Set(Self.pairs.flatMap { Self.words($0.source) })
    #expect(sources.isDisjoint(with: Self.pairs.flatMap { Self.words($0.target) }))
    #expect(VerbFinalLanguage.pairs(count: 0, random: RandomSource(seed: 1)).isEmpty)
  }

  @Test("The same seed speaks the same, another otherwise, a longer text goes on from a shorter one")
  func deterministic() {
    #expect(VerbFinalLanguage.pairs(count: 100, random: RandomSource(seed: 1)) == Array(Self.pairs[..<100]))
    #expect(VerbFinalLanguage.pairs(count: 100, random: RandomSource(seed: 2)) != Array(Self.pairs[..<100]))
  }

  @Test("The control has the same sources and the same words")
  func control() {
    #expect(Self.pairs.map(\.source) == Self.control.map(\.source))
    for (pair, control) in zip(Self.pairs, Self.control) {
      #expect(Self.words(pair.target).sorted() == Self.words(control.target).sorted())
    }
    #expect(zip(Self.pairs, Self.control).count { $0.target != $1.target } > 3000)
  }

  @Test(
    "The control is a translation word for word, the language turned around",
    arguments: [
      (
        "the dog saw the cat in the garden yesterday", "kinor wafu ka niwel te nemi lo mirat",
        "wafu ka mirat nemi lo te niwel kinor"
      )
    ])
  func words(_ source: String, _ verbFinal: String, _ control: String) {
    // A lexicon from the short sentences of the control, where every word has its place.
    var lexicon: [Substring: Set<[Substring]>] = [:]
    for pair in Self.control {
      let target = Self.words(pair.target).filter { !["ka", "lo", "mi"].contains($0) }
      let source = Self.words(pair.source).filter { !["the", "to"].contains($0) }
      #expect(source.count == target.count, "\(pair)")
      for (word, image) in zip(source, target) { lexicon[word, default: []].insert([image]) }
    }
    // Only "that" is two words, of a relative and of a complement clause.
    for (word, images) in lexicon { #expect(images.count == (word == "that" ? 2 : 1), "\(word): \(images)") }
    func image(_ text: String) -> [Substring] {
      Self.words(text).compactMap { lexicon[$0]?.first?[0] }.sorted()
    }
    #expect(image(source) == Self.words(verbFinal).filter { !["ka", "lo", "mi"].contains($0) }.sorted())
    #expect(Self.words(verbFinal).sorted() == Self.words(control).sorted())
  }

  @Test("The verb is last, the particle follows its noun, a relative clause comes before it")
  func grammar() {
    let verbs = Set(
      """
      nebar warel matsen utalor odorim mirat sagel kikun tsuvar sukel hakot egar hoshel agerat miselo urimak iyar shirun
      omovel
      """.split(whereSeparator: \.isWhitespace))
    for pair in Self.pairs {
      let words = Self.words(pair.target)
      #expect(words.last.map(verbs.contains) == true, "\(pair)")
      #expect(!["ka", "lo", "mi", "te", "sobu", "no", "ta"].contains(words[0]), "\(pair)")
      for (place, word) in words.enumerated() {
        // Relative and complement particles follow a verb, the others a noun.
        if word == "no" || word == "ta" { #expect(verbs.contains(words[place - 1]), "\(pair)") }
        if ["ka", "lo", "mi", "te", "sobu"].contains(word) {
          #expect(!verbs.contains(words[place - 1]), "\(pair)")
        }
      }
    }
    for clause in ["that", "because", "when", "before", "to", "in", "near", "yesterday"] {
      #expect(Self.pairs.count { Self.words($0.source).contains(Substring(clause)) } > 100, "\(clause)")
    }
  }
}

import SeqData
import SeqTensor
import Testing

@Suite struct SentencePairTests {
  /// A hundred sources, most with several translations, in mixed order; some are equal as strings but not in bytes.
  static let pairs: [SentencePair] = {
    var random = RandomSource(seed: 9)
    var pairs = (0..<300).map { number in
      SentencePair(source: "source \(number % 97)", target: "target \(number)")
    }
    pairs += (0..<6).map {
      SentencePair(source: $0 < 3 ? "caf\u{E9}" : "cafe\u{301}", target: "coffee \($0)")
    }
    random.shuffle(&pairs)
    return pairs
  }()

  static func isInOrder(_ part: [SentencePair]) -> Bool {
    var rest = pairs[...]
    for pair in part {
      guard let place = rest.firstIndex(where: { $0.target == pair.target }) else { return false }
      rest = rest[(place + 1)...]
    }
    return true
  }

  @Test("No source is on both sides, and no pair is lost", arguments: [0, 1, 30, 98, 99, 500])
  func split(_ count: Int) {
    let (training, heldOut) = Self.pairs.split(heldOut: count, random: RandomSource(seed: 2))
    let sources = [training, heldOut].map { Set($0.map { bytes($0.source) }) }
    #expect(sources[0].isDisjoint(with: sources[1]))
    #expect(sources[1].count == min(count, 99))
    #expect(training.count + heldOut.count == Self.pairs.count)
    #expect(Set((training + heldOut).map(\.target)).count == Self.pairs.count)
    #expect(Self.isInOrder(training) && Self.isInOrder(heldOut))
  }

  @Test("The same random source splits alike, another otherwise")
  func splitIsDeterministic() {
    let split = Self.pairs.split(heldOut: 30, random: RandomSource(seed: 2))
    #expect(split == Self.pairs.split(heldOut: 30, random: RandomSource(seed: 2)))
    #expect(split.heldOut != Self.pairs.split(heldOut: 30, random: RandomSource(seed: 3)).heldOut)
  }

  @Test("No more pairs are set aside than are allowed, and hardly fewer", arguments: [0, 1, 3, 10, 30])
  func splitAtMost(_ most: Int) {
    let (training, heldOut) = Self.pairs.split(heldOut: 30, atMost: most, random: RandomSource(seed: 2))
    let sources = [training, heldOut].map { Set($0.map { bytes($0.source) }) }
    #expect(sources[0].isDisjoint(with: sources[1]))
    #expect(training.count + heldOut.count == Self.pairs.count)
    // A source has three pairs or four.
    #expect(most - 3 < heldOut.count && heldOut.count <= most)
  }

  @Test("Where no more pairs than are allowed belong to the sources they are the same")
  func splitWithinLimit() {
    let all = Self.pairs.split(heldOut: 30, random: RandomSource(seed: 2))
    let most = all.heldOut.count
    #expect(all == Self.pairs.split(heldOut: 30, atMost: most, random: RandomSource(seed: 2)))
    #expect(all != Self.pairs.split(heldOut: 30, atMost: most - 1, random: RandomSource(seed: 2)))
  }

  @Test("Nothing to split")
  func splitNothing() {
    let (training, heldOut) = [SentencePair]().split(heldOut: 3, random: RandomSource(seed: 2))
    #expect(training.isEmpty && heldOut.isEmpty)
  }

  @Test("Each source has all its references, in order")
  func references() {
    let pairs = [("b", "1"), ("a", "2"), ("b", "3"), ("\u{E9}", "4"), ("e\u{301}", "5"), ("b", "1")]
      .map { SentencePair(source: $0, target: $1) }
    let grouped = pairs.referencesBySource
    #expect(grouped.map { bytes($0.source) } == ["b", "a", "\u{E9}", "e\u{301}"].map(bytes))
    #expect(grouped.map(\.references) == [["1", "3", "1"], ["2"], ["4"], ["5"]])
    #expect([SentencePair]().referencesBySource.isEmpty)
  }
}

@Suite struct PairVariantsTests {
  static let careless = variants(careless: 1, exchanged: 0)
  static let exchanged = variants(careless: 0, exchanged: 1)

  static func variants(careless: Double, exchanged: Double) -> PairVariants {
    var variants = PairVariants()
    variants.careless = careless
    variants.exchanged = exchanged
    return variants
  }

  /// What many draws make of one pair.
  static func draws(_ source: String, _ target: String, by variants: PairVariants) -> [SentencePair] {
    variants.applied(
      to: Array(repeating: SentencePair(source: source, target: target), count: 400),
      random: RandomSource(seed: 8))
  }

  @Test("Careless typing leaves out the mark, the capital or both")
  func typing() {
    let drawn = Self.draws("Where is Tom?", "Où est Tom ?", by: Self.careless)
    #expect(drawn.allSatisfy { $0.target == "Où est Tom ?" })
    #expect(
      Set(drawn.map(\.source)) == ["where is Tom?", "Where is Tom", "where is tom", "where is Tom"])
  }

  @Test(
    "Names and I keep their capitals, and something is always left",
    arguments: [
      ("Tom is here.", ["Tom is here.", "Tom is here", "tom is here"]),
      ("I'm here!", ["I'm here!", "I'm here", "i'm here"]),
      ("I.", ["I.", "I", "i"]), ("?!", ["?!"]), ("", [""]), ("你好。", ["你好。", "你好"]),
      ("Va !", ["va !", "Va", "va"]), ("Va\u{202F}!", ["va\u{202F}!", "Va", "va"]),
      ("Où ça\u{A0}?", ["où ça\u{A0}?", "Où ça", "où ça"]),
    ])
  func capitals(_ source: String, _ typed: [String]) {
    let drawn = Self.draws(source, "x", by: Self.careless)
    #expect(Set(drawn.map { bytes($0.source) }) == Set(typed.map(bytes)))
    #expect(drawn.allSatisfy { $0.target == "x" })
  }

  @Test("A name is exchanged in both sentences for the same")
  func names() {
    let drawn = Self.draws(
      "Tom's dog likes Mary; Tom knows.", "Le chien de Tom aime Mary. Tom sait.", by: Self.exchanged)
    for pair in drawn {
      let names = pair.source.matches("", "'s dog likes ", "; ", " knows.")
      #expect(names.count == 3 && names[0] == names[2] && names[0] != "Tom" && names[1] != "Mary")
      #expect(names[0] != names[1])
      let translated = pair.target.matches("Le chien de ", " aime ", ". ", " sait.")
      #expect(translated == names)
    }
    #expect(Set(drawn.map(\.source)).count > 100)
  }

  @Test("A place does not become another one of the pair, whose name has two words")
  func namesOfTwoWords() {
    for pair in Self.draws("From Boston to New York.", "De Boston à New York.", by: Self.exchanged) {
      let names = pair.source.matches("From ", " to New York.")
      #expect(names.count == 1 && names[0] != "New York")
      #expect(pair.target.matches("De ", " à New York.") == names)
    }
  }

  @Test("Numbers are exchanged in both sentences for others of as many digits")
  func numbers() {
    for pair in Self.draws(
      "From 20 to 30, or 1998, not 5.", "De 20 à 30, ou 1998, pas 5.", by: Self.exchanged)
    {
      let numbers = pair.source.matches("From ", " to ", ", or ", ", not 5.")
      #expect(numbers.map(\.count) == [2, 2, 4])
      #expect(numbers.allSatisfy { $0.first != "0" && $0.allSatisfy(\.isNumber) })
      // Two numbers do not become one.
      #expect(Set(numbers).count == 3)
      #expect(pair.target.matches("De ", " à ", ", ou ", ", pas 5.") == numbers)
    }
  }

  @Test(
    "What is not in both sentences stays",
    arguments: [
      ("Tom is here.", "Il est ici."), ("He is here.", "Tom est ici."), ("It was 1998.", "C'était en 98."),
      ("Tomorrow at 5.", "Demain à 5."), ("No names here.", "Pas de noms ici."), ("", ""),
      ("e\u{301} 👩‍👩‍👧‍👦\r\n", "\u{E9}  "),
    ])
  func unmatched(_ source: String, _ target: String) {
    for pair in Self.draws(source, target, by: Self.exchanged) {
      #expect(bytes(pair.source) == bytes(source) && bytes(pair.target) == bytes(target))
    }
  }

  @Test("One pair for each, in order, and the same for the same random source")
  func deterministic() {
    let pairs = (0..<500).map {
      SentencePair(source: "Tom saw \($0 + 100) birds.", target: "Tom a vu \($0 + 100) n\($0)n")
    }
    let drawn = PairVariants().applied(to: pairs, random: RandomSource(seed: 1))
    #expect(drawn.count == pairs.count)
    #expect(drawn == PairVariants().applied(to: pairs, random: RandomSource(seed: 1)))
    #expect(drawn != PairVariants().applied(to: pairs, random: RandomSource(seed: 2)))
    for (number, pair) in drawn.enumerated() { #expect(pair.target.hasSuffix("n\(number)n")) }
    // Near the shares that were asked for: three standard deviations are 0.06.
    let careless = drawn.filter { !$0.source.hasSuffix(".") }.count
    #expect(abs(Double(careless) / 500 - 0.25 * 5 / 6) < 0.06)
    let exchanged = drawn.filter { !$0.target.hasPrefix("Tom ") }.count
    #expect(abs(Double(exchanged) / 500 - 0.35) < 0.07)
    #expect(PairVariants().applied(to: [], random: RandomSource(seed: 1)).isEmpty)
  }

  @Test("With both shares zero nothing changes")
  func none() {
    let pairs = SentencePairTests.pairs
    #expect(
      Self.variants(careless: 0, exchanged: 0).applied(to: pairs, random: RandomSource(seed: 1)) == pairs)
  }
}

extension String {
  /// What stands between the given parts, one after the other; empty if they are not all there.
  fileprivate func matches(_ parts: String...) -> [String] {
    guard let first = parts.first, hasPrefix(first) else { return [] }
    var rest = dropFirst(first.count)
    var found: [String] = []
    for part in parts.dropFirst() {
      guard let place = rest.indices.first(where: { rest[$0...].hasPrefix(part) }) else { return [] }
      found.append(String(rest[..<place]))
      rest = rest[place...].dropFirst(part.count)
    }
    return found
  }
}

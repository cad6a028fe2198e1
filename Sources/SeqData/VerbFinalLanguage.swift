import SeqTensor

/// Sentence pairs of an invented language in which the verb comes last, to study what word order does to a translator.
///
/// The source is English of a few patterns: subject, verb, object, recipient, place, time, with relative, complement and
/// adverbial clauses. The target has words and case particles of its own and is head-final throughout, as Japanese or
/// Turkish is: adverbial clause, time, subject, place, recipient, object, verb; a relative clause before its noun, and
/// conjunctions and particles after what they belong to. Apart from the subject it is nearly the mirror image of the
/// source, so that feeding the source in reverse (Sutskever, Vinyals and Le 2014, section 3.3), which brings the first words
/// of both sides together where order is alike, should be of no use here. As a control the same target words can be had in
/// the source's order.
///
/// Each source has one translation: what is at the end of a clause belongs to that clause.
public enum VerbFinalLanguage {
  /// How the target's words are ordered.
  public enum Order: Sendable, Hashable, CaseIterable {
    case verbFinal
    /// As in the source, word for word.
    case subjectVerbObject
  }

  /// Sources and targets have this many words.
  public static let lengths = 3...20

  /// - Parameters:
  ///   - order: the sources are the same for each, and the targets but for their order.
  ///   - random: a copy is drawn from; the same source makes the same pairs.
  /// - Returns: `count` pairs, no two with the same source.
  public static func pairs(count: Int, order: Order = .verbFinal, random: RandomSource) -> [SentencePair] {
    var speaker = Speaker(order: order, random: random.stream(named: "verb-final language"))
    var known: Set<String> = []
    var pairs: [SentencePair] = []
    while pairs.count < count {
      let sentence = speaker.sentence()
      guard lengths.contains(sentence.source.count), lengths.contains(sentence.target.count) else { continue }
      let source = sentence.source.joined(separator: " ")
      if known.insert(source).inserted {
        pairs.append(SentencePair(source: source, target: sentence.target.joined(separator: " ")))
      }
    }
    return pairs
  }

  /// A piece of a sentence in both languages.
  private struct Phrase {
    var source: [String] = []
    var target: [String] = []

    static func + (first: Phrase, second: Phrase) -> Phrase {
      Phrase(source: first.source + second.source, target: first.target + second.target)
    }
  }

  /// A lexicon: source and target words side by side.
  private struct Words {
    let pairs: [Phrase]

    init(_ text: String) {
      pairs = text.split(whereSeparator: \.isWhitespace).map { entry in
        let sides = entry.split(separator: "/", omittingEmptySubsequences: false)
        // "the/" has no word of its own.
        return Phrase(source: [String(sides[0])], target: sides[1].isEmpty ? [] : [String(sides[1])])
      }
    }
  }

  private static let articles = Words("the/ a/eni")
  private static let adjectives = Words(
    "old/goma young/lirra small/pisu big/duro red/akel happy/meli tired/nuro")
  private static let beings = Words(
    """
    dog/wafu cat/nemi boy/toku girl/sarel man/brano woman/ilena teacher/kudaso farmer/yemar child/chibo king/orsan
    horse/hipel bird/tori
    """)
  private static let things = Words(
    "book/vorin letter/tegam apple/pomu ring/zulak ball/maru lamp/fanel cup/saku boat/kelun")
  private static let places = Words(
    "garden/niwel house/domu river/kawen forest/moriz market/bazul school/gakor")
  private static let intransitive = Words("slept/nebar laughed/warel waited/matsen sang/utalor danced/odorim")
  private static let transitive = Words(
    "saw/mirat found/sagel heard/kikun followed/tsuvar liked/sukel carried/hakot painted/egar wanted/hoshel")
  private static let ditransitive = Words("gave/agerat showed/miselo sold/urimak")
  private static let opinions = Words("said/iyar knew/shirun thought/omovel")
  private static let conjunctions = Words("because/kera when/toki before/mael")
  private static let times = Words("yesterday/kinor today/kyel often/yokum again/matal later/atolu")
  /// Before the noun of a place in English, after it in the other language.
  private static let prepositions = Words("in/te near/sobu")

  /// Draws sentences from the grammar.
  private struct Speaker {
    let order: Order
    var random: RandomSource

    /// True `count` times in 20.
    mutating func chance(_ count: Int) -> Bool { random.below(20) < count }

    mutating func word(_ words: Words) -> Phrase { words.pairs[random.below(words.pairs.count)] }

    /// The parts of the source in order; those of the target in an order of their own, or in the same as a control.
    func arranged(_ source: [Phrase], verbFinal target: [Phrase]) -> Phrase {
      Phrase(
        source: source.flatMap(\.source),
        target: (order == .verbFinal ? target : source).flatMap(\.target))
    }

    mutating func sentence() -> Phrase {
      switch random.below(20) {
      case 0..<9: return clause()
      case 9..<13: return reported(depth: 1)
      default:
        let (main, conjunction, reason) = (clause(), word(conjunctions), clause())
        return arranged([main, conjunction, reason], verbFinal: [reason, conjunction, main])
      }
    }

    /// Somebody said that, perhaps, somebody thought that.
    mutating func reported(depth: Int) -> Phrase {
      let subject = nounPhrase(beings, particle: "ka", mayBeLong: false)
      let verb = word(opinions)
      let that = Phrase(source: ["that"], target: ["ta"])
      let content = depth > 0 && chance(5) ? reported(depth: depth - 1) : clause()
      return arranged([subject, verb, that, content], verbFinal: [subject, content, that, verb])
    }

    mutating func clause() -> Phrase {
      let subject = nounPhrase(beings, particle: "ka", mayBeLong: true)
      var (verb, object, recipient) = (Phrase(), Phrase(), Phrase())
      switch random.below(20) {
      case 0..<5: verb = word(intransitive)
      case 5..<16:
        verb = word(transitive)
        object = nounPhrase(chance(10) ? beings : things, particle: "lo", mayBeLong: true)
      default:
        verb = word(ditransitive)
        object = nounPhrase(things, particle: "lo", mayBeLong: false)
        // English "to" is the particle "mi".
        recipient = nounPhrase(beings, particle: "mi", mayBeLong: false)
        recipient.source.insert("to", at: 0)
      }
      var place = Phrase()
      if chance(6) {
        let (preposition, ground) = (word(prepositions), nounPhrase(places, particle: nil, mayBeLong: false))
        place = arranged([preposition, ground], verbFinal: [ground, preposition])
      }
      let time = chance(9) ? word(times) : Phrase()
      return arranged(
        [subject, verb, object, recipient, place, time],
        verbFinal: [time, subject, place, recipient, object, verb])
    }

    /// - Parameter mayBeLong: whether a relative clause may follow.
    mutating func nounPhrase(_ nouns: Words, particle: String?, mayBeLong: Bool) -> Phrase {
      let article = word(articles)
      let adjective = chance(6) ? word(adjectives) : Phrase()
      var noun = word(nouns)
      if let particle { noun.target.append(particle) }
      let core = article + adjective + noun
      guard mayBeLong, chance(3) else { return core }
      let verb = word(transitive)
      let object = nounPhrase(chance(10) ? beings : things, particle: "lo", mayBeLong: false)
      let that = Phrase(source: ["that"], target: ["no"])
      return arranged([core, that, verb, object], verbFinal: [object, verb, that, core])
    }
  }
}

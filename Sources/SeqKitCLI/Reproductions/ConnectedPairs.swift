import CCorpora
import SeqData
import SeqTensor

/// Sentences that begin with a connective, made of pairs that begin with their subject: "Then he left." of "He left."
///
/// Collections have sentences that stand for themselves, so that hardly one begins with "then", "later" or "however", and a
/// model that met a dozen of them writes nonsense. The connectives are a list of our own, corpora/connectives.tsv. French puts
/// one before the sentence; in German it takes the first place and the subject goes behind the verb (»Dann ging er.«), unless
/// it is one of the conjunctions that only join.
///
/// A pair is taken only where both sides are plain: a statement without a comma, whose first words are a subject that is
/// recognised. Half of a collection's pairs are, far more than are wanted; so what is doubtful is left out.
package struct ConnectedPairs: Sendable {
  /// A connective in English and in the other language, as they begin a sentence.
  package let connectives: [SentencePair]
  private let isGerman: Bool

  /// English and French.
  package static let french = ConnectedPairs(column: 1, isGerman: false)
  /// English and German.
  package static let german = ConnectedPairs(column: 2, isGerman: true)

  private init(column: Int, isGerman: Bool) {
    connectives = EverydayPairs.pairs(seqkit_corpus_connectives(), column: column)
    self.isGerman = isGerman
  }

  /// As many pairs as asked for, or as there are, each of another of the given and with a connective drawn for it.
  package func lessons(from pairs: [SentencePair], count: Int, random: RandomSource) -> [SentencePair] {
    var random = random
    var pairs = pairs
    random.shuffle(&pairs)
    var lessons: [SentencePair] = []
    for pair in pairs where lessons.count < count {
      // One in four English connectives gets a comma: people write "then he left" and "then, he left".
      let (drawn, comma) = (connectives[random.below(connectives.count)], random.below(4) == 0)
      if let lesson = connected(pair, by: drawn, comma: comma) { lessons.append(lesson) }
    }
    return lessons
  }

  /// A pair that begins with a connective; nil where the pair is none that can be trusted with it.
  package func connected(_ pair: SentencePair, by connective: SentencePair, comma: Bool) -> SentencePair? {
    guard Self.isPlain(pair.source), Self.isPlain(pair.target), pair.source.split(separator: " ").count <= 9,
      let source = Self.english(pair.source),
      let target = isGerman
        ? Self.german(pair, behind: connective.target) : Self.french(pair.target, behind: connective.target)
    else { return nil }
    let joins = ["And", "But", "Or", "So"].contains(connective.source)
    return SentencePair(
      source: "\(connective.source)\(comma && !joins ? "," : "") \(source)",
      target: target)
  }

  /// One statement, of one clause as far as marks tell. German has a comma before each clause within, which may stay.
  private static func isPlain(_ text: String) -> Bool {
    text.last == "." && text.dropLast().allSatisfy { $0.isLetter || $0.isNumber || " ,-'’".contains($0) }
  }

  private static func english(_ text: String) -> String? {
    guard !text.contains(","), let first = text.firstWord, englishSubjects.contains(first) else { return nil }
    return first == "I" || names.contains(first) ? text : text.withSmallFirst
  }

  private static func french(_ text: String, behind connective: String) -> String? {
    guard let first = text.firstWord, frenchSubjects.contains(first) || names.contains(first) else {
      return nil
    }
    let text = names.contains(first) ? text : text.withSmallFirst
    guard connective.hasSuffix(" que") else { return "\(connective) \(text)" }
    return switch text.first {
    case "a", "e", "i", "o", "u", "é", "ê": "\(connective.dropLast())'\(text)"
    // "que" before some and "qu'" before others, which a letter does not tell.
    case "h": nil
    default: "\(connective) \(text)"
    }
  }

  /// Verb, subject, the rest behind the connective; where it only joins, the sentence as it was.
  private static func german(_ pair: SentencePair, behind connective: String) -> String? {
    var words = pair.target.dropLast().split(separator: " ").map(String.init)
    guard let first = words.first, let subject = germanSubject(words, of: pair.source) else { return nil }
    // A formal "Sie" keeps its capital; whether it is one the English tells.
    let isFormal = first == "Sie" && pair.source.firstWord == "You"
    if !names.contains(first), !isFormal { words[0] = first.withSmallFirst }
    if !["Und", "Aber", "Oder"].contains(connective) { words.insert(words.remove(at: subject), at: 0) }
    return "\(connective) \(words.joined(separator: " "))."
  }

  /// How many words the subject has before its verb; nil where that is not certain.
  private static func germanSubject(_ words: [String], of source: String) -> Int? {
    let length: Int
    switch words[0] {
    case "Ich", "Er", "Sie", "Wir", "Du", "Es", "Man", "Niemand", "Jemand": length = 1
    case "Ihr" where source.firstWord == "You": length = 1
    // Before any other word they may be articles: "das kleine Haus".
    case "Das" where words.count > 1 && ["ist", "war", "wird", "hat", "macht", "kann"].contains(words[1]):
      length = 1
    case let name where names.contains(name): length = 1
    case let word where germanArticles.contains(word):
      guard words.count > 2, words[1].first?.isUppercase == true else { return nil }
      length = 2
    default: return nil
    }
    guard words.count > length else { return nil }
    let verb = words[length]
    return verb.allSatisfy { $0.isLowercase } && !germanNoVerbs.contains(verb) ? length : nil
  }

  /// Those that the collections are full of; others are exchanged for them later.
  private static let names = words("Tom Mary Marie Maria")
  private static let englishSubjects = words(
    """
    I He She We They You It Tom Mary The My His Her Our Their Your This That Nobody Everyone Everybody \
    Someone
    """)
  private static let frenchSubjects = words(
    """
    Je J Tu Il Elle On Nous Vous Ils Elles Ce C Cela Ça Le La L Les Mon Ma Mes Ton Ta Tes Son Sa Ses \
    Notre Nos Votre Vos Leur Leurs Cette Cet Ces Personne Quelqu
    """)
  private static let germanArticles = words(
    """
    Der Die Das Mein Meine Dein Deine Sein Seine Ihr Ihre Unser Unsere Euer Eure Dieser Diese Dieses
    """)
  /// What a subject goes on with, where a verb would be taken for granted.
  private static let germanNoVerbs = words(
    """
    und oder alle alles beide beiden selbst auch aber allein nur der die das den dem des von vom in im \
    an am auf aus mit zu zur zum für über unter vor hinter neben bei beim als wie ohne gegen nach seit \
    zwischen durch um dort hier da nicht sogar jetzt mehr drüben mein meine meiner meines dein deiner \
    deines seiner seines ihrer ihres unserer unseres eine einer eines
    """)

  private static func words(_ list: String) -> Set<String> {
    Set(list.split(separator: " ").map(String.init))
  }
}

extension String {
  fileprivate var firstWord: String? {
    let word = prefix { $0.isLetter }
    return word.isEmpty ? nil : String(word)
  }

  fileprivate var withSmallFirst: String { prefix(1).lowercased() + dropFirst() }
}

import SeqTensor

/// Makes a translator robust to how people type: sources without capital letter or final mark, unknown names, any number.
///
/// Targets stay as they are, so that "where is the station" learns the same translation as "Where is the station?".
/// Names and numbers that stand in both sentences are exchanged in both for others, many of them invented: what the
/// model can learn from that is to copy.
public struct PairVariants: Sendable, Hashable, Codable {
  /// The share of pairs whose source is typed carelessly.
  public var careless = 0.25
  /// Of pairs with a name or number that could be exchanged, the share that is.
  public var exchanged = 0.35

  public init() {}

  /// One pair for each that is given, in the same order.
  public func applied(to pairs: [SentencePair], random: RandomSource) -> [SentencePair] {
    var random = random
    return pairs.map { pair in
      var pair = pair
      if Double(random.uniform()) < exchanged { pair = exchangingNames(in: pair, &random) }
      if Double(random.uniform()) < exchanged { pair = exchangingNumbers(in: pair, &random) }
      if Double(random.uniform()) < careless {
        pair = SentencePair(source: typedCarelessly(pair.source, &random), target: pair.target)
      }
      return pair
    }
  }

  /// Without its final mark, without its first capital, or without either; one in six all in small letters.
  private func typedCarelessly(_ text: String, _ random: inout RandomSource) -> String {
    var words = Substring(text)
    let choice = random.below(6)
    if choice != 0 {
      while let last = words.last, ".!?。！？".contains(last) { words = words.dropLast() }
      // French has a space before some marks, often a no-break one.
      while words.last?.isWhitespace == true { words = words.dropLast() }
    }
    guard choice != 1, let first = words.first else { return words.isEmpty ? text : String(words) }
    if choice == 2 { return words.lowercased() }
    // "I" and its contractions keep their capital, and so do names.
    let word = words.prefix { $0.isLetter }
    if word == "I" || Names.isKnown(String(word)) { return String(words) }
    return first.lowercased() + words.dropFirst()
  }

  /// Names that many sentence collections have in both languages alike, so that a model learns to copy them.
  package static var copiedNames: (persons: [String], surnames: [String], places: [String]) {
    (
      Names.exchangeable.dropLast().flatMap(\.known), ["Jackson", "Smith", "Brown", "Green"],
      ["Boston", "Paris", "Berlin", "Tokyo", "London"]
    )
  }

  /// Whether a word is one of the persons' names that are written alike in English, French and German.
  package static func isPerson(_ word: String) -> Bool {
    Names.exchangeable.dropLast().contains { $0.known.contains(word) || $0.others.contains(word) }
  }

  /// Runs of letters, runs of digits, and every other character by itself; joined they are the text again.
  package static func runs(of text: String) -> [Substring] { text.splitAtWords() }

  private func exchangingNames(in pair: SentencePair, _ random: inout RandomSource) -> SentencePair {
    var source = pair.source.splitAtWords()
    var target = pair.target.splitAtWords()
    for (known, others) in Names.exchangeable {
      for name in known where source.contains(Substring(name)) && target.contains(Substring(name)) {
        let other = random.below(3) == 0 ? Names.invented(&random) : others[random.below(others.count)]
        // A name that the pair has already would become two people of one name. Names of places can have several words.
        let words = other.splitAtWords()
        if source.contains(words) || target.contains(words) { continue }
        source = source.map { $0 == name ? Substring(other) : $0 }
        target = target.map { $0 == name ? Substring(other) : $0 }
      }
    }
    return SentencePair(source: source.joined(), target: target.joined())
  }

  private func exchangingNumbers(in pair: SentencePair, _ random: inout RandomSource) -> SentencePair {
    var source = pair.source.splitAtWords()
    var target = pair.target.splitAtWords()
    for number in source where number.count >= 2 && number.allSatisfy(\.isDigit) && target.contains(number) {
      var other = ""
      for place in 0..<number.count { other += String(place == 0 ? 1 + random.below(9) : random.below(10)) }
      // Two numbers of a pair must not become one.
      if source.contains(Substring(other)) || target.contains(Substring(other)) { continue }
      source = source.map { $0 == number ? Substring(other) : $0 }
      target = target.map { $0 == number ? Substring(other) : $0 }
    }
    return SentencePair(source: source.joined(), target: target.joined())
  }
}

extension Character {
  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}

extension String {
  fileprivate func splitAtWords() -> [Substring] {
    var parts: [Substring] = []
    var start = startIndex
    func kind(_ character: Character) -> Int { character.isLetter ? 1 : character.isDigit ? 2 : 0 }
    while start < endIndex {
      let first = kind(self[start])
      var end = index(after: start)
      if first != 0 { while end < endIndex, kind(self[end]) == first { end = index(after: end) } }
      parts.append(self[start..<end])
      start = end
    }
    return parts
  }
}

/// Names that are written alike in English, French and German.
private enum Names {
  /// Names that sentence collections are full of, each with what may stand for it. A woman's name is exchanged for a
  /// woman's: French and German agree with it.
  static let exchangeable: [(known: [String], others: [String])] = [
    (["Tom", "John", "Bill", "Jim", "Ken", "Bob", "Jack", "Mike", "George", "Peter", "Paul"], men),
    (["Mary", "Alice", "Jane", "Nancy", "Emily", "Kate", "Susan", "Linda"], women),
    (["Boston"], cities),
  ]

  static let men = [
    "Adam", "Ahmed", "Alan", "Albert", "Alex", "Andrew", "Anton", "Arthur", "Ben", "Boris", "Brian", "Bruno",
    "Carl",
    "Carlos", "Charlie", "Chris", "Daniel", "David", "Dennis", "Diego", "Dominik", "Edgar", "Eric", "Ethan",
    "Felix",
    "Finn", "Frank", "Fred", "Gary", "Hans", "Harry", "Henry", "Hugo", "Ian", "Igor", "Ivan", "Jacob",
    "James", "Jan",
    "Jason", "Joe", "Jonas", "Juan", "Karl", "Kevin", "Kim", "Kurt", "Lars", "Leo", "Leon", "Liam", "Louis",
    "Lucas",
    "Luis", "Mark", "Martin", "Mateo", "Matt", "Max", "Michael", "Mohamed", "Nathan", "Nick", "Noah",
    "Oliver",
    "Omar", "Oscar", "Otto", "Pablo", "Patrick", "Pedro", "Philip", "Ravi", "Richard", "Robert", "Robin",
    "Roger",
    "Sam", "Samir", "Scott", "Sean", "Sergio", "Simon", "Steve", "Takeshi", "Theo", "Thomas", "Tim", "Tony",
    "Victor",
    "Walter", "William", "Yusuf",
  ]
  static let women = [
    "Ada", "Agnes", "Aisha", "Amanda", "Amy", "Angela", "Anita", "Anna", "Barbara", "Bella", "Bianca",
    "Carla",
    "Carmen", "Chloe", "Clara", "Claudia", "Diana", "Dora", "Elena", "Elisa", "Ella", "Emma", "Erika", "Eva",
    "Fatima",
    "Fiona", "Grace", "Greta", "Hana", "Helen", "Ida", "Ines", "Ingrid", "Irene", "Isabel", "Jessica",
    "Julia",
    "Karen", "Katrin", "Laura", "Layla", "Lea", "Lena", "Lily", "Lina", "Lisa", "Louise", "Lucy", "Maria",
    "Marta",
    "Mei", "Mia", "Monica", "Nadia", "Nina", "Nora", "Olga", "Olivia", "Paula", "Petra", "Rachel", "Rita",
    "Rosa",
    "Ruth", "Sandra", "Sara", "Sofia", "Sonia", "Stella", "Sue", "Tanja", "Tina", "Vera", "Wendy", "Yuki",
    "Zoe",
  ]
  static let cities = [
    "Amsterdam", "Atlanta", "Austin", "Berlin", "Bogota", "Boston", "Bristol", "Budapest", "Buenos Aires",
    "Cardiff",
    "Casablanca", "Chicago", "Dallas", "Denver", "Detroit", "Dublin", "Glasgow", "Helsinki", "Houston",
    "Istanbul",
    "Kyoto", "Lagos", "Leeds", "Lima", "Liverpool", "Los Angeles", "Lyon", "Madrid", "Manchester", "Memphis",
    "Miami",
    "Montreal", "Nairobi", "New York", "Osaka", "Oslo", "Oxford", "Paris", "Philadelphia", "Portland",
    "Quito", "Rio",
    "San Francisco", "Santiago", "Seattle", "Stockholm", "Sydney", "Toledo", "Toronto", "Vancouver",
    "Washington",
  ]

  static func isKnown(_ word: String) -> Bool {
    exchangeable.contains { $0.known.contains(word) || $0.others.contains(word) }
  }

  /// A name that nobody has: two or three syllables.
  static func invented(_ random: inout RandomSource) -> String {
    let onsets = [
      "b", "br", "c", "ch", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "kl", "l", "m", "n", "p", "pr",
      "qu", "r",
      "s", "sch", "sh", "st", "t", "th", "tr", "v", "w", "y", "z",
    ]
    let vowels = ["a", "e", "i", "o", "u", "ai", "ea", "ie", "oo", "y"]
    let codas = ["", "", "", "l", "n", "r", "s", "ck", "nd", "rt", "m"]
    var name = ""
    for _ in 0..<2 + random.below(2) {
      name += onsets[random.below(onsets.count)] + vowels[random.below(vowels.count)]
      name += codas[random.below(codas.count)]
    }
    return name.prefix(1).uppercased() + name.dropFirst()
  }
}

import SeqTensor

/// Where the names, objects, places and other open words of a story come from.
public enum StoryVocabulary: Sendable, Hashable {
  /// The words to train on.
  case training
  /// Words that training never sees: no word is in both lists.
  case heldOut
  /// Words that nobody has seen: pronounceable nonsense in English, two characters in Chinese, drawn anew for each story.
  case invented
  /// A list of the caller's own.
  case words(StoryWords)

  /// The list; nil for invented words, which have none.
  public func words(_ language: StoryLanguage) -> StoryWords? {
    switch self {
    case .training: language == .english ? .englishTraining : .chineseTraining
    case .heldOut: language == .english ? .englishHeldOut : .chineseHeldOut
    case .invented: nil
    case .words(let words): words
    }
  }
}

/// Lists of the open words: everything that can be replaced without making a story wrong.
public struct StoryWords: Sendable, Hashable {
  public struct Person: Sendable, Hashable {
    public var name: String
    public var isFemale: Bool

    public init(name: String, isFemale: Bool) {
      self.name = name
      self.isFemale = isFemale
    }
  }

  /// A noun with its plural; in Chinese they are the same.
  public struct Noun: Sendable, Hashable {
    public var singular: String
    public var plural: String

    public init(singular: String, plural: String) {
      self.singular = singular
      self.plural = plural
    }
  }

  public var people: [Person]
  public var objects: [String]
  public var places: [String]
  public var animals: [Noun]
  public var colours: [String]
  public var shapes: [String]
  /// Things that fit into one another.
  public var containers: [String]

  public init(
    people: [Person], objects: [String], places: [String], animals: [Noun], colours: [String],
    shapes: [String],
    containers: [String]
  ) {
    self.people = people
    self.objects = objects
    self.places = places
    self.animals = animals
    self.colours = colours
    self.shapes = shapes
    self.containers = containers
  }

  /// Every word once, class by class; an animal's plural follows its singular where it differs.
  public var all: [String] {
    people.map(\.name) + objects + places
      + animals.flatMap { $0.singular == $0.plural ? [$0.singular] : [$0.singular, $0.plural] } + colours
      + shapes + containers
  }

  /// Lists from text, words between blanks; "mouse/mice" for a noun whose plural does not just add an s.
  init(
    women: String, men: String, objects: String, places: String, animals: String, colours: String,
    shapes: String, containers: String, language: StoryLanguage
  ) {
    func list(_ text: String) -> [String] { text.split(whereSeparator: \.isWhitespace).map(String.init) }
    self.init(
      people: list(women).map { Person(name: $0, isFemale: true) }
        + list(men).map { Person(name: $0, isFemale: false) },
      objects: list(objects), places: list(places),
      animals: list(animals).map { entry in
        let forms = entry.split(separator: "/")
        let plural = forms.count > 1 ? String(forms[1]) : language == .english ? entry + "s" : entry
        return Noun(singular: String(forms[0]), plural: plural)
      },
      colours: list(colours), shapes: list(shapes), containers: list(containers))
  }
}

/// Draws the words of one story, none of them twice.
struct WordDraw {
  private let words: StoryWords?
  private let language: StoryLanguage
  private var random: RandomSource
  private var used: Set<String> = []
  private var plainShape: String?

  init(_ vocabulary: StoryVocabulary, _ language: StoryLanguage, random: RandomSource) {
    words = vocabulary.words(language)
    self.language = language
    self.random = random
  }

  mutating func person() -> StoryWords.Person {
    guard let words else {
      return StoryWords.Person(name: invented(.name), isFemale: random.below(2) == 0)
    }
    return fresh(words.people, named: "people", by: \.name)
  }

  mutating func people(_ count: Int) -> [StoryWords.Person] { (0..<count).map { _ in person() } }

  mutating func animal() -> StoryWords.Noun {
    guard let words else {
      let noun = invented(.noun)
      return StoryWords.Noun(singular: noun, plural: language == .english ? noun + "s" : noun)
    }
    return fresh(words.animals, named: "animals", by: \.singular)
  }

  mutating func object() -> String { word(\.objects, named: "objects") }
  mutating func place() -> String { word(\.places, named: "places") }
  mutating func places(_ count: Int) -> [String] { (0..<count).map { _ in place() } }
  mutating func colour() -> String { word(\.colours, named: "colours") }
  mutating func container() -> String { word(\.containers, named: "containers") }

  /// A shape of a colour; one in a story, as in bAbI, may have none.
  mutating func shape() -> String {
    guard let words else { return invented(.noun) }
    for _ in 0..<10_000 {
      let shape = words.shapes[random.below(words.shapes.count)]
      let colour = words.colours[random.below(words.colours.count)]
      let plain = plainShape == nil && random.below(4) == 0 && !used.contains("coloured " + shape)
      // A plain square beside a red one would be neither one nor the other.
      if plain { plainShape = shape } else if shape == plainShape { continue }
      let name = plain ? shape : language == .english ? "\(colour) \(shape)" : colour + shape
      guard used.insert(name).inserted else { continue }
      used.insert("coloured " + shape)
      return name
    }
    fatalError(
      "a story needs more than the \(words.shapes.count) shapes and \(words.colours.count) colours of its vocabulary"
    )
  }

  private mutating func word(_ list: KeyPath<StoryWords, [String]>, named: String) -> String {
    guard let words else { return invented(.noun) }
    return fresh(words[keyPath: list], named: named, by: \.self)
  }

  private mutating func fresh<Word>(_ list: [Word], named: String, by key: KeyPath<Word, String>) -> Word {
    let free = list.filter { !used.contains($0[keyPath: key]) }
    guard !free.isEmpty else {
      fatalError("a story needs more than the \(list.count) \(named) of its vocabulary")
    }
    let word = free[random.below(free.count)]
    used.insert(word[keyPath: key])
    return word
  }

  private mutating func invented(_ kind: InventedWords.Kind) -> String {
    while true {
      let word = InventedWords.word(kind, language, &random)
      if used.insert(word.lowercased()).inserted { return word }
    }
  }
}

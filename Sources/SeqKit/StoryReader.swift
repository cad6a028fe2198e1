import SeqAutodiff
import SeqData
import SeqFiles
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage

/// Reads facts, answers questions about them, and says from which facts.
///
///     var reader = try StoryReader(contentsOf: "reader.safetensors")
///     reader.add("Joe went to the kitchen.")
///     print(try reader.answer("Where is Joe?").text ?? "I don't know")
///
/// A memory network (`ReaderNetwork`, after Weston et al. 2015) over names that it never saw: any person, thing or place will
/// do. It is a value: a copy has a memory of its own, the weights are shared.
public struct StoryReader: Sendable {
  /// What the model is, where it comes from, and under what licence.
  public let card: ModelCard
  package let model: ReaderNetwork
  package let parameters: ParameterStore
  /// What was told, in order.
  public private(set) var facts: [String] = []
  private var story: StoryMemory
  /// Below this confidence there is no answer.
  public var threshold = 0.5
  /// The settings it was trained with as JSON, kept for the record; nil where nobody knows them.
  private let training: String?

  package init(
    card: ModelCard, model: ReaderNetwork, parameters: ParameterStore, lexicon: StoryLexicon,
    training: String?
  ) {
    self.card = card
    self.model = model
    self.parameters = parameters
    self.training = training
    story = StoryMemory(lexicon)
  }

  /// Reads a model file.
  ///
  /// - Throws: a `FileError` that says what is wrong with the file and where.
  public init(contentsOf path: FilePath) throws(FileError) { try self.init(ModelFile(contentsOf: path)) }

  package init(_ file: ModelFile) throws(FileError) {
    let loaded = try ReaderModelFile.load(from: file)
    self.init(
      card: file.card, model: loaded.model, parameters: loaded.parameters, lexicon: loaded.lexicon,
      training: loaded.training)
    threshold = loaded.threshold
  }

  /// Writes the model to a file.
  ///
  /// - Throws: a `FileError` if the file cannot be written; what was there before is then unchanged.
  public func save(to path: FilePath, card: ModelCard, storage: WeightStorage = .float16) throws(FileError) {
    try ReaderModelFile.write(
      .init(
        model: model, parameters: parameters, lexicon: lexicon, threshold: threshold, training: training),
      card: card, storage: storage, to: path)
  }

  package var lexicon: StoryLexicon { story.lexicon }

  /// Everybody and everything that the facts name, as they were first written; verbs that it does not know among them, and
  /// until `forget` what facts that were taken back named.
  public var names: [String] { story.names }

  /// Remembers a fact.
  public mutating func add(_ fact: String) {
    facts.append(fact)
    story.add(fact)
  }

  /// Takes the last fact back; nil if there is none.
  @discardableResult
  public mutating func undo() -> String? {
    story.removeLast()
    return facts.popLast()
  }

  /// Forgets everything.
  public mutating func forget() {
    facts = []
    story = StoryMemory(story.lexicon)
  }

  /// The answer to a question, or why there is none.
  public func answer(_ question: String) -> Answer {
    // What the question shows of where names end counts for this answer only.
    var story = story
    let (sentence, strangers) = story.question(question)
    guard !facts.isEmpty else { return .none(.noFacts) }
    guard !sentence.mentions.isEmpty else { return .none(.notInStory(strangers)) }
    let kind = QuestionKind(question)
    var reading = Reading(memory: story.memory, question: sentence, factCount: facts.count) { choice in
      switch choice {
      case .name(let name):
        kind.takesNames && !QuestionKind.nameless.contains(StoryLexicon.key(of: story.names[Int(name)]))
      case .word(let word): kind.takes(lexicon.word(of: word - Int32(ReaderWord.count)))
      case .stop, .unknown, .fact: true
      }
    }
    reading.run(model, with: parameters)
    let evidence = reading.chosen.map { hop in
      Answer.Evidence(
        number: hop.fact + 1, fact: facts[hop.fact],
        weights: hop.weights.map { .init(fact: $0.fact + 1, weight: $0.weight) })
    }
    let words = reading.answer.compactMap { choice -> String? in
      switch choice {
      case .name(let name): story.names[Int(name)]
      case .word(let word): lexicon.word(of: word - Int32(ReaderWord.count))
      case .stop, .unknown, .fact: nil
      }
    }
    guard !words.isEmpty, reading.confidence >= threshold,
      strangers.isEmpty || canBeNo(sentence, reading.answer)
    else {
      let reason: Answer.Reason =
        !strangers.isEmpty
        ? .notInStory(strangers) : words.isEmpty ? .doesNotFollow : .unsure(words.joined(separator: ", "))
      return Answer(
        text: nil, words: [], confidence: reading.confidence, evidence: evidence, reason: reason)
    }
    return Answer(
      text: words.joined(separator: ", "), words: words, confidence: reading.confidence, evidence: evidence,
      reason: nil)
  }
}

extension StoryReader {
  /// Nothing in the story can answer a question with a word that the story does not have. Only "no" can, where that word is
  /// the last name of the question: "Is Joe in the garage?"
  private func canBeNo(_ question: MentionMemory.Sentence, _ answer: [ReaderChoice]) -> Bool {
    if answer.contains(where: { if case .name = $0 { true } else { false } }) { return false }
    let strangers = question.words.indices.filter { question.words[$0] == ReaderWord.stranger }
    guard strangers.count == 1, let place = strangers.first else { return false }
    return place > (question.mentions.map(\.place).max() ?? -1)
      && !question.mentions.contains { $0.place == place - 1 }
  }
}

/// An answer and what it was read from.
public struct Answer: Sendable, Hashable {
  /// Names as the story has them, or a word such as "yes"; several are joined by commas. Nil where nobody can know.
  public let text: String?
  /// The words of it.
  public let words: [String]
  /// The probability of the least certain decision on the way to it, from 0 to 1.
  public let confidence: Double
  /// The facts that were read, in the order of reading.
  public let evidence: [Evidence]
  /// Why there is no answer; nil where there is one.
  public let reason: Reason?

  /// Why there is no answer.
  public enum Reason: Sendable, Hashable {
    case noFacts
    /// Words of the question of which no fact tells.
    case notInStory([String])
    /// The facts do not say.
    case doesNotFollow
    /// What would have been the answer is too uncertain.
    case unsure(String)
  }

  /// A fact that was read on the way to the answer.
  public struct Evidence: Sendable, Hashable {
    /// From 1, in the order in which the facts were told.
    public let number: Int
    /// Its words.
    public let fact: String
    /// How probable it was that this or another fact was to be read next, the most probable ones first.
    public let weights: [Weight]
  }

  /// How probable it was that a fact was read next.
  public struct Weight: Sendable, Hashable {
    /// The number of a fact, from 1.
    public let fact: Int
    /// From 0 to 1.
    public let weight: Double
  }

  static func none(_ reason: Reason) -> Answer {
    Answer(text: nil, words: [], confidence: 0, evidence: [], reason: reason)
  }
}

/// One question on its way through the network.
private struct Reading {
  let memory: MentionMemory
  let question: MentionMemory.Sentence
  let factCount: Int
  /// Whether an answer is of the kind that is asked for.
  let fits: (ReaderChoice) -> Bool
  var chosen: [(fact: Int, weights: [(fact: Int, weight: Double)])] = []
  var answer: [ReaderChoice] = []
  var confidence = 1.0

  init(
    memory: MentionMemory, question: MentionMemory.Sentence, factCount: Int,
    fits: @escaping (ReaderChoice) -> Bool
  ) {
    self.memory = memory
    self.question = question
    self.factCount = factCount
    self.fits = fits
  }

  private func step(_ decision: ReaderStep.Decision, _ answered: [Int32] = []) -> ReaderStep {
    ReaderStep(
      memory: memory, factCount: factCount, question: question, decision: decision,
      chosen: chosen.map(\.fact),
      answered: answered)
  }

  mutating func run(_ model: ReaderNetwork, with parameters: ParameterStore) {
    let tape = Tape()
    while chosen.count < model.configuration.hopLimit {
      let step = step(.hop)
      let found = tape.evaluate(with: parameters) { model.probabilities(of: step, on: $0) }
      guard let best = found.max(by: { $0.probability < $1.probability }) else { break }
      confidence = min(confidence, Double(best.probability))
      guard case .fact(let fact) = best.choice else { break }
      let weights = found.enumerated().compactMap {
        place, entry -> (fact: Int, weight: Double, place: Int)? in
        guard case .fact(let fact) = entry.choice, entry.probability >= 0.005 else { return nil }
        return (fact, Double(entry.probability), place)
      }.sorted { ($1.weight, $0.place) < ($0.weight, $1.place) }
      chosen.append((fact, weights.prefix(5).map { ($0.fact, $0.weight) }))
    }
    var answered: [Int32] = []
    while answered.count < model.configuration.answerLimit {
      let step = step(.answer, answered)
      let found = tape.evaluate(with: parameters) { model.probabilities(of: step, on: $0) }
        .filter { fits($0.choice) }
      guard let best = found.max(by: { $0.probability < $1.probability }) else { break }
      confidence = min(confidence, Double(best.probability / found.reduce(0) { $0 + $1.probability }))
      switch best.choice {
      case .name(let name) where !answered.contains(name):
        answered.append(name)
        answer.append(best.choice)
      case .word where answered.isEmpty:
        answer.append(best.choice)
        return
      default: return
      }
    }
  }
}

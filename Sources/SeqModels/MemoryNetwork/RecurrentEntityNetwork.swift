import SeqAutodiff
import SeqLayers
import SeqTensor

/// What the cells of a recurrent entity network are about.
public enum EntityKeys: Sendable, Hashable, Codable {
  /// One cell for each of the story's own words that are named to it; their keys are the words' embeddings.
  case storyWords
  /// So many cells with keys of their own, which are learned: the paper's machine on bAbI has 20.
  case free(Int)
}

/// The sizes of a `RecurrentEntityNetwork`, everything that decides its parameters.
public struct EntityNetworkConfiguration: Sendable, Hashable, Codable {
  /// V.
  public var vocabularySize: Int
  /// d.
  public var size = 64
  /// The most words of a sentence; what comes after has the weight of the last.
  public var sentenceLength = 16
  /// What the cells are about.
  public var keys = EntityKeys.storyWords
  /// Whether R is the embedding itself.
  public var sharesOutput = true

  public init(vocabularySize: Int) { self.vocabularySize = vocabularySize }

  /// The machine of the paper's section 4.2: d = 100, 20 free keys, an output table of its own.
  public static func paper(vocabularySize: Int, sentenceLength: Int) -> EntityNetworkConfiguration {
    var configuration = EntityNetworkConfiguration(vocabularySize: vocabularySize)
    configuration.size = 100
    configuration.sentenceLength = sentenceLength
    configuration.keys = .free(20)
    configuration.sharesOutput = false
    return configuration
  }

  /// What is wrong with the sizes, or nil.
  public var problem: String? {
    for (name, size, limit) in [
      ("vocabulary", vocabularySize, 1_000_000), ("size", size, 16_384),
      ("sentence length", sentenceLength, 10_000),
    ] where !(1...limit).contains(size) {
      return "\(name) is \(size); it must lie between 1 and \(limit)"
    }
    if case .free(let count) = keys, !(1...10_000).contains(count) {
      return "number of keys is \(count); it must lie between 1 and 10000"
    }
    return nil
  }
}

/// Stories with questions at any point of them, for a network that reads fact by fact.
public struct EntityStoryBatch: Sendable {
  /// One story: its facts in order, the ids of what has a cell in it, and its questions.
  public struct Story: Sendable, Hashable {
    /// Word ids of each fact.
    public var facts: [[Int32]]
    /// At least one, but for a network whose keys are free.
    public var keys: [Int32]
    /// In any order.
    public var questions: [Question]

    public init(facts: [[Int32]], keys: [Int32] = [], questions: [Question]) {
      self.facts = facts
      self.keys = keys
      self.questions = questions
    }
  }

  /// A question at some point of its story.
  public struct Question: Sendable, Hashable {
    /// Word ids.
    public var words: [Int32]
    /// The id of the right answer; -1 where it is not known.
    public var answer: Int32
    /// How many facts had been told before it.
    public var factCount: Int

    public init(words: [Int32], answer: Int32, factCount: Int) {
      self.words = words
      self.answer = answer
      self.factCount = factCount
    }
  }

  let facts: WordBags  // for each time the fact of every story, empty where it has ended: T B sentences
  let time: Int
  let keys: [Int32]  // [B J], repeated where a story has fewer
  let cells: Int
  let batchSize: Int
  let questions: WordBags
  /// For each question the first row of its story's cells in all states one after another, [(T + 1) B J].
  let firstRows: [Int]
  let cellCounts: [Int32]
  /// The ids of the right answers, story by story: [Q].
  public let answers: [Int32]

  /// - Parameter freeCells: how many cells there are where keys are free and not the stories' own.
  public init(_ stories: some Collection<Story>, freeCells: Int? = nil) {
    let longest = stories.map(\.facts.count).max() ?? 0
    time = longest
    cells = freeCells ?? max(stories.map(\.keys.count).max() ?? 1, 1)
    batchSize = stories.count
    facts = WordBags(
      (0..<longest).lazy.flatMap { t in stories.map { t < $0.facts.count ? $0.facts[t] : [] } })
    var keys: [Int32] = []
    var questions = WordBags()
    var firstRows: [Int] = []
    var cellCounts: [Int32] = []
    var answers: [Int32] = []
    for (number, story) in stories.enumerated() {
      let own = freeCells.map { (0..<Int32($0)).map { $0 } } ?? story.keys
      keys += own
      keys += repeatElement(own.first ?? 0, count: cells - own.count)
      for question in story.questions {
        questions.append(question.words)
        firstRows.append((question.factCount * stories.count + number) * cells)
        cellCounts.append(Int32(own.count))
        answers.append(question.answer)
      }
    }
    self.keys = keys
    self.questions = questions
    self.firstRows = firstRows
    self.cellCounts = cellCounts
    self.answers = answers
  }
}

/// A recurrent entity network: a cell for each thing that a story is about, every one of which reads every fact.
///
/// Henaff, Weston, Szlam, Bordes and LeCun 2017, "Tracking the World State with Recurrent Entity Networks". For words eᵢ of a
/// fact or question with masks fᵢ, keys wⱼ and states hⱼ of the cells, hⱼ = wⱼ at first:
///
///     s  = Σᵢ fᵢ ⊙ eᵢ                                   [d]        equation 1
///     gⱼ = σ(s · hⱼ + s · wⱼ)                            a number   equation 2
///     h̃ⱼ = φ(U hⱼ + V wⱼ + W s)                          [d]        equation 3
///     hⱼ ← (hⱼ + gⱼ h̃ⱼ) / ‖hⱼ + gⱼ h̃ⱼ‖                   [d]        equations 4, 5
///     pⱼ = softmax(q · hⱼ),  u = Σⱼ pⱼ hⱼ                [d]        equation 6
///     y  = R φ(q + H u)                                  [V]
///
/// φ is a PReLU whose slopes begin at 1. With `paper(vocabularySize:sentenceLength:)` that is the paper's machine. By default
/// keys are embeddings of the story's own words, and R is the embedding too, so that a word that stands for another in every
/// story is treated like any other. The masks of facts and of questions are two sets. All weights but slopes and masks begin
/// normal with deviation 0.1.
public struct RecurrentEntityNetwork: Sendable {
  public let configuration: EntityNetworkConfiguration
  private let embedding, factMasks, questionMasks: Parameter
  /// w of free keys: [J, d].
  private let keys: Parameter?
  /// [d, d] each.
  private let u, v, w, h: Parameter
  /// R, where it is not the embedding: [V, d].
  private let output: Parameter?
  private let slope, outputSlope: Parameter
  private let outputBias: Parameter

  /// Declares the parameters. The configuration must have no `problem`.
  public init(_ configuration: EntityNetworkConfiguration, scope: inout ParameterScope) {
    if let problem = configuration.problem { fatalError("RecurrentEntityNetwork: \(problem)") }
    self.configuration = configuration
    let (vocabulary, size) = (configuration.vocabularySize, configuration.size)
    let normal = Initializer.normal(deviation: 0.1)
    embedding = scope.parameter("embedding.weight", [vocabulary, size], normal)
    factMasks = scope.parameter("facts.masks", [configuration.sentenceLength, size], .constant(1))
    questionMasks = scope.parameter("questions.masks", [configuration.sentenceLength, size], .constant(1))
    if case .free(let count) = configuration.keys {
      keys = scope.parameter("keys", [count, size], normal)
    } else {
      keys = nil
    }
    u = scope.parameter("u.weight", [size, size], normal)
    v = scope.parameter("v.weight", [size, size], normal)
    w = scope.parameter("w.weight", [size, size], normal)
    h = scope.parameter("h.weight", [size, size], normal)
    output =
      configuration.sharesOutput ? nil : scope.parameter("output.weight", [vocabulary, size], normal)
    slope = scope.parameter("slope", [size], .constant(1))
    outputSlope = scope.parameter("output.slope", [size], .constant(1))
    outputBias = scope.parameter("output.bias", [vocabulary], .zeros)
  }

  /// What the network makes of a batch.
  public struct Reading {
    /// Scores of every word as the answer: [Q, V].
    public let logits: Variable
    /// p over the cells of each question's story: [Q, J], 0 beyond their number.
    public let attention: Variable
  }

  /// Reads every story fact by fact, and answers its questions from the states at which they were asked.
  public func callAsFunction(_ batch: EntityStoryBatch, on tape: Tape) -> Reading {
    let (size, cells, rows) = (configuration.size, batch.cells, batch.batchSize * batch.cells)
    let keys = tape[self.keys ?? embedding].gather(rows: batch.keys, leading: [rows])  // [B J, d]
    let fromKeys = keys.projected(by: tape[v])
    let spread = (0..<rows).map { Int32($0 / cells) }
    var states = [keys]
    if batch.time > 0 {
      let facts = encode(batch.facts, masks: factMasks, on: tape)  // [T B, d]
      let steps: Shape = [batch.time, batch.batchSize, size]
      let (s, fromFacts) = (facts.reshaped(to: steps), facts.projected(by: tape[w]).reshaped(to: steps))
      for t in 0..<batch.time {
        let last = states[t]
        let candidates = prelu(
          last.projected(by: tape[u]) + fromKeys + fromFacts[t].gather(rows: spread, leading: [rows]),
          slope: tape[slope])
        states.append(updatedEntities(facts: s[t], keys: keys, states: last, candidates: candidates))
      }
    }
    let all = stacked(states).reshaped(to: [states.count * rows, size])
    let count = batch.questions.count
    let read = all.gather(
      rows: batch.firstRows.flatMap { first in (0..<cells).map { Int32(first + $0) } },
      leading: [count, cells])
    let q = encode(batch.questions, masks: questionMasks, on: tape)  // [Q, d]
    let scores = batchedMatrixProduct(read, q.reshaped(to: [count, size, 1]))  // [Q, J, 1]
    let p = softmax(scores.reshaped(to: [count, cells]), lengths: batch.cellCounts)
    let context = batchedMatrixProduct(p.reshaped(to: [count, 1, cells]), read).reshaped(to: [count, size])
    let answer = prelu(q + context.projected(by: tape[h]), slope: tape[outputSlope])
    let logits = answer.projected(by: tape[output ?? embedding], bias: tape[outputBias])
    return Reading(logits: logits, attention: p)
  }

  /// s = Σᵢ fᵢ ⊙ eᵢ for each sentence: [R, d].
  private func encode(_ sentences: WordBags, masks: Parameter, on tape: Tape) -> Variable {
    let last = Int32(configuration.sentenceLength - 1)
    var places: [Int32] = []
    places.reserveCapacity(sentences.ids.count)
    for r in 0..<sentences.count {
      for place in 0..<sentences.starts[r + 1] - sentences.starts[r] { places.append(min(place, last)) }
    }
    return maskedBags(tape[embedding], masks: tape[masks], sentences, places: places)
  }

  /// The cross-entropy of the right answers, summed over the questions, in nats.
  public func loss(_ batch: EntityStoryBatch, on tape: Tape) -> Variable {
    softmaxCrossEntropy(self(batch, on: tape).logits, targets: batch.answers)
  }
}

extension RecurrentEntityNetwork: ExampleClassifier {
  public typealias Example = EntityStoryBatch.Story

  /// The batch that this network reads.
  public func batch(_ stories: [EntityStoryBatch.Story]) -> EntityStoryBatch {
    if case .free(let count) = configuration.keys { return EntityStoryBatch(stories, freeCells: count) }
    return EntityStoryBatch(stories)
  }

  public func scores(
    _ examples: [EntityStoryBatch.Story], on tape: Tape, regularization: inout Regularization
  ) -> (logits: Variable, answers: [Int32]) {
    let batch = batch(examples)
    return (self(batch, on: tape).logits, batch.answers)
  }

  public static func length(of example: EntityStoryBatch.Story) -> Int { example.facts.count }
}

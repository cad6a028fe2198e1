import SeqAutodiff
import SeqLayers
import SeqTensor

/// How a sentence becomes a vector.
public enum SentenceEncoding: String, Sendable, Hashable, Codable, CaseIterable {
  /// The sum of its words' vectors: their order is lost.
  case bagOfWords = "bag-of-words"
  /// The same weighted by position: Sukhbaatar et al. 2015, section 4.1, "PE".
  case position
}

/// Which hops share their embeddings: Sukhbaatar et al. 2015, section 2.2.
public enum HopTying: String, Sendable, Hashable, Codable, CaseIterable {
  /// A_{k+1} = C_k, B = A₁ and Wᵀ = C_K.
  case adjacent
  /// A and C are the same in every hop, and u_{k+1} = H u_k + o_k.
  case layerWise = "layer-wise"
  /// Every hop has its own A and C; B and W are their own too. With one hop this is the textbook's machine.
  case none
}

/// What comes between two hops, beyond the sum.
public enum HopUpdate: String, Sendable, Hashable, Codable, CaseIterable {
  /// u_{k+1} = u_k + o_k.
  case sum
  /// u_{k+1} = relu(u_k + o_k): the paper's "*" variant.
  case relu
  /// u_{k+1} = o_k ⊙ T(u_k) + u_k ⊙ (1 − T(u_k)), T(u) = σ(W_T u + b_T): Liu and Perez 2017, "Gated End-to-End Memory
  /// Networks", equation 11, with a gate for each hop.
  case gated
}

/// The sizes and choices of a `EndToEndMemoryNetwork`, everything that decides its parameters.
public struct EndToEndMemoryConfiguration: Sendable, Hashable, Codable {
  /// V.
  public var vocabularySize: Int
  /// d.
  public var embeddingSize = 20
  /// K.
  public var hops = 3
  /// How sentences become vectors.
  public var encoding = SentenceEncoding.position
  /// Which hops share their tables.
  public var tying = HopTying.adjacent
  /// What comes between two hops.
  public var update = HopUpdate.sum
  /// J of the position encoding: how many words the longest sentence has. Longer ones are read, but were not foreseen.
  public var sentenceLength = 12
  /// Whether a fact's vector tells how long ago it was told (temporal encoding).
  public var usesTime = true
  /// How many facts, the last ones, are remembered.
  public var memorySize = 50
  /// Whether the slots that a short story leaves empty, zeros, take part in the softmax, so that a hop can read nothing. The
  /// paper does not say so; the authors' own code does it, and it learns better.
  public var hasEmptySlots = true

  public init(vocabularySize: Int) { self.vocabularySize = vocabularySize }

  /// The machine of a textbook chapter: one hop, bags of words, nothing shared.
  public static func chapter(vocabularySize: Int) -> EndToEndMemoryConfiguration {
    var configuration = EndToEndMemoryConfiguration(vocabularySize: vocabularySize)
    configuration.hops = 1
    configuration.encoding = .bagOfWords
    configuration.tying = .none
    return configuration
  }

  /// What is wrong with the sizes, or nil.
  public var problem: String? {
    for (name, size, limit) in [
      ("vocabulary", vocabularySize, 1_000_000), ("embedding size", embeddingSize, 16_384),
      ("hops", hops, 64),
      ("memory size", memorySize, 1_000_000), ("sentence length", sentenceLength, 1_000_000),
    ] where !(1...limit).contains(size) {
      return "\(name) is \(size); it must lie between 1 and \(limit)"
    }
    return nil
  }
}

/// An end-to-end memory network: it answers a question by reading its story several times.
///
/// Sukhbaatar, Szlam, Weston and Fergus 2015, "End-To-End Memory Networks". One hop, for the question's vector
/// u = B q and facts xᵢ (q and xᵢ bags of words [V], A, B, C [d, V], W [V, d]):
///
///     u  = B q                       [d]
///     mᵢ = A xᵢ,  cᵢ = C xᵢ          [d] each
///     p  = softmax(uᵀ m)             [facts]      equation 1
///     o  = Σ pᵢ cᵢ                   [d]          equation 2
///     â  = softmax(W (o + u))        [V]          equation 3
///
/// and with more hops u_{k+1} = u_k + o_k (equation 4). The tables of all hops lie side by side in one parameter,
/// `embedding.weight` [V, G d], so that a sentence's words are looked up once for all of them.
public struct EndToEndMemoryNetwork: Sendable {
  public let configuration: EndToEndMemoryConfiguration
  /// A and C of all hops side by side: [V, G d].
  private let embedding: Parameter
  /// T_A and T_C likewise: [memory size, G d].
  private let time: Parameter?
  /// B, where it is not A₁: [V, d].
  private let question: Parameter?
  /// W, where it is not C_K: [V, d].
  private let output: Parameter?
  /// H of layer-wise tying.
  private let carry: Linear?
  private let gates: [Linear]
  /// Of every table at first, normal around 0: section 4.2.
  public static let initialDeviation: Scalar = 0.1

  /// Declares the parameters. The configuration must have no `problem`.
  public init(_ configuration: EndToEndMemoryConfiguration, scope: inout ParameterScope) {
    if let problem = configuration.problem { fatalError("EndToEndMemoryNetwork: \(problem)") }
    self.configuration = configuration
    let (vocabulary, size, hops) = (
      configuration.vocabularySize, configuration.embeddingSize, configuration.hops
    )
    let normal = Initializer.normal(deviation: Self.initialDeviation)
    let width = Self.tables(configuration) * size
    embedding = scope.parameter("embedding.weight", [vocabulary, width], normal)
    time =
      configuration.usesTime
      ? scope.parameter("time.weight", [configuration.memorySize, width], normal) : nil
    let isShared = configuration.tying == .adjacent
    question = isShared ? nil : scope.parameter("question.weight", [vocabulary, size], normal)
    output = isShared ? nil : scope.parameter("output.weight", [vocabulary, size], normal)
    carry =
      configuration.tying == .layerWise
      ? scope.nested("carry") { Linear(inputSize: size, outputSize: size, bias: false, scope: &$0) } : nil
    gates =
      configuration.update == .gated
      ? (0..<hops).map { hop in
        scope.nested("gate.\(hop)") { Linear(inputSize: size, outputSize: size, scope: &$0) }
      } : []
  }

  /// G, how many tables lie side by side.
  private static func tables(_ configuration: EndToEndMemoryConfiguration) -> Int {
    switch configuration.tying {
    case .adjacent: configuration.hops + 1
    case .layerWise: 2
    case .none: 2 * configuration.hops
    }
  }

  /// The first columns of A_k and C_k, k from 0.
  private func columns(ofHop hop: Int) -> (keys: Int, values: Int) {
    let size = configuration.embeddingSize
    switch configuration.tying {
    case .adjacent: return (hop * size, (hop + 1) * size)
    case .layerWise: return (0, size)
    case .none: return (hop * size, (configuration.hops + hop) * size)
    }
  }

  /// What the network makes of a batch.
  public struct Reading {
    /// Scores of every word as the answer: [B, V].
    public let logits: Variable
    /// p of each hop over the facts of all stories: [F] each; within a story they sum to 1, or less by the share of empty slots.
    public let attention: [Variable]
  }

  /// Reads the stories and scores the answers.
  ///
  /// - Parameter isLinear: leaves out the softmax of the hops (linear start, section 4.2).
  public func callAsFunction(_ batch: StoryBatch, isLinear: Bool = false, on tape: Tape) -> Reading {
    let size = configuration.embeddingSize
    let sentenceLength = configuration.encoding == .position ? configuration.sentenceLength : nil
    let memory = embeddedBags(
      tape[embedding], batch.facts, period: size, sentenceLength: sentenceLength,
      times: time.map { (tape[$0], batch.times) })  // [F, G d]
    var u: Variable  // [B, d]
    if let question {
      u = embeddedBags(tape[question], batch.questions, period: size, sentenceLength: sentenceLength)
    } else {
      u =
        embeddedBags(tape[embedding], batch.questions, period: size, sentenceLength: sentenceLength)[
          columns: 0..<size]
    }
    var attention: [Variable] = []
    for hop in 0..<configuration.hops {
      let (keys, values) = columns(ofHop: hop)
      let read = readStories(
        query: u, memory: memory, keys: keys, values: values, starts: batch.starts,
        slots: configuration.hasEmptySlots ? configuration.memorySize : 0, isLinear: isLinear)
      attention.append(read.weights)
      let carried = carry.map { $0(u) } ?? u
      switch configuration.update {
      case .sum: u = carried + read.context
      case .relu: u = relu(carried + read.context)
      case .gated:
        let gate = sigmoid(gates[hop](u))
        u = read.context * gate + carried * (1 - gate)
      }
    }
    let logits: Variable
    if let output {
      logits = u.projected(by: tape[output])
    } else {
      logits = u.projected(by: tape[embedding], firstColumn: configuration.hops * size)
    }
    return Reading(logits: logits, attention: attention)
  }

  /// The cross-entropy of the right answers, summed over the questions, in nats.
  public func loss(_ batch: StoryBatch, isLinear: Bool = false, on tape: Tape) -> Variable {
    softmaxCrossEntropy(self(batch, isLinear: isLinear, on: tape).logits, targets: batch.answers)
  }
}

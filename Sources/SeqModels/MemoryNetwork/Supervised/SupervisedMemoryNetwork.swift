import SeqAutodiff
import SeqLayers
import SeqTensor

/// A memory network that was shown which facts support each answer: I, G, O and R.
///
/// I makes a sentence a set of features (`InputFeatureMap`), G writes it into the next free slot (`Generalization`), O
/// chooses supporting facts by hard max (`OutputFeatureMap`), R makes the answer of them (`WordResponse`,
/// `PhraseResponse`). The defaults are the plain machine: two facts, one word, bags of words.
///
/// Weston, Chopra and Bordes 2015, "Memory Networks"; the extensions (adaptive memories, n-grams, two layers): Weston et
/// al. 2015, "Towards AI-Complete Question Answering: A Set of Prerequisite Toy Tasks" (arXiv:1502.05698).
public struct SupervisedMemoryNetwork: Sendable {
  public let configuration: SupervisedMemoryConfiguration
  /// O.
  public let output: OutputFeatureMap
  private let response: Response

  private enum Response: Sendable {
    case words(WordResponse)
    case phrase(PhraseResponse)
  }

  /// Declares the parameters. The configuration must have no `problem`.
  public init(_ configuration: SupervisedMemoryConfiguration, scope: inout ParameterScope) {
    if let problem = configuration.problem { fatalError("SupervisedMemoryNetwork: \(problem)") }
    self.configuration = configuration
    output = scope.nested("output") { OutputFeatureMap(configuration, scope: &$0) }
    response = scope.nested("response") { scope in
      switch configuration.response {
      case .word: .words(WordResponse(configuration, limit: nil, scope: &scope))
      case .words(let limit): .words(WordResponse(configuration, limit: limit, scope: &scope))
      case .phrase(let cell, let size, let limit):
        .phrase(PhraseResponse(configuration, cell: cell, size: size, limit: limit, scope: &scope))
      }
    }
  }

  /// The loss of O and R together over some of the questions, summed: every choice is made after the right ones before it.
  ///
  /// - Parameters:
  ///   - margin: γ.
  ///   - noise: which features are left out.
  public func loss(
    _ stories: SupportedStories, _ indices: [Int], margin: Scalar, on tape: Tape, noise: inout FeatureNoise
  ) -> Variable {
    let support = configuration.support
    let choosing = output.loss(stories, indices, margin: margin, on: tape, noise: &noise)
    switch response {
    case .words(let words):
      return choosing
        + words.loss(stories, indices, support: support, margin: margin, on: tape, noise: &noise)
    case .phrase(let phrase):
      return choosing + phrase.loss(stories, indices, support: support, on: tape, noise: &noise)
    }
  }

  /// An answer and where it comes from.
  public struct Answer: Sendable, Hashable {
    /// Word ids, at least one but of a phrase.
    public var words: [Int32]
    /// Places of the chosen facts in the story, in the order of choice.
    public var evidence: [Int]
  }

  /// The answers to some of the questions.
  public func answers(
    _ stories: SupportedStories, _ indices: [Int], with parameters: ParameterStore, on tape: Tape = Tape()
  ) -> [Answer] {
    let evidence = output.choices(stories, indices, with: parameters, on: tape)
    let words: [[Int32]]
    switch response {
    case .words(let response):
      words = response.answers(stories, indices, chosen: evidence, with: parameters, on: tape)
    case .phrase(let response):
      words = response.answers(stories, indices, chosen: evidence, with: parameters, on: tape)
    }
    return zip(words, evidence).map { Answer(words: $0, evidence: $1) }
  }
}

import SeqAutodiff
import SeqLayers
import SeqTensor

/// A differentiable neural computer that reads stories one word a step and answers where a marker stands, as in Graves et al.
/// 2016, "Synthetic question answering experiments".
///
/// A word is one of V inputs, and one of V outputs where it is an answer. A story is read once for all its questions.
public struct StoryComputer: ExampleClassifier {
  /// A story word by word.
  public struct Example: Sendable, Hashable {
    /// A word that is to be said.
    public struct Answer: Sendable, Hashable {
      /// After which word it is asked for.
      public var step: Int
      /// -1 where it is not known.
      public var word: Int32
    }

    /// Ids, markers among them.
    public var words: [Int32] = []
    /// In the order of their steps.
    public var answers: [Answer] = []

    public init() {}

    /// Appends what is to be read.
    public mutating func tell(_ words: [Int32]) { self.words += words }

    /// Appends a marker, at which a word is to be said.
    public mutating func ask(_ marker: Int32, for answer: Int32) {
      answers.append(Answer(step: words.count, word: answer))
      words.append(marker)
    }
  }

  /// Reads V inputs and says V outputs.
  public let computer: DifferentiableNeuralComputerModel
  /// How likely each number that passes the memory by, from the controller to the output, is dropped while learning: the
  /// memory is then used earlier. Franke, Niehues and Waibel, "Robust and Scalable Differentiable Neural Computer for
  /// Question Answering" (2018). 0 as in Graves et al.
  public let bypassDropout: Scalar

  /// The configuration's inputs and outputs are the words of the vocabulary; it must have no `problem`.
  public init(
    _ configuration: DifferentiableNeuralComputerConfiguration, bypassDropout: Scalar = 0,
    scope: inout ParameterScope
  ) {
    computer = DifferentiableNeuralComputerModel(configuration, scope: &scope)
    self.bypassDropout = bypassDropout
  }

  /// The scores of all words at every answer of every story, [answers, V], and the right words, [answers].
  public func scores(
    _ examples: [Example], on tape: Tape, regularization: inout Regularization
  ) -> (logits: Variable, answers: [Int32]) {
    let (batch, vocabulary) = (examples.count, computer.configuration.inputSize)
    let steps = max(examples.map(\.words.count).max() ?? 0, 1)
    // One of V, [T, B, V]; after the end of a story nothing comes.
    var inputs = [Scalar](repeating: 0, count: steps * batch * vocabulary)
    for (row, example) in examples.enumerated() {
      for (step, word) in example.words.enumerated() {
        inputs[(step * batch + row) * vocabulary + Int(word)] = 1
      }
    }
    // The steps at which any story asks, and where the answers stand in the outputs of all stories at these.
    let asked = Set(examples.flatMap { $0.answers.map(\.step) }).sorted()
    let places = Dictionary(uniqueKeysWithValues: asked.enumerated().map { ($1, $0) })
    var (rows, words) = ([Int32](), [Int32]())
    for (row, example) in examples.enumerated() {
      for answer in example.answers {
        rows.append(Int32((places[answer.step] ?? 0) * batch + row))
        words.append(answer.word)
      }
    }
    let run = computer.run(tape.constant(inputs, [steps, batch, vocabulary]), keepsStates: false)
    let logits = computer.logits(of: run, at: asked.isEmpty ? [0] : asked) {
      bypassDropout > 0 ? regularization.drop($0, rate: bypassDropout) : $0
    }
    let all = logits.reshaped(to: [logits.shape[0] * batch, computer.configuration.outputSize])
    return (all.gather(rows: rows, leading: [rows.count]), words)
  }

  /// T, the words and markers of a story.
  public static func length(of example: Example) -> Int { example.words.count }
}

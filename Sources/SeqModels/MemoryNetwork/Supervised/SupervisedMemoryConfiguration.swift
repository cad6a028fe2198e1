import SeqLayers
import SeqTensor

/// How many supporting facts are chosen.
public enum SupportCount: Sendable, Hashable, Codable {
  /// k, always as many (as far as there are facts).
  case fixed(Int)
  /// Until "nothing more" is chosen before any other fact, which is learned like a fact, or so many are chosen: the adaptive
  /// memories of Weston et al. 2015 (arXiv:1502.05698), section 4.
  case adaptive(limit: Int)

  /// The most that are chosen.
  public var limit: Int {
    switch self {
    case .fixed(let count), .adaptive(let count): count
    }
  }
}

/// How the answer is made.
public enum ResponseKind: Sendable, Hashable, Codable {
  /// The best of all words.
  case word
  /// The best of all words, then the best after that one, until "nothing more" is the best or there are so many: the other
  /// half of adaptive memories.
  case words(limit: Int)
  /// A recurrent network reads the question and the chosen facts and then writes the answer, at most so many words.
  case phrase(cell: CellKind, size: Int, limit: Int)
}

/// The sizes and choices of a `SupervisedMemoryNetwork`, everything that decides its parameters.
public struct SupervisedMemoryConfiguration: Sendable, Hashable, Codable {
  /// V.
  public var vocabularySize: Int
  /// I, with its n-grams and stop words.
  public var input: InputFeatureMap
  /// d.
  public var embeddingSize = 50
  /// How many facts O chooses.
  public var support = SupportCount.fixed(2)
  /// How R makes the answer.
  public var response = ResponseKind.word
  /// Whether O and R score by two layers with tanh, in place of Φ(x)ᵀ Uᵀ U Φ(y).
  public var isTwoLayered = false

  public init(vocabularySize: Int, input: InputFeatureMap) {
    self.vocabularySize = vocabularySize
    self.input = input
  }

  /// What is wrong with the sizes, or nil.
  public var problem: String? {
    var sizes = [
      ("vocabulary", vocabularySize, 1_000_000), ("number of features", input.count, 10_000_000),
      ("n-gram order", input.order, 16), ("embedding size", embeddingSize, 16_384),
      ("number of supporting facts", support.limit, 1_000),
    ]
    switch response {
    case .word: break
    case .words(let limit): sizes.append(("number of answer words", limit, 1_000))
    case .phrase(_, let size, let limit):
      sizes += [("hidden size", size, 16_384), ("number of answer words", limit, 1_000)]
    }
    for (name, size, limit) in sizes where !(1...limit).contains(size) {
      return "\(name) is \(size); it must lie between 1 and \(limit)"
    }
    if let word = input.features.lazy.joined().first(where: { !(0..<Int32(vocabularySize)).contains($0) }) {
      return "a feature holds the word \(word) of a vocabulary of \(vocabularySize)"
    }
    return nil
  }
}

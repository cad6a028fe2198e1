/// Test errors in per cent that others published for bAbI, task by task.
enum BabiPublished {
  static let names = [
    "1 supporting fact", "2 supporting facts", "3 supporting facts", "2 argument relations",
    "3 argument relations", "yes/no questions", "counting", "lists/sets", "simple negation",
    "indefinite knowledge", "basic coreference", "conjunction", "compound coreference", "time reasoning",
    "basic deduction", "basic induction", "positional reasoning", "size reasoning", "path finding",
    "agent's motivation",
  ]

  /// Weston et al. 2015 (arXiv:1502.05698): strongly supervised MemNN with adaptive memories, n-grams and a non-linear scorer.
  static let strongMemNN: [Double] = [
    0, 0, 0, 0, 2, 0, 15, 9, 0, 2, 0, 0, 0, 1, 0, 0, 35, 5, 64, 0,
  ]

  /// The n-gram classifier of the same paper, table 3, from accuracies of 34 % on average: a linear classifier on the bag of
  /// n-grams of all sentences that share a word with the question. It has no memory, and is not the "BoW" column of
  /// Sukhbaatar et al., which is a memory network.
  static let nGrams: [Double] = [
    64, 98, 93, 50, 80, 51, 48, 60, 38, 55, 71, 91, 74, 81, 80, 57, 54, 48, 100, 24,
  ]

  /// The LSTM of the same paper, weakly supervised: story and question read word by word. Sukhbaatar et al. repeat it as
  /// their LSTM column, mean error 51.3 %.
  static let lstm: [Double] = [
    50, 80, 80, 39, 30, 52, 51, 55, 36, 56, 38, 26, 6, 73, 79, 77, 49, 48, 92, 9,
  ]

  /// Sukhbaatar et al. 2015, the authors' own code with 3 hops, position encoding, linear start and random noise, trained on
  /// 1,000 questions of each task alone.
  static let memN2NSingle: [Double] = [
    0.1, 8.2, 41.8, 4.4, 13.7, 7.9, 20.3, 11.7, 13.6, 9.7, 0.7, 0.0, 0.3, 0.9, 0.0, 0.4, 51.0, 10.5, 81.4,
    0.0,
  ]

  /// The same, trained on all tasks together.
  static let memN2NJoint: [Double] = [
    0.0, 13.1, 23.4, 5.9, 12.9, 3.7, 22.9, 9.1, 2.7, 7.2, 0.8, 0.1, 0.1, 4.2, 0.0, 1.2, 43.6, 10.5, 86.7,
    0.0,
  ]

  /// Sukhbaatar et al. 2015, table 1, "BoW": MemN2N of 3 hops whose sentences are bags of words, without linear start and
  /// random noise, each task alone, mean error 25.1 %.
  static let memN2NBagOfWords: [Double] = [
    0.6, 17.6, 71.0, 32.0, 18.3, 8.7, 23.5, 11.4, 21.1, 22.8, 4.1, 0.3, 10.5, 1.3, 24.3, 52.0, 45.4, 48.1,
    89.7, 0.1,
  ]

  /// MemN2N with 10,000 questions a task, as Henaff et al. 2017 (arXiv:1612.03969), table 3, give it.
  static let memN2N10k: [Double] = [
    0, 0.3, 2.1, 0, 0.8, 0.1, 2.0, 0.9, 0.3, 0, 0.1, 0, 0, 0.1, 0, 51.8, 18.6, 5.3, 2.3, 0,
  ]

  /// The recurrent entity network in the same table.
  static let entNet10k: [Double] = [
    0, 0.1, 4.1, 0, 0.3, 0.2, 0, 0.5, 0.1, 0.6, 0.3, 0, 1.3, 0, 0, 0.2, 0.5, 0.3, 2.3, 0,
  ]
}

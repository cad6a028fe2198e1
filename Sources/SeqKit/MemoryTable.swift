import SeqData
import SeqModels

/// What a memory network with bags of words remembers of a story: a row of zeros and ones for every slot, beside its text.
///
///     slot  joe  fred  kitchen  text
///        1    1     0        1  Joe went to the kitchen.
///        2    0     1        1  Fred went to the kitchen.
///        3                      (empty)
///
/// The texts are G's, the rows I's.
public struct MemoryTable: Sendable {
  /// The words of the columns, in small letters.
  public let words: [String]
  /// G.
  public let memory: Generalization<String>
  /// I, whose word ids are the columns and, behind them, the stop words.
  private let input: InputFeatureMap

  /// - Parameters:
  ///   - words: what the columns are to be, without stop words; nil for every word of the story that is none, in the order of
  ///     their first occurrence. They are also what a sentence without spaces is cut by.
  ///   - capacity: the most slots; the oldest are forgotten. Nil for no limit.
  public init(
    _ facts: [String], words: [String]? = nil, stopWords: StopWords, capacity: Int? = nil
  ) {
    var memory = Generalization<String>(capacity: capacity)
    for fact in facts { memory.write(fact) }
    var columns: [String] = []
    for word in words?.map({ $0.lowercased() })
      ?? memory.slots.flatMap({ storyWords($0, knowing: stopWords.words) })
    where !stopWords.contains(word) && !columns.contains(word) {
      columns.append(word)
    }
    self.memory = memory
    self.words = columns
    input = InputFeatureMap(sentences: [], words: columns.indices.map { Int32($0) })
    segments = columns + stopWords.words
  }

  /// What a sentence without spaces is cut by.
  private let segments: [String]

  /// The row of a sentence: 1 where it has the word of the column.
  public func row(of sentence: String) -> [Int] {
    let ids = storyWords(sentence, knowing: segments).compactMap { word in
      words.firstIndex(of: word).map { Int32($0) }
    }
    let bag = input(ids)
    return words.indices.map { bag.contains(Int32($0)) ? 1 : 0 }
  }

  /// The rows of the slots that are taken.
  public var rows: [[Int]] { memory.slots.map(row) }
}

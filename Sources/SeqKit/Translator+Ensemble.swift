import SeqData
import SeqModels

/// Why models cannot translate together.
public struct EnsembleError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The model that does not fit, and the first, by the names on their cards.
  public let model, first: String
  /// The first difference: "its source vocabulary has the token 7 \"a\" where …".
  public let difference: String

  public var description: String {
    "the models '\(first)' and '\(model)' cannot be an ensemble: \(difference)"
  }
}

extension Translator {
  /// Several translators as one: at every step the mean of their probabilities decides, each with the same weight.
  ///
  ///     p(yₜ | y₁ … yₜ₋₁, x) = 1/M Σₘ pₘ(yₜ | y₁ … yₜ₋₁, x)
  ///
  /// Their sizes may differ, their vocabularies may not. The card is the first one's.
  ///
  /// - Parameter translators: at least one.
  /// - Throws: `EnsembleError` naming the first difference of the vocabularies.
  public init(ensembleOf translators: [Translator]) throws(EnsembleError) {
    guard let first = translators.first else { fatalError("an ensemble has 1 translator or more, not 0") }
    for other in translators.dropFirst() {
      let sides = [("source", first.source, other.source), ("target", first.target, other.target)]
      for (side, a, b) in sides {
        if let difference = a.firstDifference(from: b) {
          throw EnsembleError(
            model: other.card.name, first: first.card.name, difference: "on the \(side) side \(difference)")
        }
      }
    }
    self.init(
      card: first.card, members: translators.flatMap(\.ensemble.members), source: first.source,
      target: first.target, training: nil)
  }
}

extension TextCodec {
  /// What the first difference of another codec is, in words; nil if it is the same.
  fileprivate func firstDifference(from other: TextCodec) -> String? {
    if kind != other.kind {
      return "their tokenizers are \(kind.rawValue) and \(other.kind.rawValue)"
    }
    if normalization != other.normalization {
      return "their normalizations are \(normalization.rawValue) and \(other.normalization.rawValue)"
    }
    let (mine, theirs) = (vocabulary.tokens, other.vocabulary.tokens)
    for (id, (a, b)) in zip(mine, theirs).enumerated() where !a.utf8.elementsEqual(b.utf8) {
      return "token \(id) is \"\(a)\" in one and \"\(b)\" in the other"
    }
    if mine.count != theirs.count { return "one has \(mine.count) tokens, the other \(theirs.count)" }
    if stored.merges != other.stored.merges { return "byte pairs are merged in another order" }
    return nil
  }
}

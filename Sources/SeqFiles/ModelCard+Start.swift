extension ModelCard {
  /// This card for a model whose training began with the weights of another.
  ///
  /// Those weights come from the other's data, whatever is learned after them: its languages hold where this card names
  /// none, its licence and attribution stand beside this card's own, and summary and data say what it began with.
  public func begun(with start: ModelCard) -> ModelCard {
    func both(_ own: String, _ other: String) -> String {
      own.isEmpty || own == other ? other : other.isEmpty ? own : "\(own); \(other)"
    }
    var card = self
    card.summary += ", from \(start.name)"
    card.sourceLanguage = sourceLanguage ?? start.sourceLanguage
    card.targetLanguage = targetLanguage ?? start.targetLanguage
    let earlier = "those of \(start.name)" + (start.data.isEmpty ? "" : ": \(start.data)")
    card.data = data.isEmpty ? earlier : "\(data), after \(earlier)"
    card.licence = both(licence, start.licence)
    card.attribution = both(attribution, start.attribution)
    return card
  }
}

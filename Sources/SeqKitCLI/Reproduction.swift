/// How something is reproduced.
struct ReproduceOptions: Sendable {
  let common: CommonOptions
  let runs: RunOptions
  /// A model to start from in place of random weights.
  var from: String?
}

/// A published result, or one of our own shipped models, made again by one command.
struct Reproduction: Sendable {
  let name: String
  let title: String
  let needs: [DataRequirement]
  /// On two cores.
  let expectedTime: Duration
  /// The figure that others published, with its source; for a shipped model what we ask of it.
  let published: String
  /// What does it; called once all data are there.
  let run: @Sendable (ReproduceOptions, DataFolders) async throws -> Void

  init(
    _ name: String, _ title: String, needs: [DataRequirement], expectedTime: Duration,
    published: String, run: @escaping @Sendable (ReproduceOptions, DataFolders) async throws -> Void
  ) {
    self.name = name
    self.title = title
    self.needs = needs
    self.expectedTime = expectedTime
    self.published = published
    self.run = run
  }
}

extension Reproduction {
  static let all: [Reproduction] = [
    Reproduction(
      "translate-fr", "the shipped English-French model",
      needs: [DataRequirement(DataCatalogue.tatoeba, ["fra-eng.tsv"])], expectedTime: .seconds(80 * 60),
      published: "none on this split; asked: BLEU 40",
      run: TranslateReproduction.french.run),
    Reproduction(
      "translate-de", "the shipped English-German model",
      needs: [DataRequirement(DataCatalogue.tatoeba, ["deu-eng.tsv"])], expectedTime: .seconds(80 * 60),
      published: "none on this split; asked: BLEU 40",
      run: TranslateReproduction.german.run),
  ]

  static func named(_ name: String) throws(Failure) -> Reproduction {
    if let known = all.first(where: { $0.name == name }) { return known }
    let names = all.map(\.name)
    throw Failure(
      .usage, "nothing to reproduce under the name '\(name)'",
      expected: "one of " + names.joined(separator: ", "),
      advice: nearest(to: name, among: names).map { "did you mean '\($0)'?" } ?? "see 'seqkit reproduce'")
  }
}

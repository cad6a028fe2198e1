/// How something is reproduced.
struct ReproduceOptions: Sendable {
  let common: CommonOptions
  let runs: RunOptions
  /// A model to start from in place of random weights.
  var from: String?
  /// How many passes over the data in place of those that the figures need, for a first look or to go on from a model.
  var epochs: Int?

  /// Which rows of a table of trainings; none for all.
  var rows: [String] = []
  /// Which tasks of a set of tasks; nil for all.
  var tasks: [Int]?
  /// How often small models are trained from other random weights.
  var restarts = 10
  /// From how many seeds machines are trained.
  var seeds = 10
  var format = Table.Format.table
  /// What the trainings say on standard output, with `--json`; the table that ends it is written by itself.
  let reports = TrainingReports()
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
  static let all: [Reproduction] =
    [
      Reproduction(
        "translate-fr", "the shipped English-French model",
        needs: [DataRequirement(DataCatalogue.tatoeba, ["fra-eng.tsv"])], expectedTime: .seconds(205 * 60),
        published: "none on this split; asked: BLEU 40",
        run: TranslateReproduction.french.run),
      Reproduction(
        "translate-de", "the shipped English-German model",
        needs: [DataRequirement(DataCatalogue.tatoeba, ["deu-eng.tsv"])], expectedTime: .seconds(205 * 60),
        published: "none on this split; asked: BLEU 40",
        run: TranslateReproduction.german.run),
      Reproduction(
        BabiReproduction.thousand.name,
        "end-to-end memory networks, an LSTM and n-grams on bAbI, 1,000 questions a task",
        needs: [DataRequirement(DataCatalogue.babi, ["en"])], expectedTime: .seconds(15 * 60),
        published: "mean error 13.8 % a task alone, 12.4 % joint (MemN2N)", run: BabiReproduction.thousand.run
      ),
      Reproduction(
        BabiReproduction.tenThousand.name, "the same with 10,000 questions a task, d = 100",
        needs: [DataRequirement(DataCatalogue.babi, ["en-10k"])], expectedTime: .seconds(150 * 60),
        published: "mean error 4.35 % over 19 tasks (MemN2N), 0.35 % (EntNet)",
        run: BabiReproduction.tenThousand.run),
      Reproduction(
        BabiAblation.name, "what hops, encodings, gates and entity networks bring on the weak tasks of bAbI",
        needs: [DataRequirement(DataCatalogue.babi, ["en"])], expectedTime: .seconds(120 * 60),
        published: "EntNet 0.35 % over 19 tasks with 10,000 questions", run: BabiAblation.run),
      Reproduction(
        SupervisedMemoryReproduction.thousand.name,
        "strongly supervised memory networks on bAbI, plain and with all extensions",
        needs: [DataRequirement(DataCatalogue.babi, ["en"])], expectedTime: .seconds(40 * 60),
        published: "mean error 6.7 %, 4 tasks failed (strong MemNN)",
        run: SupervisedMemoryReproduction.thousand.run),
      Reproduction(
        ComputerBabiReproduction.name,
        "a differentiable neural computer on tasks 1 and 2 of bAbI, 10,000 questions each, word by word",
        needs: [DataRequirement(DataCatalogue.babi, ["en-10k"])], expectedTime: .seconds(50 * 60),
        published: "9.0 ± 12.6 %, 39.2 ± 20.5 % test error, all tasks together (DNC)",
        run: ComputerBabiReproduction.run),
      Reproduction(
        ReaderReproduction.name, "the shipped reader of stories, trained on simulated ones", needs: [],
        expectedTime: .seconds(30 * 60),
        published: "none; asked: 95 % right with new names, 85 % in new wordings",
        run: ReaderReproduction.run),
      Reproduction(
        PronunciationReproduction.name, "English spelling to phonemes on CMUdict; the shipped model g2p",
        needs: [DataRequirement(DataCatalogue.g2p)], expectedTime: .seconds(60 * 60),
        published: "word error rate 20.6 % (Transformer), 24.4 % (Phonetisaurus)",
        run: PronunciationReproduction.run),
      Reproduction(
        ChineseReproduction.all[0].name,
        "everyday sentences from English to Chinese, characters against byte pairs",
        needs: ChineseReproduction.needs, expectedTime: .seconds(95 * 60), published: "none on this split",
        run: ChineseReproduction.all[0].run),
      Reproduction(
        ChineseReproduction.all[1].name, "the same from Chinese to English",
        needs: ChineseReproduction.needs, expectedTime: .seconds(95 * 60), published: "none on this split",
        run: ChineseReproduction.all[1].run),
      Reproduction(
        AblationReproduction.name, "what attention, reversal, feeding and beam search each bring",
        needs: Multi30kReproduction.all[0].needs, expectedTime: .seconds(45 * 60),
        published: "Luong et al. 2015: up to +5.0 BLEU for attention", run: AblationReproduction.run),
      Reproduction(
        LeNetReproduction.name, "LeNet-5 on handwritten digits",
        needs: [DataRequirement(DataCatalogue.mnist)], expectedTime: .seconds(8 * 60),
        published: "0.95 % of the test digits wrong", run: LeNetReproduction.run),
      Reproduction(
        CapsuleReproduction.name,
        "capsule networks on handwritten digits, single, turned and over each other; what routing brings",
        needs: [DataRequirement(DataCatalogue.mnist)], expectedTime: .seconds(6 * 3600),
        published: "0.25 % of the test digits wrong, 5.2 % of the pairs; 0.39 and 8.1 % without capsules",
        run: CapsuleReproduction.run),
      Reproduction(
        CIFARReproduction.name, "ResNet-20 on small photographs, 20,000 for training",
        needs: [DataRequirement(DataCatalogue.cifar10)], expectedTime: .seconds(3600),
        published: "91.25 % with 50,000 pictures", run: CIFARReproduction.run),
      Reproduction(
        CatsDogsReproduction.name,
        "cats and dogs from few pictures: from scratch, frozen features, fine tuning",
        needs: [DataRequirement(DataCatalogue.catsDogs)], expectedTime: .seconds(2 * 3600),
        published: "validation accuracy 72.2, 78, 82 % from scratch, 90 to 96.1 % with VGG-16",
        run: CatsDogsReproduction.run),
    ]
    + (NeuralTuringMachineReproduction.all + NeuralTuringMachineReproduction.computers).map { item in
      Reproduction(
        item.name, item.title, needs: [], expectedTime: item.expectedTime, published: item.published,
        run: item.run)
    }
    + Multi30kReproduction.all.map { item in
      Reproduction(
        item.name, "image descriptions, \(item.source) to \(item.target), scored on test_2016_flickr",
        needs: item.needs, expectedTime: .seconds(60 * 60),
        published: item.published.map { "BLEU \(fixed($0.value, 1))" }.joined(separator: ", "), run: item.run)
    }

  static func named(_ name: String) throws(Failure) -> Reproduction {
    let name = ["ntm-recall": "ntm-associative-recall", "dnc-recall": "dnc-associative-recall"][name] ?? name
    if let known = all.first(where: { $0.name == name }) { return known }
    let names = all.map(\.name)
    throw Failure(
      .usage, "nothing to reproduce under the name '\(name)'",
      expected: "one of " + names.joined(separator: ", "),
      advice: nearest(to: name, among: names).map { "did you mean '\($0)'?" } ?? "see 'seqkit reproduce'")
  }
}

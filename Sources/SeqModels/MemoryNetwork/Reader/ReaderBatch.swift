import SeqTensor

/// Some steps of readers, laid out for the network: the mentions of each step's names as chains, side by side.
struct ReaderBatch: Sendable {
  /// T mentions at most, C chains.
  private(set) var time = 0
  private(set) var chainCount = 0
  /// [C], at least 1 each.
  private(set) var lengths: [Int32] = []
  /// [T C], the features of each mention, none beyond a chain's end.
  private(set) var mentions = WordBags()
  /// [C], the features of each chain's name in its step.
  private(set) var names = WordBags()

  /// Steps of one decision: for each of them the rows of the outputs [T C, 2H] that its choices are read from.
  struct Group: Sendable {
    /// Which steps of the batch, in their order.
    var steps: [Int] = []
    /// For each step what can be chosen, beyond the fixed choices.
    var choices: [[ReaderChoice]] = []
    /// The most choices that a step has, at least 1.
    var width = 1
    /// [steps · width], the rows of each choice; none beyond a step's last.
    var candidates = WordBags()
    /// [steps], the rows of all mentions in chosen facts.
    var chosen = WordBags()
    /// [steps], the features of each question.
    var questions = WordBags()
    fileprivate var rows: [[[Int32]]] = []
  }

  private(set) var hops = Group()
  private(set) var answers = Group()

  /// - Parameter steps: each with something to read.
  init(_ steps: [ReaderStep], _ features: ReaderFeatures, chainLimit: Int) {
    var chains: [(name: Int32, step: Int, mentions: ArraySlice<MentionMemory.Occurrence>)] = []
    for (number, step) in steps.enumerated() {
      let names = step.names
      if names.isEmpty { fatalError("ReaderBatch: a step without a name has nothing to read") }
      for name in names {
        let chain = step.memory.chain(of: name, within: step.factCount, limit: chainLimit)
        chains.append((name, number, chain))
        time = max(time, chain.count)
      }
    }
    chainCount = chains.count
    lengths = chains.map { Int32($0.mentions.count) }
    for chain in chains { names.append(features.ofName(chain.name, in: steps[chain.step])) }
    for t in 0..<time {
      for chain in chains {
        guard t < chain.mentions.count else {
          mentions.append([])
          continue
        }
        let step = steps[chain.step]
        let occurrence = chain.mentions[chain.mentions.startIndex + t]
        let fact = step.memory.facts[occurrence.fact]
        mentions.append(
          features.ofMention(fact.mentions[occurrence.mention], occurrence.mention, in: fact)
            + features.ofFact(occurrence.fact, in: step))
      }
    }
    var next = 0
    for (number, step) in steps.enumerated() {
      let first = next
      while next < chains.count, chains[next].step == number { next += 1 }
      // By fact, the rows of its mentions in the chains; in the order of the facts.
      var rows: [(fact: Int, name: Int32, row: Int32)] = []
      for chain in first..<next {
        for (t, occurrence) in chains[chain].mentions.enumerated() {
          rows.append((occurrence.fact, chains[chain].name, Int32(t * chainCount + chain)))
        }
      }
      rows.sort { ($0.fact, $0.row) < ($1.fact, $1.row) }
      let chosenRows = rows.filter { step.chosen.contains($0.fact) }
      var choices: [(ReaderChoice, [Int32])] = []
      switch step.decision {
      case .hop:
        var last = -1
        for entry in rows where !step.chosen.contains(entry.fact) {
          if entry.fact == last {
            choices[choices.count - 1].1.append(entry.row)
          } else {
            choices.append((.fact(entry.fact), [entry.row]))
            last = entry.fact
          }
        }
        hops.append(number, choices, chosenRows.map(\.row), features.ofQuestion(step.question))
      case .answer:
        for entry in chosenRows {
          if let place = choices.firstIndex(where: { $0.0 == .name(entry.name) }) {
            choices[place].1.append(entry.row)
          } else {
            choices.append((.name(entry.name), [entry.row]))
          }
        }
        answers.append(number, choices, chosenRows.map(\.row), features.ofQuestion(step.question))
      }
    }
    hops.finish()
    answers.finish()
  }
}

extension ReaderBatch.Group {
  fileprivate mutating func append(
    _ step: Int, _ choices: [(ReaderChoice, [Int32])], _ chosen: [Int32], _ question: [Int32]
  ) {
    steps.append(step)
    self.choices.append(choices.map(\.0))
    rows.append(choices.map(\.1))
    width = max(width, choices.count)
    self.chosen.append(chosen)
    questions.append(question)
  }

  /// Lays the candidates out once the widest step is known.
  fileprivate mutating func finish() {
    for step in rows {
      for choice in 0..<width { candidates.append(choice < step.count ? step[choice] : []) }
    }
    rows = []
  }
}

import SeqData
import SeqFiles
import SeqKit

/// `reader`: one question to a story of so many facts; no peer has such.
///
/// The network is untrained, which takes as long as a trained one: it reads until it may not read on.
func storyReading() -> [Benchmark] {
  [6, 1000, 100_000].map { facts in
    Benchmark(
      workload: "reader", config: "answer b1 facts \(facts)", items: 1, unit: "questions", gflop: nil
    ) { _ in
      var settings = StoryReaderSettings.simulated
      settings.simulation?.tasks = [1, 2]
      guard
        var reader = StoryReaderTraining(settings: settings, threads: 1)?.reader(
          card: ModelCard(name: "untrained", summary: ""))
      else { fatalError("nobody told the training to stop") }
      let (people, places) = (
        ["Joe", "Fred", "Mary", "Anna"], ["kitchen", "garden", "hall", "office", "attic"]
      )
      for number in 0..<facts {
        reader.add("\(people[number % 4]) went to the \(places[number % 5]).")
      }
      return { reader.answer("Where is Joe?").confidence }
    }
  }
}

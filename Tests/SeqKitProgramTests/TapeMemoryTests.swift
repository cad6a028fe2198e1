import TestSupport
import Testing

/// What a machine's run takes of the computer's memory: little for each step, and what there is not is refused before.
@Suite struct TapeMemoryTests {
  /// Runs the program in three gigabytes.
  private func limited(_ arguments: String...) throws -> ProgramRun {
    try ProgramRun.seqkit(
      arguments, launcher: ["/bin/sh", "-c", "ulimit -v 3000000; exec \"$0\" \"$@\""])
  }

  /// Runs whose memories of all steps would not fit.
  @Test func longRunsFit() throws {
    let run = try limited("ntm", "copy", "--length", "3000", "--slots", "4000", "--threads", "1")
    #expect(run.status == 0 && run.output.contains(" bits"), "\(run.errors)")
    let score = try limited(
      "evaluate", "ntm", "copy", "--lengths", "500", "--slots", "40000", "--sequences", "1", "--threads", "1")
    #expect(score.status == 0 && score.output.contains("500"), "\(score.errors)")
  }

  @Test func whatDoesNotFitIsRefused() throws {
    for (run, words, advice) in [
      (
        try limited("ntm", "copy", "--length", "10000", "--slots", "65536"),
        "a run over 20001 steps with 65536 slots takes up to ", "give fewer --slots or a smaller --length"
      ),
      // Written out it is many times as large.
      (
        try limited("ntm", "copy", "--length", "3000", "--slots", "4000", "--json"),
        "a run over 6001 steps with 4000 slots takes up to ", "give fewer --slots or a smaller --length"
      ),
      (
        try limited("ntm", "repeat-copy", "--length", "10000", "--slots", "10000", "--repeats", "1000"),
        "a run over 10010002 steps with 10000 slots takes up to ", " or fewer --repeats"
      ),
      (
        try limited(
          "evaluate", "ntm", "copy", "--lengths", "5", "10000", "--slots", "10000", "--sequences", "20000"),
        "a score of 20000 sequences over 20001 steps with 10000 slots takes up to ",
        "give smaller --lengths, fewer --slots, fewer --sequences or fewer --threads"
      ),
    ] {
      #expect(run.status == 64 && run.output.isEmpty, "\(run.status) \(run.errors)")
      #expect(run.errors.contains(words) && run.errors.contains(advice), "\(run.errors)")
      #expect(run.errors.contains(" MB of the computer's memory, which has about "), "\(run.errors)")
    }
  }

  @Test func aGivenSequenceIsRefusedToo() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(String(repeating: "10110010\n", count: 9000), to: "bits")
    let run = try limited("ntm", "copy", "--sequence", path, "--slots", "65536")
    #expect(run.status == 64 && run.output.isEmpty, "\(run.status) \(run.errors)")
    #expect(run.errors.contains("give fewer --slots or a shorter --sequence"), "\(run.errors)")
  }
}

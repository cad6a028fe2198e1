import Foundation
import SeqFiles
import SeqRuns
import SystemPackage
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// A training that saves at every update, killed at random moments: no checkpoint is lost, the run store stays sound,
/// nothing is left lying about, and the model is the one of a training that was never killed.
///
/// `SEQKIT_KILLS` says how often; 20 times without it.
@Suite struct KillTests {
  private static let kills = ProcessInfo.processInfo.environment["SEQKIT_KILLS"].flatMap { Int($0) } ?? 20

  @Test func killedAtRandomMoments() throws {
    let tiny = try TinyTraining()
    let checkpoint = tiny.folder.file("m.checkpoint")
    let flags = ["--runs", tiny.store, "--save-every", "1", "--quiet"]
    var moments = SystemRandomNumberGenerator()
    var (step, temporaries, logs) = (0, 0, 0)

    for kill in 0..<Self.kills {
      let isStarted = access(checkpoint, F_OK) == 0
      let process = Process()
      process.executableURL = URL(filePath: ProgramRun.executable)
      process.arguments = tiny.arguments(epochs: 10_000, flags + (isStarted ? ["--resume"] : []))
      process.environment = ["HOME": tiny.folder.path, "LC_ALL": "C.UTF-8"]
      process.standardError = try FileHandle(forWritingTo: URL(filePath: tiny.folder.write("", to: "errors")))
      try process.run()
      // One in four at any moment from the start, the store's own making included; the others once it saves.
      if kill % 4 != 0 { waitForSave(checkpoint, process) }
      usleep(UInt32.random(in: 0..<(kill % 4 == 0 ? 400_000 : 60_000), using: &moments))
      Glibc.kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      #expect(
        process.terminationReason == .uncaughtSignal,
        "kill \(kill): it had ended by itself: \((try? String(contentsOfFile: tiny.folder.file("errors"), encoding: .utf8)) ?? "")"
      )

      let names = try FileManager.default.contentsOfDirectory(atPath: tiny.folder.path)
      temporaries += names.filter { $0.contains("part") }.count
      logs += names.filter { $0.hasSuffix("-wal") }.count
      #expect(names.filter { $0.contains("part") }.count <= 1, "the one that was being written: \(names)")

      guard access(checkpoint, F_OK) == 0 else {
        #expect(!isStarted, "kill \(kill): the checkpoint is gone")
        continue
      }
      let found = try TranslationCheckpoint(contentsOf: FilePath(checkpoint)).progress.update
      #expect(found >= step, "kill \(kill): back from update \(step) to \(found)")
      step = found
      let store = try RunStore(reading: tiny.store)
      #expect(try store.problems().isEmpty, "kill \(kill)")
      let run = try #require(try store.runs(named: "last").first)
      #expect(run.status == .lost, "kill \(kill)")
      // The checkpoint is recorded after it is there, and its metrics before.
      let saved = try store.checkpoints(of: run).last?.step ?? 0
      #expect(saved == step || saved == step - 1, "kill \(kill): \(saved) is recorded, \(step) is saved")
      let steps = try store.points(of: run, metric: "loss").map(\.step)
      #expect(steps == Array(1...max(steps.last ?? 1, 1)) && (steps.last ?? 0) >= step, "kill \(kill)")
    }

    // To the end of the epoch after this one, and the same without ever being killed.
    let epochs = try TranslationCheckpoint(contentsOf: FilePath(checkpoint)).progress.epoch + 2
    let resumed = try ProgramRun.seqkit(tiny.arguments(epochs: epochs, ["--runs", tiny.store, "--resume"]))
    #expect(resumed.status == 0, "\(resumed.errors)")
    let whole = try ProgramRun.seqkit(tiny.arguments("whole", epochs: epochs, ["--no-runs"]))
    #expect(whole.status == 0 && tiny.folder.bytes("m.checkpoint") == tiny.folder.bytes("whole.checkpoint"))
    let store = try RunStore(reading: tiny.store)
    let run = try #require(try store.runs(named: "last").first)
    let steps = try store.points(of: run, metric: "loss").map(\.step)
    #expect(run.status == .finished && steps == Array(1...steps.count) && steps.count > step)
    #expect(try store.points(of: run, metric: "held_out_loss").map(\.epoch) == Array(1...epochs))
    #expect(try store.problems().isEmpty)
    print(
      "\(Self.kills) kills, \(step) updates saved at the last, \(temporaries) temporary files and \(logs) logs left by "
        + "kills and removed")
  }

  /// Until the checkpoint is another file than now; at most ten seconds, or until the process has ended.
  private func waitForSave(_ path: String, _ process: Process) {
    func file() -> UInt64 {
      var status = stat()
      return stat(path, &status) == 0 ? UInt64(status.st_ino) ^ UInt64(status.st_mtim.tv_nsec) : 0
    }
    let before = file()
    for _ in 0..<10_000 where process.isRunning {
      if file() != before { return }
      usleep(1000)
    }
  }

  @Test func nothingIsLeftBesideWhatWasAskedFor() throws {
    let tiny = try TinyTraining()
    // As a killed process leaves it, beside files of the user that only look like it.
    try tiny.folder.write("half", to: "m.checkpoint.seqkit-part-Ab3xYz")
    try tiny.folder.write("mine", to: "m.checkpoint.backup")
    try tiny.folder.write("mine", to: "m.checkpoint.seqkit-part-mine")
    // One that a living process holds, six characters too.
    try tiny.folder.write("held", to: "m.checkpoint.seqkit-part-locked")
    let held = open(tiny.folder.file("m.checkpoint.seqkit-part-locked"), O_RDONLY)
    defer { close(held) }
    #expect(flock(held, LOCK_EX) == 0)
    #expect(try tiny.train(epochs: 1).status == 0)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: tiny.folder.path).sorted() == [
        "m", "m.checkpoint", "m.checkpoint.backup", "m.checkpoint.seqkit-part-locked",
        "m.checkpoint.seqkit-part-mine", "pairs.tsv", "runs.sqlite",
      ])
  }
}

import Foundation
import SeqRuns
import TestSupport
import Testing

/// `seqkit reproduce capsnet-mnist` on a few digits: rows, stopping and going on, bad rows.
@Suite struct CapsuleReproductionTests {
  /// MNIST's files with so few pictures: bars of ten slopes.
  private func digits(_ folder: TemporaryFolder, _ part: String, _ count: Int) throws {
    func header(_ extents: [Int]) -> [UInt8] {
      let bytes: [UInt8] = extents.flatMap { extent in
        (0..<4).map { place in UInt8(truncatingIfNeeded: extent >> (24 - 8 * place)) }
      }
      return [0, 0, 8, UInt8(extents.count)] + bytes
    }
    var pixels: [UInt8] = []
    for number in 0..<count {
      for y in 0..<28 {
        for x in 0..<28 {
          let along = abs((x - 14) * (number % 10) - (y - 14) * 5)
          pixels.append(along < 12 && (4..<24).contains(y) ? 230 : 0)
        }
      }
    }
    let names = ["images-idx3", "labels-idx1"].map { "data/mnist/\(part)-\($0)-ubyte" }
    try folder.write(header([count, 28, 28]) + pixels, to: names[0])
    try folder.write(header([count]) + (0..<count).map { UInt8($0 % 10) }, to: names[1])
    let gzip = Process()
    gzip.executableURL = URL(filePath: "/usr/bin/env")
    gzip.arguments = ["gzip", "-n"] + names.map(folder.file)
    try gzip.run()
    gzip.waitUntilExit()
    #expect(gzip.terminationStatus == 0)
  }

  @Test func rowsAreTrainedOnceAndGoOn() throws {
    let folder = try TemporaryFolder()
    try digits(folder, "train", 130)
    try digits(folder, "t10k", 20)
    let environment = ["SEQKIT_DATA": folder.file("data")]
    func run(_ more: [String], signal: (number: Int32, whenErrorsContain: String)? = nil) throws -> ProgramRun
    {
      try ProgramRun.seqkit(
        ["reproduce", "capsnet-mnist", "--runs", "runs.sqlite", "--threads", "2"] + more,
        environment: environment, workingFolder: folder.path, signal: signal)
    }
    let rows = ["--rows", "routing-1-plain,overlap-cnn", "--epochs", "2"]
    let stopped = try run(rows, signal: (SIGINT, "Epoch 1/2"))
    #expect(stopped.status == 130, "\(stopped.errors)")
    let whole = try run(rows)
    #expect(whole.status == 0, "\(whole.errors)")
    // The first epoch of the first row is not run again.
    #expect(whole.errors.components(separatedBy: "Epoch 1/2").count == 2, "\(whole.errors)")
    for words in ["routing-1-plain", "overlap-cnn", "0.34 %", "8.1 %", "test error", "turned"] {
      #expect(whole.output.contains(words), "\(words)")
    }
    let again = try run(rows)
    #expect(again.output == whole.output && !again.errors.contains("Epoch"))
    // The table is on record beside the trainings, each row with what is published of it.
    let store = try RunStore(reading: folder.file("runs.sqlite"))
    let record = try #require(try store.runs(named: "last").first)
    #expect(record.kind == "reproduction" && record.name == "capsnet-mnist")
    let results = try store.results(of: record)
    let published = results.filter { $0.metric == "test error, %" }.map(\.published)
    #expect(Set(published) == [0.34, 8.1], "\(results)")
    #expect(results.count == 4, "\(results)")
    // Another seed is another training, whatever lies there of the first.
    let other = try run(["--rows", "routing-1-plain", "--epochs", "2", "--seed", "2"])
    #expect(other.status == 0 && other.errors.contains("Epoch 1/2"), "\(other.status) \(other.errors)")
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!left.contains { $0.hasSuffix(".checkpoint") }, "\(left)")
    let strange = try run(["--rows", "routing-7"])
    #expect(strange.status == 64 && strange.errors.contains("routing-1-plain"))
  }
}

import Foundation
import SeqKitCLI
import TestSupport
import Testing

/// The file in which reproductions keep the results of their trainings.
@Suite struct ResultFileTests {
  private struct Result: Codable, Sendable, Equatable {
    var task: Int
    var error: Double?
  }

  @Test func resultsComeBackInTheirOrder() throws {
    let folder = try TemporaryFolder()
    let file = ResultFile<Result>(path: folder.file("r.jsonl"))
    #expect(try file.results().isEmpty)
    let results = (0..<5).map { Result(task: $0, error: $0 == 2 ? nil : 0.5) }
    for result in results { try file.append(result) }
    #expect(try file.results() == results)
  }

  /// Cut at any byte, as by a kill: every whole line counts, and what is added next does not run into the rest.
  @Test func aCutLineIsTakenAway() throws {
    let folder = try TemporaryFolder()
    let file = ResultFile<Result>(path: folder.file("r.jsonl"))
    for task in 0..<3 { try file.append(Result(task: task, error: 0.25)) }
    let whole = try #require(folder.bytes("r.jsonl"))
    let ends = whole.indices.filter { whole[$0] == UInt8(ascii: "\n") }
    for length in 0...whole.count {
      try folder.write(Array(whole.prefix(length)), to: "r.jsonl")
      // A line that only lacks its end is whole.
      let kept = ends.count { $0 <= length }
      #expect(try file.results().count == kept, "\(length) bytes")
      try file.append(Result(task: 9, error: 1))
      let found = try file.results()
      #expect(found.count == kept + 1 && found.last == Result(task: 9, error: 1), "\(length) bytes")
    }
  }

  @Test func aForeignLineIsNamed() throws {
    let folder = try TemporaryFolder()
    let file = ResultFile<Result>(path: folder.file("r.jsonl"))
    try folder.write("{\"task\": 1}\nhello\n{\"task\": 2}\n", to: "r.jsonl")
    do {
      _ = try file.results()
      Issue.record("a foreign line was read")
    } catch let failure as Failure {
      #expect(failure.status == .badData && failure.place?.contains("line 2") == true)
    }
  }
}

import Foundation

/// `startup`: a whole process, from its start to the first translation. Ours is the program itself with its own model.
func startup() -> [Benchmark] {
  [
    Benchmark(
      workload: "startup", config: "small v8000 e256 h256 first translation", items: 1, unit: "starts",
      gflop: nil
    ) { _ in
      let program = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("seqkit")
      return {
        let process = Process()
        process.executableURL = program
        process.arguments = ["translate", "Where is the station?", "--quiet"]
        process.standardOutput = Pipe()
        guard (try? process.run()) != nil else {
          fatalError("startup: \(program.path) does not run; build it first")
        }
        process.waitUntilExit()
        return process.terminationStatus == 0 ? 0 : .nan
      }
    }
  ]
}

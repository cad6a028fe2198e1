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
      let arguments = [program.path, "translate", "Where is the station?", "--quiet"]
      return {
        // Not Foundation's Process, whose waiting adds tens of milliseconds.
        var copies = arguments.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        var child = pid_t()
        guard posix_spawn(&child, program.path, &actions, nil, &copies, environ) == 0 else {
          fatalError("startup: \(program.path) does not run; build it first")
        }
        var status: Int32 = 0
        waitpid(child, &status, 0)
        return status == 0 ? 0 : .nan
      }
    }
  ]
}

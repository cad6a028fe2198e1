import ArgumentParser

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The flags that mean the same in every command.
struct CommonOptions: ParsableArguments {
  @Flag(help: "Write results as JSON: one object a line, each with a version.")
  var json = false

  @Flag(name: .shortAndLong, help: "Say nothing but results and errors.")
  var quiet = false

  @Flag(
    name: .shortAndLong,
    help: "Say more on standard error: at the end the time, memory and kernels that it took.")
  var verbose = false

  @Option(
    name: .customLong("seed"),
    help: ArgumentHelp(
      "Seed of every random choice: the same seed, the same result. Default: 1.", valueName: "n"))
  var givenSeed: UInt64?
  var seed: UInt64 { givenSeed ?? 1 }

  @Option(
    help: ArgumentHelp(
      "Threads to compute on; they change the time, not the result. Default: as many as there are cores.",
      valueName: "n"))
  var threads: Int?

  var threadCount: Int { threads ?? processorCount }

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1, not \(threads)") }
    if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other") }
  }
}

/// How many processors the system lets this process use.
private var processorCount: Int { max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1) }

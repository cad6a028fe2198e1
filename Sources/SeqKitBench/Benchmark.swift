import Foundation
import SeqTensor

/// What a run of the program was asked for.
struct Options: Sendable {
  var threads = 1
  /// Time to spend on one configuration.
  var seconds = 1.5
  /// Only configurations whose name contains this.
  var only = ""
  /// How often `compare` takes turns.
  var rounds = 3
  /// The folder of the peer scripts, and what runs them.
  var peers = ProcessInfo.processInfo.environment["SEQKIT_PEERS"] ?? "../shared/peers"
  var python = ProcessInfo.processInfo.environment["SEQKIT_PEERS_PYTHON"] ?? "python3"
}

/// One configuration: what is timed, and what a step of it handles.
struct Benchmark {
  let workload: String
  let config: String
  /// What the peer script calls the same: a layer's two modes are one configuration there, and it knows no int8 weights.
  var peerConfig: String {
    workload == "rnn_layers"
      ? config.replacing(" forward", with: "").replacing(" train", with: "")
      : config.replacing(" int8", with: "")
  }
  let items: Int
  let unit: String
  /// Of one step, by hand formula, 2 for a multiply-add; a training step counts three times its forward pass.
  let gflop: Double?
  /// Makes whatever the step needs and returns the step, which gives a number that must be finite.
  let prepare: (Options) -> () -> Double
}

/// The figures of one configuration; encoded as one JSON line, in the fields of the peer scripts (`median_ms`, …).
struct Measurement: Encodable {
  let workload, config, peer: String
  let threads: Int
  let medianMs, itemsPerS, peakRssMb: Double
  let unit: String
  let minMs, p90Ms: Double
  let reps: Int
  let gflopPerS: Double?
}

extension Benchmark {
  /// Two warm-up steps, then steps for the time that the options give, at least five.
  func measure(_ options: Options) -> Measurement {
    let step = prepare(options)
    let clock = ContinuousClock()
    for _ in 0..<2 { check(step()) }
    var times: [Double] = []
    let begin = clock.now
    repeat {
      var result = 0.0
      times.append(clock.measure { result = step() } / .milliseconds(1))
      check(result)
    } while begin.duration(to: clock.now) < .seconds(options.seconds) || times.count < 5
    times.sort()
    let median = times[times.count / 2]
    func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
    return Measurement(
      workload: workload, config: config, peer: "seqkit", threads: options.threads,
      medianMs: rounded(median),
      itemsPerS: rounded(Double(items) / median * 1000), peakRssMb: peakMemory(), unit: unit,
      minMs: rounded(times[0]), p90Ms: rounded(times[times.count * 9 / 10]), reps: times.count,
      gflopPerS: gflop.map { rounded($0 / median * 1000) })
  }

  /// The answer is looked at, so that nothing can be optimised away and a broken kernel is not called fast.
  private func check(_ result: Double) {
    if !result.isFinite { fatalError("\(workload) \(config): the result \(result) is not a number") }
  }

  private func peakMemory() -> Double {
    var usage = rusage()
    getrusage(0, &usage)  // RUSAGE_SELF, whose type differs between platforms
    return (Double(usage.ru_maxrss) / 1024 * 10).rounded() / 10
  }
}

/// Multiply-adds of a recurrent network's gate products, forward, in GFLOP at 2 each.
func recurrentGFLOP(
  gates: Int, batch: Int, time: Int, input: Int, hidden: Int, layers: Int, directions: Int = 1
)
  -> Double
{
  (0..<layers).reduce(0) { total, layer in
    let width = layer == 0 ? input : hidden * directions
    return total + 2e-9 * Double(directions * gates * batch * time * hidden * (width + hidden))
  }
}

import Foundation
import SeqTensor

/// Times our side of the peer scripts' workloads, or both sides in turn.
@main
struct Main {
  static let usage = """
    usage: seqkit-bench [WORKLOAD | compare | list] [--threads N] [--seconds S] [--only TEXT]
                        [--rounds N] [--peers FOLDER] [--python PROGRAM]

    Workloads: sgemm, tape, rnn_layers, seq2seq_train, translate_decode, memn2n, reader, ntm_copy (or ntm), cnn,
    startup; all of them without a name. Prints one JSON line a configuration. `compare` runs ours and the
    PyTorch script of the same shape in turn and prints peer / ours, the median over the rounds: above 1 ours
    is faster.
    """

  static func main() throws {
    var options = Options()
    var names: [String] = []
    var arguments = CommandLine.arguments.dropFirst()
    while let argument = arguments.popFirst() {
      switch argument {
      case "--threads": options.threads = Int(arguments.popFirst() ?? "") ?? options.threads
      case "--seconds": options.seconds = Double(arguments.popFirst() ?? "") ?? options.seconds
      case "--rounds": options.rounds = Int(arguments.popFirst() ?? "") ?? options.rounds
      case "--only": options.only = arguments.popFirst() ?? ""
      case "--peers": options.peers = arguments.popFirst() ?? options.peers
      case "--python": options.python = arguments.popFirst() ?? options.python
      case "--help", "-h":
        print(usage)
        return
      case let name where !name.hasPrefix("-"): names.append(name)
      default:
        FileHandle.standardError.write(Data("seqkit-bench: unknown option \(argument)\n\(usage)\n".utf8))
        exit(64)
      }
    }
    names = names.map { $0 == "ntm" ? "ntm_copy" : $0 }
    let comparing = names.first == "compare"
    if comparing || names.first == "list" { names.removeFirst() }
    let all =
      products() + tapeOverhead() + recurrentLayers() + translationTraining() + translationDecoding()
      + memoryNetworks() + storyReading() + neuralTuringMachines() + convolutionalNetworks() + startup()
    let chosen = all.filter {
      (names.isEmpty || names.contains($0.workload))
        && (options.only.isEmpty || $0.config.contains(options.only))
    }
    if chosen.isEmpty {
      FileHandle.standardError.write(Data("seqkit-bench: no such configuration\n\(usage)\n".utf8))
      exit(64)
    }
    if CommandLine.arguments.dropFirst().first == "list" {
      for benchmark in chosen { print(benchmark.workload, benchmark.config) }
      return
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.keyEncodingStrategy = .convertToSnakeCase
    for benchmark in chosen {
      if comparing {
        compare(benchmark, options)
      } else {
        print(String(decoding: try encoder.encode(benchmark.measure(options)), as: UTF8.self))
      }
    }
  }

  /// Ours, theirs, ours, theirs, …; the ratio of each round, and the median of the ratios.
  static func compare(_ benchmark: Benchmark, _ options: Options) {
    guard !["tape", "reader"].contains(benchmark.workload) else { return }
    var ratios: [Double] = []
    var last = (ours: 0.0, theirs: 0.0)
    for _ in 0..<options.rounds {
      let ours = benchmark.measure(options).medianMs
      guard let theirs = peer(benchmark, options) else {
        print(
          "\(benchmark.workload)  \(benchmark.config)  threads \(options.threads): the peer gave no figure")
        return
      }
      ratios.append(theirs / ours)
      last = (ours, theirs)
    }
    ratios.sort()
    func text(_ value: Double) -> String { String(format: "%.2f", value) }
    print(
      "\(benchmark.workload)  \(benchmark.config)  threads \(options.threads): "
        + "\(text(ratios[ratios.count / 2]))x  (rounds \(ratios.map(text).joined(separator: " ")); "
        + "last \(text(last.ours)) ms against \(text(last.theirs)) ms)")
  }

  /// The fastest median that the peer script prints for the same configuration, in milliseconds.
  static func peer(_ benchmark: Benchmark, _ options: Options) -> Double? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      options.python, "\(options.peers)/\(benchmark.workload).py", "--threads", "\(options.threads)",
      "--seconds",
      "\(options.seconds)", "--only", benchmark.peerConfig,
    ]
    let output = Pipe()
    process.standardOutput = output
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    struct Line: Decodable {
      let config: String
      let medianMs: Double
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return String(decoding: data, as: UTF8.self).split(separator: "\n")
      .compactMap { try? decoder.decode(Line.self, from: Data($0.utf8)) }
      .filter { $0.config == benchmark.config.replacing(" int8", with: "") }.map(\.medianMs).min()
  }
}

import ArgumentParser
import FoundationEssentials
import SeqKit

/// `seqkit`: doing and learning are different verbs, so that a sentence is never taken for a command.
struct SeqKitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seqkit",
    abstract: "Sequence and memory models on your own processor: translate, answer, train, reproduce.",
    discussion: """
      Results go to standard output, everything else to standard error. `-` stands for standard input or \
      output. --json writes one object a line, errors (on standard error) included. NO_COLOR, TERM=dumb \
      and locales without UTF-8 are obeyed.

      --generate-completion-script bash, zsh or fish prints the completions for that shell.

      Exit status: \(ExitStatus.allCases.map { "\($0.rawValue) \($0.meaning)" }.joined(separator: "; ")). \
      A closed pipe ends the program silently with 0; a training goes on without it, writes its model and ends with 74.
      """,
    version: SeqKitVersion.current,
    subcommands: [
      TranslateCommand.self, QACommand.self, NeuralTuringMachineCommand.self, TransferCommand.self,
      TrainCommand.self, EvaluateCommand.self, ModelCommand.self, ReproduceCommand.self, RunsCommand.self,
      DataCommand.self,
    ]
  )
}

extension SeqKitCommand {
  /// Throws where the leading words name a command that does not exist, with the nearest that does.
  ///
  /// The parser itself would only speak of an unexpected argument.
  static func checkNames(of arguments: [String]) throws {
    var command: any ParsableCommand.Type = SeqKitCommand.self
    var path = ["seqkit"]
    for word in arguments {
      let children = command.configuration.subcommands
      if children.isEmpty || word.hasPrefix("-") { return }
      // What is asked about is a command too.
      if path.count == 1 && word == "help" { continue }
      guard let child = children.first(where: { $0._commandName == word }) else {
        let names = children.map { $0._commandName }
        let full = path.joined(separator: " ")
        throw Failure(
          .usage, "no command '\(word)' in \(full)", expected: "one of " + names.joined(separator: ", "),
          advice: nearest(to: word, among: names).map { "did you mean '\(full) \($0)'?" }
            ?? "see '\(full) --help'")
      }
      command = child
      path.append(word)
    }
  }
}

extension SeqKitCommand {
  /// The command that the arguments name.
  ///
  /// The parser speaks of what is missing before it speaks of what it does not know. Where a needed flag is misspelt, that
  /// flag is named, with its suggestion: whatever is missing is put in until nothing is, or something else is wrong.
  ///
  /// Where `--print-config` is given nothing is read and nothing is written, so files may be missing: their names are then
  /// `ConfigOptions.noFile`. What decides the settings, such as a network, is needed all the same.
  static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    do {
      return try parseAsRoot(arguments)
    } catch {
      var (problem, needed, completed) = (error, error, Array(arguments.prefix { $0 != "--" }))
      let printsConfig = completed.contains("--print-config")
      while let missing = message(for: problem).wholeMatch(
        of: /(?:Missing expected argument '(--[^ ']+)?|give (--[^ ']+) FILE).*/)
      {
        if printsConfig { needed = problem }
        let flag = (missing.1 ?? missing.2).map { [String($0)] } ?? []
        completed += flag + [printsConfig ? ConfigOptions.noFile : "1"]
        guard completed.count < arguments.count + 16 else { break }
        do {
          let command = try parseAsRoot(completed)
          if printsConfig { return command }
          break
        } catch { problem = error }
      }
      let said = message(for: problem)
      // What is wrong with the stand-in for a name is that there is none.
      let isAsWritten = printsConfig && !said.contains("'\(ConfigOptions.noFile)'")
      throw said.hasPrefix("Unknown option") || isAsWritten ? problem : needed
    }
  }
}

extension SeqKitCommand {
  /// Throws where an option that has one value is given again.
  ///
  /// The parser itself would take the last without a word.
  static func checkRepetitions(in arguments: [String], of command: any ParsableCommand) throws {
    var counts: [String: Int] = [:]
    for word in arguments.prefix(while: { $0 != "--" }) where word.hasPrefix("-") {
      counts[String(word.prefix { $0 != "=" }), default: 0] += 1
    }
    let repeated = counts.filter { $0.value > 1 }.keys.sorted()
    guard !repeated.isEmpty else { return }
    let dump = Data(type(of: command)._dumpHelp().utf8)
    // Of a parser that describes itself otherwise nothing is known.
    guard let described = try? JSONDecoder().decode(Description.self, from: dump) else { return }
    let single = (described.command.arguments ?? []).filter { $0.kind == "option" && !$0.isRepeating }
    let names = Set(single.flatMap { ($0.names ?? []).map(\.word) })
    if let name = repeated.first(where: names.contains) {
      throw Failure(
        .usage, "\(name) is given \(counts[name, default: 0]) times", expected: "one value",
        advice: "leave out the others")
    }
  }

  /// What the parser says of a command and its options.
  private struct Description: Decodable {
    let command: Command

    struct Command: Decodable {
      let arguments: [Argument]?
    }

    struct Argument: Decodable {
      let kind: String
      let isRepeating: Bool
      let names: [Name]?
    }

    struct Name: Decodable {
      let kind, name: String

      /// As it is given.
      var word: String { (kind == "long" ? "--" : "-") + name }
    }
  }
}

/// The name that `word` was probably meant to be: at most a third of its letters wrong.
package func nearest(to word: String, among names: [String]) -> String? {
  let distances = names.map { (name: $0, distance: editDistance(word, $0)) }
  guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
  return best.distance <= max(1, best.name.count / 3) ? best.name : nil
}

/// The number of letters to insert, delete or replace to get from one word to the other (Levenshtein, 1966).
package func editDistance(_ first: String, _ second: String) -> Int {
  let second = Array(second)
  var row = Array(0...second.count)
  for (i, letter) in first.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in second.indices {
      let replaced = diagonal + (letter == second[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[second.count]
}

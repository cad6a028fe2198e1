import Foundation
import SeqKit
import SeqKitCLI
import TestSupport
import Testing

/// What holds for the program whatever the command: help, version, status, streams.
@Suite struct ProgramTests {
  @Test func versionStandsInOnePlace() throws {
    for arguments in [["--version"], ["data", "--version"], ["reproduce", "--version"]] {
      let run = try ProgramRun.seqkit(arguments)
      #expect(run.output == SeqKitVersion.current + "\n")
      #expect(run.status == 0)
      #expect(run.errors.isEmpty)
    }
  }

  @Test func helpGoesToStandardOutput() throws {
    for arguments in [[], ["--help"], ["help"], ["-h"]] {
      let run = try ProgramRun.seqkit(arguments)
      #expect(run.status == 0)
      #expect(run.errors.isEmpty)
      #expect(run.output.contains("USAGE: seqkit <subcommand>"))
      #expect(run.output.contains("--generate-completion-script"))
      // Every status that the program can end with is documented there.
      for status in SeqKitCLI.ExitStatus.allCases { #expect(run.output.contains("\(status.rawValue)")) }
    }
  }

  /// An example that a terminal of 80 columns wraps cannot be copied from it.
  @Test func examplesInHelpFitATerminal() throws {
    let run = try ProgramRun.seqkit("--experimental-dump-help")
    let root = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    var commands = [try #require(root["command"] as? [String: Any])]
    var examples = 0
    while let command = commands.popLast() {
      commands += command["subcommands"] as? [[String: Any]] ?? []
      let lines = (command["discussion"] as? String ?? "").split(separator: "\n")
      for line in lines where line.hasPrefix("  ") {
        examples += 1
        #expect(line.count <= 80, "\(line)")
      }
    }
    #expect(examples > 90, "\(examples)")
  }

  @Test func anUnknownFlagSuggests() throws {
    let run = try ProgramRun.seqkit("data", "--jsn")
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(
      run.errors.hasPrefix("seqkit: Unknown option '--jsn'. Did you mean '--json'?\nUsage: seqkit data"))
  }

  @Test func aNeededFlagThatIsMisspeltSuggests() throws {
    for (arguments, flag, meant) in [
      ("transfer predict --modle pets.safetensors cat.jpg", "--modle", "--model"),
      ("transfer split pets --train 5 --validatoin 2 --out parts", "--validatoin", "--validation"),
      ("train qa --storys facts.txt", "--storys", "--stories"),
    ] {
      let run = try ProgramRun.seqkit(arguments.split(separator: " ").map(String.init))
      #expect(run.status == 64)
      #expect(run.errors.hasPrefix("seqkit: Unknown option '\(flag)'. Did you mean '\(meant)'?\n"))
    }
    let missing = try ProgramRun.seqkit("train", "qa")
    #expect(missing.status == 64)
    #expect(missing.errors.hasPrefix("seqkit: Missing expected argument '--stories <file> ...'"))
  }

  @Test func anUnknownCommandSuggests() throws {
    let run = try ProgramRun.seqkit("dta")
    #expect(run.status == 64)
    #expect(run.errors.hasPrefix("seqkit: no command 'dta' in seqkit; expected one of translate, "))
    #expect(run.errors.hasSuffix("; did you mean 'seqkit data'?\n"))
    let nested = try ProgramRun.seqkit("data", "verfy")
    #expect(nested.status == 64)
    #expect(nested.errors.hasSuffix("did you mean 'seqkit data verify'?\n"))
  }

  @Test func verboseSaysWhatItTook() throws {
    for arguments in [["model", "show", "en-fr"], ["model", "list"]] {
      let (plain, more) = (
        try ProgramRun.seqkit(arguments), try ProgramRun.seqkit(arguments + ["--verbose"])
      )
      #expect(more.status == 0 && more.output == plain.output && plain.errors.isEmpty)
      #expect(more.errors.wholeMatch(of: /[0-9.]+ s, at most [0-9]+ MB of memory, kernels for \w+\n/) != nil)
    }
  }

  /// What has one value has it once; what takes several takes them, and after -- all is text.
  @Test func aRepeatedOptionIsAUsageError() throws {
    for (command, said) in [
      ("translate --to fr --to de hello", "--to is given 2 times"),
      ("translate --beam=1 hello --beam 2 --beam=3", "--beam is given 3 times"),
      ("qa -m stories -m stories --question Where?", "-m is given 2 times"),
      ("data --seed 1 --seed 1", "--seed is given 2 times"),
      ("runs list --runs a --runs b", "--runs is given 2 times"),
    ] {
      let run = try ProgramRun.seqkit(command.split(separator: " ").map(String.init))
      #expect(run.status == 64 && run.output.isEmpty, "\(command): \(run.output)")
      #expect(
        run.errors == "seqkit: \(said); expected one value; leave out the others\n", "\(run.errors)")
    }
    for command in [
      "translate --model en-fr --model en-fr hello", "translate --quiet --quiet hello",
      "translate --to de -- hello --to fr", "qa --question Where? --question Who?",
    ] {
      let run = try ProgramRun.seqkit(command.split(separator: " ").map(String.init))
      #expect(run.status == 0, "\(command): \(run.errors)")
    }
  }

  @Test func aFlagOutOfRangeIsAUsageError() throws {
    for (arguments, words) in [
      (["--threads", "0"], "--threads must be at least 1, not 0"),
      (["--threads", "many"], "The value 'many' is invalid for '--threads <n>'"),
      (["--seed", "-1"], ""),
      (["--quiet", "--verbose"], "--quiet and --verbose exclude each other"),
    ] {
      let run = try ProgramRun.seqkit(["data"] + arguments)
      #expect(run.status == 64, "\(arguments)")
      #expect(run.errors.hasPrefix("seqkit: " + words), "\(arguments)")
    }
  }

  @Test func errorsAreJSONWhereResultsAre() throws {
    let run = try ProgramRun.seqkit("data", "show", "tatoba", "--json")
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("{\"version\": 1, \"type\": \"error\", \"status\": 64, \"what\": "))
    #expect(run.errors.contains("\"advice\": \"did you mean 'tatoeba'?\""))
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test func aClosedPipeEndsSilently() throws {
    for arguments in [["data"], ["data", "--json"], ["--help"], ["--version"]] {
      let run = try ProgramRun.seqkit(arguments, to: .closedPipe)
      #expect(run.status == 0, "\(arguments)")
      #expect(run.errors.isEmpty, "\(arguments)")
    }
  }

  @Test func aFullDiskIsSaid() throws {
    for arguments in [["data"], ["--help"], ["--generate-completion-script", "bash"]] {
      let run = try ProgramRun.seqkit(arguments, to: .fullDisk)
      #expect(run.status == 74, "\(arguments)")
      #expect(
        run.errors == "seqkit: no space left, standard output; make room or write elsewhere\n", "\(arguments)"
      )
    }
  }

  @Test func aClosedStandardOutputIsSaid() throws {
    let run = try ProgramRun.seqkit("data", to: .closed)
    #expect(run.status == 74)
    #expect(run.errors == "seqkit: writing failed, standard output; found Bad file descriptor\n")
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func completionScripts(shell: String) throws {
    let run = try ProgramRun.seqkit("--generate-completion-script", shell)
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    #expect(run.output.contains("reproduce"))
    #expect(run.output.contains("tatoeba"))
  }

  @Test func nothingIsColouredOffATerminal() throws {
    // The heat map is what has colours; the others show that no control character slips in.
    let heatMap = ["translate", "I love you.", "--attention"]
    #expect(try ProgramRun.seqkit(heatMap, to: .terminal).output.contains("\u{1b}["))
    for arguments in [heatMap, ["data"], ["reproduce"], ["--help"]] {
      #expect(try !ProgramRun.seqkit(arguments).output.contains("\u{1b}"), "\(arguments)")
      for plain in [["NO_COLOR": "1"], ["TERM": "dumb"]] {
        let shown = try ProgramRun.seqkit(arguments, to: .terminal, environment: plain).output
        #expect(!shown.contains("\u{1b}"), "\(arguments), \(plain)")
      }
    }
  }
}

import ArgumentParser

/// `seqkit evaluate`: scores of a model on data with known answers.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Score a model on data with known answers.",
    subcommands: [
      EvaluateTranslatorCommand.self, EvaluateQACommand.self, EvaluateMemoryCommand.self,
      EvaluateNTMCommand.self, EvaluateTransferCommand.self,
    ])
}

import ArgumentParser

/// `seqkit train`: learns a model from your own data.
struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a model on your own data.",
    subcommands: [
      TrainTranslatorCommand.self, TrainQACommand.self, TrainMemoryCommand.self, TrainMachineCommand.self,
      TrainTransferCommand.self,
    ])
}

import SeqData
import SeqFiles
import SeqKit
import SeqTraining
import SystemPackage

extension MachineTraining {
  /// The training of a checkpoint, whose settings hold: flags and configuration may repeat them, and ask for more sequences where
  /// that is the training it would have been from the start.
  func resumed(from checkpoint: String) throws -> NeuralTuringMachineTraining {
    let training = try NeuralTuringMachineTraining(
      resuming: FilePath(checkpoint), threads: common.threadCount)
    let saved = MachineSettings(learner: training.learner, training: training.settings)
    guard saved.training.task.task == task.task else {
      throw Failure(
        .badData, "the checkpoint is of another task", at: checkpoint, expected: task.task.rawValue,
        found: saved.training.task.task.rawValue, advice: "name its task or another checkpoint")
    }
    var asked = try options.settings(over: saved, task, common)
    let sequences = asked.training.sequences
    asked.training.sequences = saved.training.sequences
    try CheckpointOptions.check(saved, against: asked, but: "a larger --sequences")
    do throws(SettingsError) {
      try training.lengthen(to: sequences)
    } catch {
      throw Failure(
        .usage, error.description, advice: "leave --sequences out, or train anew without --resume")
    }
    return training
  }
}

extension MachineTrainingOptions {
  /// A checkpoint's settings, but for what configuration and flags ask to be otherwise.
  fileprivate func settings(
    over saved: MachineSettings, _ options: AlgorithmicTaskOptions, _ common: CommonOptions
  ) throws -> MachineSettings {
    var asked = saved
    let named = machine.standardLearner(saved.training.task)
    if machine.preset != .standard || machine.namesKind && !named.isOfOneKind(with: saved.learner) {
      asked.learner = named
    }
    try config.lay(over: &asked, quiet: common.quiet)
    asked.training.task = try options.settings(over: asked.training.task, mostRepeats: flags.mostRepeats)
    asked.learner = try machine.learner(over: asked.learner, slots: options.slots)
    asked.training = try flags.settings(over: asked.training, seed: common.givenSeed)
    return asked
  }
}

extension MachineFlags {
  /// Whether flags say what kind of machine learns.
  fileprivate var namesKind: Bool { machine != nil || lstm }
}

extension SequenceLearner {
  fileprivate func isOfOneKind(with other: SequenceLearner) -> Bool {
    switch (self, other) {
    case (.machine, .machine), (.computer, .computer), (.lstm, .lstm): true
    default: false
    }
  }
}

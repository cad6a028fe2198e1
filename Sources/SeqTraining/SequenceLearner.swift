import SeqLayers
import SeqModels

/// What learns an algorithmic task.
public enum SequenceLearner: Sendable, Hashable {
  case machine(NeuralTuringMachineConfiguration)
  case computer(DifferentiableNeuralComputerConfiguration)
  case lstm(RecurrentPredictor.Configuration)

  /// Declares the model.
  public func makePredictor(scope: inout ParameterScope) -> any SequencePredictor {
    switch self {
    case .machine(let configuration): NeuralTuringMachineModel(configuration, scope: &scope)
    case .computer(let configuration): DifferentiableNeuralComputerModel(configuration, scope: &scope)
    case .lstm(let configuration): RecurrentPredictor(configuration, scope: &scope)
    }
  }

  /// X and Y.
  public var inputSize: Int {
    switch self {
    case .machine(let machine): machine.inputSize
    case .computer(let computer): computer.inputSize
    case .lstm(let lstm): lstm.inputSize
    }
  }

  public var outputSize: Int {
    switch self {
    case .machine(let machine): machine.outputSize
    case .computer(let computer): computer.outputSize
    case .lstm(let lstm): lstm.outputSize
    }
  }

  /// How many slots its memory has; nil for an LSTM, which has none.
  public var slots: Int? {
    switch self {
    case .machine(let machine): machine.memory.slots
    case .computer(let computer): computer.memory.slots
    case .lstm: nil
    }
  }

  /// The same with another number of slots, where it has any.
  public func withSlots(_ slots: Int) -> SequenceLearner {
    switch self {
    case .machine(var machine):
      machine.memory.slots = slots
      return .machine(machine)
    case .computer(var computer):
      computer.memory.slots = slots
      return .computer(computer)
    case .lstm: return self
    }
  }

  /// The same with other inputs and outputs.
  public func withWidths(inputs: Int, outputs: Int) -> SequenceLearner {
    switch self {
    case .machine(var machine):
      (machine.inputSize, machine.outputSize) = (inputs, outputs)
      return .machine(machine)
    case .computer(var computer):
      (computer.inputSize, computer.outputSize) = (inputs, outputs)
      return .computer(computer)
    case .lstm(var lstm):
      (lstm.inputSize, lstm.outputSize) = (inputs, outputs)
      return .lstm(lstm)
    }
  }

  /// Why there can be no such learner; nil if there can.
  public var problem: String? {
    switch self {
    case .machine(let machine): return machine.problem
    case .computer(let computer): return computer.problem
    case .lstm(let lstm):
      for (name, size, most) in [
        ("inputSize", lstm.inputSize, 4096), ("outputSize", lstm.outputSize, 4096),
        ("hiddenSize", lstm.hiddenSize, 4096), ("layers", lstm.layers, 64),
      ] where !(1...most).contains(size) {
        return "\(name) must lie between 1 and \(most), not \(size)"
      }
      return nil
    }
  }
}

/// An object of one key, the kind, with its configuration: {"machine": {"controller": "lstm", …}}.
extension SequenceLearner: Codable {
  private enum Kind: String, CodingKey { case machine, computer, lstm }

  /// What older files have between a kind and its configuration.
  private enum Unlabelled: String, CodingKey { case configuration = "_0" }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Kind.self)
    guard let kind = container.allKeys.first, container.allKeys.count == 1 else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "one of machine, computer and lstm is needed")
      )
    }
    func configuration<Configuration: Decodable>() throws -> Configuration {
      let old = try container.nestedContainer(keyedBy: Unlabelled.self, forKey: kind)
      return try old.contains(.configuration)
        ? old.decode(Configuration.self, forKey: .configuration)
        : container.decode(Configuration.self, forKey: kind)
    }
    switch kind {
    case .machine: self = .machine(try configuration())
    case .computer: self = .computer(try configuration())
    case .lstm: self = .lstm(try configuration())
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Kind.self)
    switch self {
    case .machine(let machine): try container.encode(machine, forKey: .machine)
    case .computer(let computer): try container.encode(computer, forKey: .computer)
    case .lstm(let lstm): try container.encode(lstm, forKey: .lstm)
    }
  }
}

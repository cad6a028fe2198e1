import SeqLayers
import SeqTensor

/// Every choice of a Neural Turing Machine.
public struct NeuralTuringMachineConfiguration: Sendable, Hashable, Codable {
  /// What h comes from: the controller reads the inputs and what the heads read last.
  public enum Controller: String, Sendable, Hashable, Codable, CaseIterable {
    /// Remembers from step to step by itself.
    case lstm
    /// One layer of tanh units.
    case feedForward = "feed-forward"
  }

  /// What the slots hold before the first step. None of them makes the parameters depend on the number of slots.
  public enum InitialMemory: Sendable, Hashable {
    /// The same number everywhere.
    case constant(Scalar)
    /// One row, learned, for every slot.
    case learnedRow
    /// Normal numbers, always the same for the same seed.
    case random(deviation: Scalar, seed: UInt64)
  }

  /// Where the heads stand before the first step.
  public enum InitialWeighting: String, Sendable, Hashable, Codable, CaseIterable {
    /// At slot 0.
    case first
    /// Everywhere alike, 1/N.
    case uniform
  }

  /// X and Y: how wide inputs and outputs are.
  public var inputSize: Int
  public var outputSize: Int
  /// What h comes from.
  public var controller = Controller.lstm
  /// H, the size of the controller's hidden state.
  public var controllerSize = 100
  /// N, W, how many heads of each kind there are and how far they shift.
  public var memory = MemorySizes(slots: 128, width: 20)
  /// M₀.
  public var initialMemory = InitialMemory.constant(1e-6)
  /// w₀ of every head.
  public var initialWeighting = InitialWeighting.first
  /// The deviation of the normal numbers that the heads' layer begins with; nil for uniform ones in ±1/√H.
  public var headDeviation: Scalar?

  public init(inputSize: Int, outputSize: Int) {
    self.inputSize = inputSize
    self.outputSize = outputSize
  }

  /// The textbook's machine: 128 slots of 16 numbers, an LSTM, one head of each kind, shifts −1, 0 and 1, head layers that
  /// begin normal(0, 0.5).
  public static func chapter(inputSize: Int, outputSize: Int) -> Self {
    var configuration = Self(inputSize: inputSize, outputSize: outputSize)
    configuration.memory = MemorySizes(slots: 128, width: 16)
    configuration.headDeviation = 0.5
    return configuration
  }

  /// Why no machine can be made of this; nil if one can.
  public var problem: String? {
    let sizes = [
      ("inputSize", inputSize), ("outputSize", outputSize), ("controllerSize", controllerSize),
      ("slots", memory.slots), ("width", memory.width), ("readHeads", memory.readHeads),
    ]
    for (name, size) in sizes where !(1...65536).contains(size) {
      return "\(name) must lie between 1 and 65,536, not \(size)"
    }
    if !(0...64).contains(memory.writeHeads) {
      return "writeHeads must lie between 0 and 64, not \(memory.writeHeads)"
    }
    if memory.readHeads > 64 { return "readHeads must be at most 64, not \(memory.readHeads)" }
    if !(0...256).contains(memory.shiftRange) {
      return "shiftRange must lie between 0 and 256, not \(memory.shiftRange)"
    }
    if memory.slots * memory.width > 1 << 24 {
      return "a memory of \(memory.slots) slots of \(memory.width) numbers is too large"
    }
    switch initialMemory {
    case .constant(let value) where !value.isFinite: return "the initial memory must be a number"
    case .random(let deviation, _) where !(deviation.isFinite && deviation >= 0):
      return "the deviation of the initial memory must be a number of at least 0"
    default: break
    }
    if let headDeviation, !(headDeviation.isFinite && headDeviation >= 0) {
      return "headDeviation must be a number of at least 0"
    }
    return nil
  }
}

/// An object of one key, the choice: {"constant": 0.000001}, {"learnedRow": {}}, {"random": {"deviation": 0.1, "seed": 1}}.
extension NeuralTuringMachineConfiguration.InitialMemory: Codable {
  private enum Choice: String, CodingKey { case constant, learnedRow, random }
  private enum Nothing: CodingKey {}
  private enum Random: String, CodingKey { case deviation, seed }

  /// What older files have between `constant` and the number.
  private enum Unlabelled: String, CodingKey { case value = "_0" }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Choice.self)
    guard let choice = container.allKeys.first, container.allKeys.count == 1 else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath, debugDescription: "one of constant, learnedRow and random is needed"
        ))
    }
    switch choice {
    case .constant:
      let old = try? container.nestedContainer(keyedBy: Unlabelled.self, forKey: .constant)
      self = .constant(
        try old?.decode(Scalar.self, forKey: .value) ?? container.decode(Scalar.self, forKey: .constant))
    case .learnedRow: self = .learnedRow
    case .random:
      let random = try container.nestedContainer(keyedBy: Random.self, forKey: .random)
      self = .random(
        deviation: try random.decode(Scalar.self, forKey: .deviation),
        seed: try random.decode(UInt64.self, forKey: .seed))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Choice.self)
    switch self {
    case .constant(let value): try container.encode(value, forKey: .constant)
    case .learnedRow: _ = container.nestedContainer(keyedBy: Nothing.self, forKey: .learnedRow)
    case .random(let deviation, let seed):
      var random = container.nestedContainer(keyedBy: Random.self, forKey: .random)
      try random.encode(deviation, forKey: .deviation)
      try random.encode(seed, forKey: .seed)
    }
  }
}

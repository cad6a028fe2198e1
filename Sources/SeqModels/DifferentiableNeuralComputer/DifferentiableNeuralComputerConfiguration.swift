import SeqTensor

/// Every choice of a differentiable neural computer.
public struct DifferentiableNeuralComputerConfiguration: Sendable, Hashable, Codable {
  /// X and Y: how wide inputs and outputs are.
  public var inputSize: Int
  public var outputSize: Int
  /// What h comes from.
  public var controller = NeuralTuringMachineConfiguration.Controller.lstm
  /// H, the size of the controller's hidden state.
  public var controllerSize = 100
  /// N, W and R.
  public var memory = DynamicMemorySizes(slots: 64, width: 20)

  public init(inputSize: Int, outputSize: Int) {
    self.inputSize = inputSize
    self.outputSize = outputSize
  }

  /// Why no computer can be made of this; nil if one can.
  public var problem: String? {
    let sizes = [
      ("inputSize", inputSize), ("outputSize", outputSize), ("controllerSize", controllerSize),
      ("width", memory.width),
    ]
    for (name, size) in sizes where !(1...65_536).contains(size) {
      return "\(name) must lie between 1 and 65,536, not \(size)"
    }
    // Links are a number for every pair of slots.
    if !(1...4096).contains(memory.slots) {
      return "slots must lie between 1 and 4,096, not \(memory.slots)"
    }
    if !(1...64).contains(memory.readHeads) {
      return "readHeads must lie between 1 and 64, not \(memory.readHeads)"
    }
    if memory.slots * memory.width > 1 << 24 {
      return "a memory of \(memory.slots) slots of \(memory.width) numbers is too large"
    }
    return nil
  }
}

import SeqTensor

extension Tape {
  /// One training step's mathematics: the value of `model`, and its gradient in `gradients`.
  ///
  /// - Parameters:
  ///   - gradients: overwritten with the gradient of every parameter, zeros for those not used.
  ///   - model: computes one number from parameters and constants of the tape it is given.
  ///     Variables it makes are dead when the next step begins.
  public func valueAndGradients<Failure: Error>(
    of parameters: ParameterStore, into gradients: Gradients, _ model: (Tape) throws(Failure) -> Variable
  ) throws(Failure) -> Scalar {
    begin(with: parameters, gradients: gradients)
    let output = try model(self)
    backward(from: output)
    return output.item
  }

  /// The result of a computation without gradients, for evaluation.
  ///
  /// - Parameter body: what it returns must not be a variable, which would be dead.
  public func evaluate<Result, Failure: Error>(
    with parameters: ParameterStore, _ body: (Tape) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    begin(with: parameters)
    return try body(self)
  }
}

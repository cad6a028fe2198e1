/// How good a translator was after an epoch: a point of its learning curves.
public struct EpochScores: Sendable, Hashable, Codable {
  /// From 1.
  public let epoch: Int
  /// Mean loss on the training data, with smoothing and dropout, in nats a token.
  public let trainingLoss: Double
  /// Mean loss on the held-out pairs, in nats a token; nil where there are none.
  public let heldOutLoss: Double?
  /// BLEU of held-out sources, where the model is chosen by it.
  public let bleu: Double?

  /// A held-out loss that is no number has no place on a curve and no word in a checkpoint: it is left out.
  public init(epoch: Int, trainingLoss: Double, heldOutLoss: Double?, bleu: Double?) {
    self.epoch = epoch
    self.trainingLoss = trainingLoss
    self.heldOutLoss = heldOutLoss.flatMap { $0.isFinite ? $0 : nil }
    self.bleu = bleu
  }
}

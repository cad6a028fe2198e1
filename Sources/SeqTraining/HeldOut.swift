import SeqTensor

extension Array {
  /// Elements to learn from and those set aside, both in random order.
  ///
  /// - Parameters:
  ///   - share: how many are set aside, from 0 to 1.
  ///   - random: of the whole training; the order is drawn from its stream "held out".
  func split(heldOut share: Double, random: RandomSource) -> (training: [Element], heldOut: [Element]) {
    var shuffled = self
    var draw = random.stream(named: "held out")
    draw.shuffle(&shuffled)
    let count = Int(Double(self.count) * share)
    return (Array(shuffled.dropFirst(count)), Array(shuffled.prefix(count)))
  }
}

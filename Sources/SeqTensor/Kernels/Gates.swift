// The element-wise half of a recurrent step. Where `lengths` is given, a row b with lengths[b] ≤ time has no input any
// more: it hands its state on, and its gates have no gradient.

/// What a simple recurrent network applies to its pre-activation.
public enum RNNActivation: Sendable, Hashable {
  case tanh, relu
}

@inline(__always)
private func isActive(_ row: Int, _ lengths: Integers?, _ time: Int) -> Bool {
  guard let lengths else { return true }
  return Int(lengths[row]) > time
}

/// An LSTM's step from its gates i, f, g, o. gates: [B, 4H], pre-activations in and activations out; the rest [B, H]. `hidden` may
/// take the place of `previousCell`.
package func lstmGates(
  _ gates: Scalars, previousHidden: Scalars, previousCell: Scalars, hidden: Scalars, cell: Scalars,
  tanhCell: Scalars, hiddenSize h: Int, lengths: Integers?, time: Int
) {
  guard h > 0 else { return }
  for row in 0..<hidden.count / h {
    let place = row * h
    if isActive(row, lengths, time) {
      kernels.lstm_row(
        h, gates.pointer + 4 * place, previousCell.pointer + place, hidden.pointer + place,
        cell.pointer + place,
        tanhCell.pointer + place)
    } else {
      // In this order, as h may take the place of the previous cell.
      cell[place..<place + h].assign(previousCell[place..<place + h])
      hidden[place..<place + h].assign(previousHidden[place..<place + h])
    }
  }
}

/// dGates is overwritten, the gradients of the previous state are added to.
package func lstmGatesPullback(
  _ gates: Scalars, previousCell: Scalars, tanhCell: Scalars, dHidden: Scalars, dCell: Scalars,
  dGates: Scalars,
  dPreviousHidden: Scalars, dPreviousCell: Scalars, hiddenSize h: Int, lengths: Integers?, time: Int
) {
  guard h > 0 else { return }
  for row in 0..<dHidden.count / h {
    let place = row * h
    if isActive(row, lengths, time) {
      kernels.lstm_row_pullback(
        h, gates.pointer + 4 * place, previousCell.pointer + place, tanhCell.pointer + place,
        dHidden.pointer + place, dCell.pointer + place, dGates.pointer + 4 * place,
        dPreviousCell.pointer + place)
    } else {
      dGates[4 * place..<4 * (place + h)].fill(with: 0)
      accumulate(dHidden[place..<place + h], into: dPreviousHidden[place..<place + h])
      accumulate(dCell[place..<place + h], into: dPreviousCell[place..<place + h])
    }
  }
}

/// A GRU's step in the reset-after form. gates: [B, 3H], the input's part in and activations r, z, n out; fromHidden: [B, 3H];
/// the rest [B, H].
package func gruGates(
  _ gates: Scalars, fromHidden: Scalars, previousHidden: Scalars, hidden: Scalars, hiddenSize h: Int,
  lengths: Integers?, time: Int
) {
  guard h > 0 else { return }
  for row in 0..<hidden.count / h {
    let place = row * h
    if isActive(row, lengths, time) {
      kernels.gru_row(
        h, gates.pointer + 3 * place, fromHidden.pointer + 3 * place, previousHidden.pointer + place,
        hidden.pointer + place)
    } else {
      hidden[place..<place + h].assign(previousHidden[place..<place + h])
    }
  }
}

/// dFromInput and dFromHidden are overwritten, the gradient of the previous state is added to.
package func gruGatesPullback(
  gates: Scalars, fromHidden: Scalars, previousHidden: Scalars, dHidden: Scalars, dFromInput: Scalars,
  dFromHidden: Scalars, dPreviousHidden: Scalars, hiddenSize h: Int, lengths: Integers?, time: Int
) {
  guard h > 0 else { return }
  for row in 0..<dHidden.count / h {
    let place = row * h
    if isActive(row, lengths, time) {
      kernels.gru_row_pullback(
        h, gates.pointer + 3 * place, fromHidden.pointer + 3 * place, previousHidden.pointer + place,
        dHidden.pointer + place, dFromInput.pointer + 3 * place, dFromHidden.pointer + 3 * place,
        dPreviousHidden.pointer + place)
    } else {
      dFromInput[3 * place..<3 * (place + h)].fill(with: 0)
      dFromHidden[3 * place..<3 * (place + h)].fill(with: 0)
      accumulate(dHidden[place..<place + h], into: dPreviousHidden[place..<place + h])
    }
  }
}

/// A simple recurrent network's step. All are [B, H].
package func rnnGate(
  preactivation: Scalars, previousHidden: Scalars, hidden: Scalars, activation: RNNActivation,
  hiddenSize h: Int, lengths: Integers?, time: Int
) {
  if lengths == nil { return activate(preactivation, activation, into: hidden) }
  guard h > 0 else { return }
  for row in 0..<hidden.count / h {
    let part = row * h..<(row + 1) * h
    if isActive(row, lengths, time) {
      activate(preactivation[part], activation, into: hidden[part])
    } else {
      hidden[part].assign(previousHidden[part])
    }
  }
}

private func activate(_ x: Scalars, _ activation: RNNActivation, into y: Scalars) {
  if activation == .tanh { tanh(x, into: y) } else { relu(x, into: y) }
}

/// dPreactivation is overwritten, the gradient of the previous state is added to.
package func rnnGatePullback(
  _ hidden: Scalars, dHidden: Scalars, dPreactivation: Scalars, dPreviousHidden: Scalars,
  activation: RNNActivation, hiddenSize h: Int, lengths: Integers?, time: Int
) {
  guard h > 0 else { return }
  let pullback = activation == .tanh ? tanhPullback : reluPullback
  if lengths == nil { return pullback(hidden, dHidden, dPreactivation, false) }
  for row in 0..<hidden.count / h {
    let part = row * h..<(row + 1) * h
    if isActive(row, lengths, time) {
      pullback(hidden[part], dHidden[part], dPreactivation[part], false)
    } else {
      dPreactivation[part].fill(with: 0)
      accumulate(dHidden[part], into: dPreviousHidden[part])
    }
  }
}

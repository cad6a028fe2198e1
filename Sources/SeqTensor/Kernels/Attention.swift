/// Score, weighting, read, for each row of a batch: α = softmax(q · k) over its length, context = Σ α m.
///
/// query: [B, H]; keys: [S, B, H]; memory: [S, B, M]; lengths: [B]; weights: [B, S] and context: [B, M], written.
package func attend(
  query: Scalars, keys: Scalars, memory: Scalars, lengths: Integers, weights: Scalars, context: Scalars,
  batch: Int, time: Int, keySize: Int, memorySize: Int
) {
  for row in 0..<batch {
    let length = Int(lengths[row])
    kernels.attend_row(
      length, keySize, memorySize, query.pointer + row * keySize, keys.pointer + row * keySize,
      batch * keySize,
      memory.pointer + row * memorySize, batch * memorySize, weights.pointer + row * time,
      context.pointer + row * memorySize)
    weights[row * time + length..<(row + 1) * time].fill(with: 0)
  }
}

/// Adds to the gradients of query, keys and memory. Places beyond a row's length have weight 0 and get none.
package func attendPullback(
  query: Scalars, keys: Scalars, memory: Scalars, weights: Scalars, dContext: Scalars, dWeights: Scalars?,
  dQuery: Scalars, dKeys: Scalars, dMemory: Scalars, batch: Int, time: Int, keySize: Int, memorySize: Int
) {
  for row in 0..<batch {
    kernels.attend_row_pullback(
      time, keySize, memorySize, query.pointer + row * keySize, keys.pointer + row * keySize, batch * keySize,
      memory.pointer + row * memorySize, batch * memorySize, weights.pointer + row * time,
      dContext.pointer + row * memorySize, dWeights.map { $0.pointer + row * time },
      dQuery.pointer + row * keySize,
      dKeys.pointer + row * keySize, dMemory.pointer + row * memorySize)
  }
}

/// `out[r] += Σⱼ lⱼ ⊙ table[id_{r,j}]`: a sentence as the sum of its words' vectors.
///
/// table: [V, C]; ids and starts as in `WordBags`; out: [R, C]. With a `sentenceLength` J the words are weighted by
/// their position, lⱼ[c] = 2 (1 − j/J) − 2 slope[c] (1 − 2j/J), slope: [C]; with 0 each counts once.
package func embedBags(
  _ table: Scalars, ids: Integers, starts: Integers, slope: Scalars, sentenceLength: Int, columns: Int,
  into out: Scalars
) {
  check(ids, table, columns)
  for row in 0..<starts.count - 1 {
    let (first, end) = (Int(starts[row]), Int(starts[row + 1]))
    kernels.bag_row(
      end - first, columns, ids.pointer + first, sentenceLength, slope.pointer, table.pointer,
      out.pointer + row * columns)
  }
}

/// `dTable[id_{r,j}] += lⱼ ⊙ dOut[r]`.
package func embedBagsPullback(
  _ dOut: Scalars, ids: Integers, starts: Integers, slope: Scalars, sentenceLength: Int, columns: Int,
  into dTable: Scalars
) {
  check(ids, dTable, columns)
  for row in 0..<starts.count - 1 {
    let (first, end) = (Int(starts[row]), Int(starts[row + 1]))
    kernels.bag_row_pullback(
      end - first, columns, ids.pointer + first, sentenceLength, slope.pointer,
      dOut.pointer + row * columns, dTable.pointer)
  }
}

private func check(_ ids: Integers, _ table: Scalars, _ columns: Int) {
  let rows = columns == 0 ? 0 : table.count / columns
  for place in ids.indices where ids[place] < 0 || Int(ids[place]) >= rows {
    fatalError("word \(ids[place]) of a table of \(rows) rows")
  }
}

/// Where keys and values lie in the rows of a memory [F, C]: `size` columns from `keys` and from `values` on.
package struct MemoryColumns {
  package let keys, values, size: Int

  package init(keys: Int, values: Int, size: Int) {
    self.keys = keys
    self.values = values
    self.size = size
  }
}

/// Score, weighting, read over stories of any length: for each story b, whose facts are the memory's rows
/// `starts[b]..<starts[b + 1]`, weights = softmax(keys · query[b]), context[b] = Σ weights values.
///
/// query: [B, d]; memory: [F, C]; weights: [F]; context: [B, d]. A story of fewer than `slots` facts has empty slots, zeros
/// that score 0 and share in the softmax. With `isLinear` the weights are the scores themselves.
package func readStories(
  query: Scalars, memory: Scalars, columns: MemoryColumns, width: Int, starts: Integers, slots: Int,
  isLinear: Bool, weights: Scalars, context: Scalars
) {
  for story in 0..<starts.count - 1 {
    let (first, end) = (Int(starts[story]), Int(starts[story + 1]))
    let row = memory.pointer + first * width
    kernels.read_row(
      end - first, columns.size, width, query.pointer + story * columns.size, row + columns.keys,
      row + columns.values, isLinear ? 1 : 0, max(slots - (end - first), 0), weights.pointer + first,
      context.pointer + story * columns.size)
  }
}

/// Adds to the gradients of query and memory. scratch: [F].
package func readStoriesPullback(
  query: Scalars, memory: Scalars, columns: MemoryColumns, width: Int, starts: Integers, isLinear: Bool,
  weights: Scalars, dContext: Scalars, dWeights: Scalars, scratch: Scalars, dQuery: Scalars, dMemory: Scalars
) {
  for story in 0..<starts.count - 1 {
    let (first, end) = (Int(starts[story]), Int(starts[story + 1]))
    let row = memory.pointer + first * width
    let gradient = dMemory.pointer + first * width
    kernels.read_row_pullback(
      end - first, columns.size, width, query.pointer + story * columns.size, row + columns.keys,
      row + columns.values, isLinear ? 1 : 0, weights.pointer + first,
      dContext.pointer + story * columns.size, dWeights.pointer + first, scratch.pointer + first,
      dQuery.pointer + story * columns.size, gradient + columns.keys, gradient + columns.values)
  }
}

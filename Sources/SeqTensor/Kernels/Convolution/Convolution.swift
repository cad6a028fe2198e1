internal import CKernels

/// How results are bounded in the same pass: rectified units are bounds 0 and ∞, ReLU6 is 0 and 6.
public struct Bounds: BitwiseCopyable, Hashable, Sendable {
  public let low, high: Scalar
  public static let none = Bounds(low: -.infinity, high: .infinity)
  public static let relu = Bounds(low: 0, high: .infinity)
  public static let relu6 = Bounds(low: 0, high: 6)
  public var isNone: Bool { low == -.infinity && high == .infinity }
}

// Convolution of channel-last pictures [B, height, width, C] by filters that were packed for it.
//
// Work is cut by the sizes of the pictures alone, never by the number of threads, and every number is added up by one
// task in one order, or in parts that are added in order: any number of threads gives the same bits.

/// Rows of patches that are multiplied at once: a multiple of what the product takes at a time, small enough to stay in
/// the second-level cache.
private func blockLength(columns: Int, atMost: Int = 1040) -> Int {
  let fits = ThreadWorkspace.patches.count / max(columns, 1)
  let length = min(fits, atMost)
  return max(length >= 104 ? length / 104 * 104 : length, 1)
}

/// Calls `body` with each picture that a range of places, counted over the whole batch, touches.
///
/// - Parameter size: places of one picture.
func eachPicture(
  of places: Range<Int>, size: Int,
  _ body: (_ picture: Int, _ first: Int, _ count: Int) -> Void
) {
  var place = places.lowerBound
  while place < places.upperBound {
    let picture = place / size
    let first = place - picture * size
    let count = min(size - first, places.upperBound - place)
    body(picture, first, count)
    place += count
  }
}

/// The patches of some positions as a matrix: gathered, or where a patch is one place of the picture, the picture itself.
private func patches(
  _ pictures: Scalars, _ positions: Range<Int>, _ window: PlacedWindow, _ block: PackedFilters.Block,
  group: Int,
  channels: Int, into workspace: UnsafeMutablePointer<Scalar>
) -> (start: UnsafePointer<Scalar>, row: Int) {
  if window.isPointwise {
    let first = positions.lowerBound * window.channels + group * channels + block.channels.lowerBound
    return (UnsafePointer(pictures.pointer + first), window.channels)
  }
  var cWindow = window.cWindow
  var taps = block.taps(group: group, channels: channels)
  var place = workspace
  eachPicture(of: positions, size: window.positions) { picture, first, count in
    kernels.gather_patches(
      &cWindow, &taps, pictures.pointer + picture * window.inputCount, first, count, place)
    place += count * block.count
  }
  return (UnsafePointer(workspace), block.count)
}

/// `out = bounded(pictures ∗ filters + bias)`. pictures: [B, height, width, C], out: [B, outHeight, outWidth, O].
package func convolve(
  _ pictures: Scalars, _ window: PlacedWindow, filters: PackedFilters, bias: Scalars?, bounds: Bounds,
  into out: Scalars, threads: Int
) {
  let batch = pictures.count / max(window.inputCount, 1)
  let total = batch * window.positions
  let (outputs, each) = (filters.filters, filters.filtersOfGroup)
  if filters.isDepthwise {
    let rows = chunks(of: batch * window.outHeight, length: max(1, 16384 / max(window.outWidth * outputs, 1)))
    return inParallel(rows.count, threads: threads) { part in
      var cWindow = window.cWindow
      for row in rows[part] {
        kernels.depthwise_row(
          &cWindow, pictures.pointer + row / window.outHeight * window.inputCount,
          filters.forward(0, group: 0), bias?.pointer, bounds.low, bounds.high, row % window.outHeight,
          out.pointer + row * window.outWidth * outputs)
      }
    }
  }
  func finish(_ rows: Range<Int>) {
    // Piece by piece, so that what the bias was added to is still near when it is bounded.
    for piece in chunks(of: rows.count, length: max(1, 8192 / max(outputs, 1))) {
      let first = rows.lowerBound + piece.lowerBound
      let part = out[first * outputs..<(first + piece.count) * outputs]
      if let bias { addRow(bias, to: part) }
      if !bounds.isNone { kernels.clamp(part.count, part.pointer, bounds.low, bounds.high, part.pointer) }
    }
  }
  if filters.isDirect {
    return convolveDirectly(
      pictures, window, filters: filters, into: out, threads: threads, finish: finish)
  }
  let widest = filters.blocks.reduce(0) { max($0, $1.count) }
  let parts = chunks(of: total, length: blockLength(columns: widest, atMost: 416))
  inParallel(parts.count, threads: threads) { part in
    let rows = parts[part]
    for group in 0..<filters.groups {
      for (number, block) in filters.blocks.enumerated() {
        let a = patches(
          pictures, rows, window, block, group: group, channels: filters.channels,
          into: ThreadWorkspace.patches.ofThisThread)
        multiplyPacked(
          rows.count, each, block.count, a.start, a.row, 1, filters.forward(number, group: group),
          out.pointer + rows.lowerBound * outputs + group * each, outputs, adding: number > 0)
      }
    }
    finish(rows)
  }
}

/// `dPictures = dOut ∗ filtersᵀ`, or adds it.
package func convolutionInputPullback(
  _ dOut: Scalars, _ window: PlacedWindow, filters: PackedFilters, dPictures: Scalars, adds: Bool,
  threads: Int
) {
  if filters.isTurned {
    return directInputPullback(
      dOut, window, filters: filters, dPictures: dPictures, adds: adds, threads: threads)
  }
  let batch = dPictures.count / max(window.inputCount, 1)
  let (outputs, each) = (filters.filters, filters.filtersOfGroup)
  if window.isPointwise {
    let parts = chunks(of: batch * window.positions, length: 416)
    return inParallel(parts.count, threads: threads) { part in
      let rows = parts[part]
      for group in 0..<filters.groups {
        for (number, block) in filters.blocks.enumerated() {
          multiplyPacked(
            rows.count, block.count, each, dOut.pointer + rows.lowerBound * outputs + group * each, outputs,
            1,
            filters.backward(number, group: group),
            dPictures.pointer + rows.lowerBound * window.channels + group * filters.channels
              + block.channels.lowerBound,
            window.channels, adding: adds)
        }
      }
    }
  }
  // A task has whole pictures to itself: patches overlap within a picture only.
  let parts = chunks(of: batch, length: max(1, 208 / max(window.positions, 1)))
  inParallel(parts.count, threads: threads) { part in
    let pictures = parts[part]
    let all = pictures.lowerBound * window.positions..<pictures.upperBound * window.positions
    if !adds {
      dPictures[pictures.lowerBound * window.inputCount..<pictures.upperBound * window.inputCount].fill(
        with: 0)
    }
    var cWindow = window.cWindow
    let workspace = ThreadWorkspace.patches.ofThisThread
    for group in 0..<filters.groups {
      for (number, block) in filters.blocks.enumerated() {
        var taps = block.taps(group: group, channels: filters.channels)
        for piece in chunks(of: all.count, length: blockLength(columns: block.count, atMost: 416)) {
          let rows = all.lowerBound + piece.lowerBound..<all.lowerBound + piece.upperBound
          multiplyPacked(
            rows.count, block.count, each, dOut.pointer + rows.lowerBound * outputs + group * each, outputs,
            1,
            filters.backward(number, group: group), workspace, block.count, adding: false)
          var place = UnsafePointer(workspace)
          eachPicture(of: rows, size: window.positions) { picture, first, count in
            kernels.scatter_patches(
              &cWindow, &taps, place, first, count, dPictures.pointer + picture * window.inputCount)
            place += count * block.count
          }
        }
      }
    }
  }
}

/// `dWeight += patchesᵀ dOut`, dWeight laid out as the weights are.
///
/// - Parameter scratch: gives memory for as many scalars.
package func convolutionWeightPullback(
  _ pictures: Scalars, _ dOut: Scalars, _ window: PlacedWindow, filters: PackedFilters, dWeight: Scalars,
  threads: Int, scratch: (Int) -> Scalars
) {
  if filters.isDirect {
    return directWeightPullback(
      pictures, dOut, window, filters: filters, dWeight: dWeight, threads: threads, scratch: scratch)
  }
  let batch = pictures.count / max(window.inputCount, 1)
  let (outputs, each) = (filters.filters, filters.filtersOfGroup)
  let columns = filters.columns
  // One picture's columns are other tasks' than another's; where there are few, the batch is cut as well.
  let narrow = window.isPointwise ? 128 : 512
  let pieces = filters.blocks.flatMap { block in
    chunks(of: block.count, length: narrow).map { part -> PackedFilters.Block in
      part.count == block.count
        ? block
        : PackedFilters.Block(
          first: block.first + part.lowerBound, count: part.count, y: block.y, x: block.x,
          channels: block.channels.lowerBound + part.lowerBound..<block.channels.lowerBound + part.upperBound)
    }
  }
  let tasks = pieces.count * filters.groups
  let size = filters.groups * columns * each
  let shares = max(1, min(batch, (8 + tasks - 1) / tasks, (1 << 21) / max(size, 1)))
  let sums = scratch(shares * size)
  let pictureParts = chunks(of: batch, length: max(1, (batch + shares - 1) / shares))
  inParallel(tasks * pictureParts.count, threads: threads) { task in
    let share = task / tasks
    let group = task % tasks / pieces.count
    let block = pieces[task % pieces.count]
    let pictureRange = pictureParts[share]
    let first = pictureRange.lowerBound * window.positions
    let wide = kernels.padded(each)
    let length = max(
      1, min(blockLength(columns: block.count), ThreadWorkspace.packedPatches.count / max(wide, 1)))
    let packed = ThreadWorkspace.packedPatches.ofThisThread
    for piece in chunks(of: pictureRange.count * window.positions, length: length) {
      let rows = first + piece.lowerBound..<first + piece.upperBound
      let a = patches(
        pictures, rows, window, block, group: group, channels: filters.channels,
        into: ThreadWorkspace.patches.ofThisThread)
      kernels.pack(
        rows.count, each, dOut.pointer + rows.lowerBound * outputs + group * each, outputs, 1, packed)
      multiplyPacked(
        block.count, each, rows.count, a.start, 1, a.row, packed,
        sums.pointer + share * size + (group * columns + block.first) * each, each,
        adding: piece.lowerBound > 0)
    }
  }
  filters.add(sums[0..<pictureParts.count * size], to: dWeight, threads: threads)
}

/// Both gradients of a depthwise convolution; that of the pictures only where it is wanted.
package func depthwisePullback(
  _ pictures: Scalars, _ dOut: Scalars, _ window: PlacedWindow, filters: PackedFilters, dPictures: Scalars?,
  dWeight: Scalars?, threads: Int, scratch: (Int) -> Scalars
) {
  let batch = pictures.count / max(window.inputCount, 1)
  let size = filters.height * filters.width * filters.filters
  let parts = chunks(of: batch, length: max(1, (batch + 7) / 8))
  let sums = scratch(parts.count * size)
  sums.fill(with: 0)
  inParallel(parts.count, threads: threads) { part in
    var cWindow = window.cWindow
    for picture in parts[part] {
      for row in 0..<window.outHeight {
        kernels.depthwise_row_pullback(
          &cWindow, pictures.pointer + picture * window.inputCount, filters.forward(0, group: 0), row,
          dOut.pointer + (picture * window.outHeight + row) * window.outWidth * filters.filters,
          dPictures.map { $0.pointer + picture * window.inputCount }, sums.pointer + part * size)
      }
    }
  }
  guard let dWeight else { return }
  let taps = filters.height * filters.width
  for part in parts.indices {
    for tap in 0..<taps {
      for channel in 0..<filters.filters {
        dWeight[channel * taps + tap] += sums[part * size + tap * filters.filters + channel]
      }
    }
  }
}

/// Sets to zero what arrived where a result lies on a bound.
package func boundsPullback(_ y: Scalars, bounds: Bounds, gradient: Scalars, threads: Int) {
  let parts = chunks(of: y.count, length: 1 << 16)
  inParallel(parts.count, threads: threads) { part in
    let range = parts[part]
    kernels.mask_outside(
      range.count, y.pointer + range.lowerBound, bounds.low, bounds.high, gradient.pointer + range.lowerBound)
  }
}

/// `row[c] += Σ over rows of x[r, c]`, in parts that are added in order.
package func columnSums(of x: Scalars, addingTo row: Scalars, threads: Int, scratch: (Int) -> Scalars) {
  let parts = chunks(of: x.count / max(row.count, 1), length: max(1, 65536 / max(row.count, 1)))
  let sums = scratch(parts.count * row.count)
  sums.fill(with: 0)
  inParallel(parts.count, threads: threads) { part in
    let range = parts[part]
    kernels.column_sums(
      range.count, row.count, x.pointer + range.lowerBound * row.count, sums.pointer + part * row.count)
  }
  for part in parts.indices { accumulate(sums[part * row.count..<(part + 1) * row.count], into: row) }
}

internal import CKernels

// Convolution by few filters, without a matrix of patches: each number is read where it lies in the picture, or in a copy with
// zeros around it where a window reaches over the border.
//
// The gradient of the pictures is such a convolution too, of the results' gradient by the filters turned around. With a stride
// the places of a picture fall into classes, by rows and by columns: each class is reached by taps of its own.

/// How a convolution goes along rows, or along columns.
private struct Track {
  /// How many there are of what is read, and which of them the first place's first tap reads; beyond the border are zeros.
  let size, first: Int
  /// From one place to the next, and from one tap to the next, in what is read.
  let stride, step: Int
  /// How many taps, the first one's number in the kernel and the numbers between neighbours.
  let taps: Int
  var tap = 0
  var tapStep = 1
  /// How many places, where the first is in what is made and how far it is to the next.
  let places: Int
  var place = 0
  var placeStep = 1

  /// What some places read, perhaps beyond the border; in the order of what is read.
  func reach(_ places: Range<Int>) -> Range<Int> {
    let last = first + (places.upperBound - 1) * stride
    let reach = (taps - 1) * step
    return first + places.lowerBound * stride + min(reach, 0)..<last + max(reach, 0) + 1
  }

  /// Of the taps' order in what is read, where the first place's first tap lies within its reach.
  var firstTap: Int { max(0, -(taps - 1) * step) }

  static func forward(
    size: Int, padding: Int, stride: Int, dilation: Int, kernel: Int, places: Int
  ) -> Track {
    Track(size: size, first: -padding, stride: stride, step: dilation, taps: kernel, places: places)
  }

  /// One track for each class of places that the stride makes: place y of the picture was read by tap k at result o where
  /// y + padding = stride o + dilation k.
  static func backward(
    size: Int, padding: Int, stride: Int, dilation: Int, kernel: Int, results: Int
  ) -> [Track] {
    var divisor = (stride, dilation)
    while divisor.1 > 0 { divisor = (divisor.1, divisor.0 % divisor.1) }
    let (tapStep, step) = (stride / divisor.0, dilation / divisor.0)
    return (0..<min(stride, size)).map { place in
      let (quotient, remainder) = (place + padding).quotientAndRemainder(dividingBy: stride)
      let tap = (0..<min(kernel, stride)).first { $0 * dilation % stride == remainder }
      return Track(
        size: results, first: quotient - (tap.map { $0 * dilation / stride } ?? 0), stride: 1, step: -step,
        taps: tap.map { (kernel - 1 - $0) / tapStep + 1 } ?? 0, tap: tap ?? 0, tapStep: tapStep,
        places: (size - 1 - place) / stride + 1, place: place, placeStep: stride)
    }
  }
}

/// One convolution over pictures of `channels` channels, or one class of places of its gradient.
private struct Sweep {
  let rows, columns: Track
  let channels: Int
  /// Columns and channels of a row of what is made.
  let outWidth, outChannels: Int

  var readCount: Int { rows.size * columns.size * channels }

  /// How many scalars a copy of what some rows of places read has.
  func copyCount(_ places: Range<Int>) -> Int {
    rows.reach(places).count * columns.reach(0..<columns.places).count * channels
  }

  /// Where a band of rows of places reads in one picture: the pointer to its first place's first tap, and how far one row is
  /// from the next. Where it reaches over the border, a copy is made at `room`.
  func band(
    _ picture: UnsafePointer<Scalar>, _ places: Range<Int>, room: UnsafeMutablePointer<Scalar>
  ) -> (start: UnsafePointer<Scalar>, line: Int) {
    let (down, across) = (rows.reach(places), columns.reach(0..<columns.places))
    let first = rows.firstTap
    let offset = columns.firstTap * channels
    if down.lowerBound >= 0, down.upperBound <= rows.size, across.lowerBound >= 0,
      across.upperBound <= columns.size
    {
      let line = columns.size * channels
      return (
        picture + (down.lowerBound + first) * line + across.lowerBound * channels + offset, line
      )
    }
    let line = across.count * channels
    let inside =
      max(across.lowerBound, 0)..<max(min(across.upperBound, columns.size), max(across.lowerBound, 0))
    let before = min(inside.lowerBound - across.lowerBound, across.count) * channels
    var to = room
    for row in down {
      if row < 0 || row >= rows.size || inside.isEmpty {
        to.update(repeating: 0, count: line)
      } else {
        to.update(repeating: 0, count: before)
        let count = inside.count * channels
        (to + before).update(
          from: picture + (row * columns.size + inside.lowerBound) * channels, count: count)
        (to + before + count).update(repeating: 0, count: line - before - count)
      }
      to += line
    }
    return (UnsafePointer(room) + first * line + offset, line)
  }

  /// - Parameters:
  ///   - line: from one row of what is read to the next, in scalars.
  ///   - taps: which taps and channels are taken, in the order of the tracks.
  ///   - filters: from the filters of one row of taps to those of the next, and from tap to tap, in scalars; nil where
  ///     they lie packed in the order in which they are taken.
  func walk(
    line: Int, taps: (y: Range<Int>, x: Range<Int>, channels: Range<Int>),
    filters: (line: Int, run: Int)? = nil
  ) -> seqkit_walk {
    // Neighbouring taps lie side by side where all channels are taken.
    let joined = taps.channels.count == channels && columns.step == 1
    let (runs, run) =
      joined ? (1, taps.x.count * channels) : (taps.x.count, taps.channels.count)
    let filters = filters ?? (line: runs * run * kernels.panel, run: run * kernels.panel)
    return seqkit_walk(
      out_width: columns.places, row: rows.stride * line, place: columns.stride * channels,
      out_row: rows.placeStep * outWidth * outChannels, out_place: columns.placeStep * outChannels,
      lines: taps.y.count, line: rows.step * line, runs: runs, step: columns.step * channels, run: run,
      filter_line: filters.line, filter_run: filters.run)
  }
}

extension PlacedWindow {
  /// Whether the products of patches cost more in gathering them than it takes to walk over the pictures: with more filters
  /// every gathered number is used often.
  package func suitsDirect(filters: Int, groups: Int) -> Bool {
    let rows = (window.height - 1) * window.dilationRows + window.strideRows + 1
    let columns = max(width, outWidth) + 2 * (window.width - 1) * window.dilationColumns + 2
    return groups == 1 && !isPointwise && filters <= 128 && channels <= 512 && outWidth <= 512
      && rows * columns * max(channels, filters) <= ThreadWorkspace.planes.count / 2
  }

  fileprivate func sweep(filters: Int) -> Sweep {
    Sweep(
      rows: .forward(
        size: height, padding: padTop, stride: window.strideRows, dilation: window.dilationRows,
        kernel: window.height, places: outHeight),
      columns: .forward(
        size: width, padding: padLeft, stride: window.strideColumns, dilation: window.dilationColumns,
        kernel: window.width, places: outWidth),
      channels: channels, outWidth: outWidth, outChannels: filters)
  }

  fileprivate func backwardSweeps(filters: Int) -> [Sweep] {
    let columns = Track.backward(
      size: width, padding: padLeft, stride: window.strideColumns, dilation: window.dilationColumns,
      kernel: window.width, results: outWidth)
    return Track.backward(
      size: height, padding: padTop, stride: window.strideRows, dilation: window.dilationRows,
      kernel: window.height, results: outHeight
    ).flatMap { rows in
      columns.map {
        Sweep(rows: rows, columns: $0, channels: filters, outWidth: width, outChannels: channels)
      }
    }
  }
}

extension Sweep {
  /// Some rows of places of some pictures: of a large picture a band, of small ones several.
  struct Part {
    let pictures, rows: Range<Int>
  }

  /// Cuts a batch into parts of about `places` places, whose copies fit into a thread's planes.
  func parts(batch: Int, places: Int) -> [Part] {
    let each = rows.places * columns.places
    if each == 0 { return [] }
    let whole = copyCount(0..<rows.places)
    if each <= places && whole <= ThreadWorkspace.planes.count {
      let several = max(1, min(places / each, ThreadWorkspace.planes.count / max(whole, 1)))
      return chunks(of: batch, length: several).map { Part(pictures: $0, rows: 0..<rows.places) }
    }
    let line = columns.reach(0..<columns.places).count * channels
    let room = ThreadWorkspace.planes.count / max(line, 1) - (rows.reach(0..<1).count - rows.stride)
    let length = max(1, min(places / columns.places, room / max(rows.stride, 1)))
    return (0..<batch).flatMap { picture in
      chunks(of: rows.places, length: length).map { Part(pictures: picture..<picture + 1, rows: $0) }
    }
  }
}

/// `out = bounded(pictures ∗ filters + bias)` by a window that suits it.
func convolveDirectly(
  _ pictures: Scalars, _ window: PlacedWindow, filters: PackedFilters, into out: Scalars, threads: Int,
  finish: (_ places: Range<Int>) -> Void
) {
  let sweep = window.sweep(filters: filters.filters)
  let parts = sweep.parts(batch: pictures.count / max(window.inputCount, 1), places: 416)
  inParallel(parts.count, threads: threads) { task in
    let part = parts[task]
    let room = ThreadWorkspace.planes.ofThisThread
    for picture in part.pictures {
      let (start, line) = sweep.band(
        UnsafePointer(pictures.pointer) + picture * window.inputCount, part.rows, room: room)
      let first = picture * window.positions + part.rows.lowerBound * window.outWidth
      let count = part.rows.count * window.outWidth
      for (number, block) in filters.blocks.enumerated() {
        var walk = sweep.walk(line: line, taps: (block.y, block.x, block.channels))
        let from =
          start + block.y.lowerBound * walk.line + block.x.lowerBound * sweep.columns.step * window.channels
          + block.channels.lowerBound
        kernels.convolve(
          &walk, from, 0, count, filters.forward(number, group: 0), block.count, filters.filters,
          out.pointer + first * filters.filters, number > 0 ? 1 : 0)
      }
      finish(first..<first + count)
    }
  }
}

/// `dPictures = dOut ∗ filtersᵀ`, or adds it.
func directInputPullback(
  _ dOut: Scalars, _ window: PlacedWindow, filters: PackedFilters, dPictures: Scalars, adds: Bool,
  threads: Int
) {
  let batch = dPictures.count / max(window.inputCount, 1)
  let outputs = filters.filters
  let tasks = window.backwardSweeps(filters: outputs).flatMap { sweep in
    sweep.parts(batch: batch, places: 416).map { (sweep: sweep, part: $0) }
  }
  let tapSize = outputs * kernels.padded(window.channels)
  inParallel(tasks.count, threads: threads) { task in
    let (sweep, part) = tasks[task]
    let (rows, columns) = (sweep.rows, sweep.columns)
    let room = ThreadWorkspace.planes.ofThisThread
    for picture in part.pictures {
      let to =
        dPictures.pointer + picture * window.inputCount
        + ((rows.place + part.rows.lowerBound * rows.placeStep) * window.width + columns.place)
        * window.channels
      let (start, line) =
        rows.taps == 0 || columns.taps == 0
        ? (UnsafePointer(room), 0)  // no tap reaches these places: zeros, from no line at all
        : sweep.band(UnsafePointer(dOut.pointer) + picture * sweep.readCount, part.rows, room: room)
      var walk = sweep.walk(
        line: line, taps: (0..<rows.taps, 0..<columns.taps, 0..<outputs),
        filters: (line: rows.tapStep * window.window.width * tapSize, run: columns.tapStep * tapSize))
      kernels.convolve(
        &walk, start, 0, part.rows.count * columns.places,
        filters.turned + (rows.tap * window.window.width + columns.tap) * tapSize, outputs, window.channels,
        to, adds ? 1 : 0)
    }
  }
}

/// `dWeight += patchesᵀ dOut`, dWeight laid out as the weights are.
func directWeightPullback(
  _ pictures: Scalars, _ dOut: Scalars, _ window: PlacedWindow, filters: PackedFilters, dWeight: Scalars,
  threads: Int, scratch: (Int) -> Scalars
) {
  let outputs = filters.filters
  let sweep = window.sweep(filters: outputs)
  let size = filters.columns * outputs
  let parts = sweep.parts(batch: pictures.count / max(window.inputCount, 1), places: 512)
  let shares = max(1, min(parts.count, 8, (1 << 21) / max(size, 1)))
  let sums = scratch(shares * size)
  inParallel(shares, threads: threads) { share in
    let own = sums[share * size..<(share + 1) * size]
    own.fill(with: 0)
    let room = ThreadWorkspace.planes.ofThisThread
    let packed = ThreadWorkspace.packedPatches.ofThisThread
    for part in parts[parts.count * share / shares..<parts.count * (share + 1) / shares] {
      let places = part.pictures.count * part.rows.count * window.outWidth
      let first = part.pictures.lowerBound * window.positions + part.rows.lowerBound * window.outWidth
      kernels.pack(places, outputs, dOut.pointer + first * outputs, outputs, 1, packed)
      var band: (start: UnsafePointer<Scalar>, line: Int)?
      var distance = window.inputCount
      for (number, picture) in part.pictures.enumerated() {
        let at = room + number * sweep.copyCount(part.rows)
        let next = sweep.band(
          UnsafePointer(pictures.pointer) + picture * window.inputCount, part.rows, room: at)
        if number == 1, let band { distance = next.start - band.start }
        band = band ?? next
      }
      guard let band else { continue }
      var walk = sweep.walk(
        line: band.line, taps: (0..<filters.height, 0..<filters.width, 0..<window.channels))
      kernels.convolve_weights(
        &walk, part.pictures.count, distance, part.rows.count, band.start, packed, outputs, own.pointer)
    }
  }
  filters.add(sums, to: dWeight, threads: threads)
}

extension Picture {
  /// The picture in another size, its sides' ratio not kept: bilinear, and where it shrinks averaged over all that falls on a
  /// pixel ("antialiased"), as Pillow and torchvision do it.
  public func resized(width newWidth: Int, height newHeight: Int) -> Picture {
    if newWidth == width && newHeight == height { return self }
    let across = Self.weights(from: width, to: newWidth)
    let down = Self.weights(from: height, to: newHeight)
    // Only the rows that count, one direction after the other.
    var narrow = [Float](repeating: 0, count: newWidth * height * channels)
    for y in 0..<height {
      for (x, column) in across.enumerated() {
        for c in 0..<channels {
          var sum: Float = 0
          var from = (y * width + column.first) * channels + c
          for weight in column.weights {
            sum += weight * Float(pixels[from])
            from += channels
          }
          narrow[(y * newWidth + x) * channels + c] = sum
        }
      }
    }
    let row = newWidth * channels
    var result = [UInt8](repeating: 0, count: row * newHeight)
    var sums = [Float](repeating: 0, count: row)
    for (y, line) in down.enumerated() {
      for i in 0..<row { sums[i] = 0 }
      for (offset, weight) in line.weights.enumerated() {
        let from = (line.first + offset) * row
        for i in 0..<row { sums[i] += weight * narrow[from + i] }
      }
      for i in 0..<row { result[y * row + i] = UInt8(min(max(sums[i] + 0.5, 0), 255)) }
    }
    return Picture(width: newWidth, height: newHeight, channels: channels, pixels: result)
  }

  /// For every new place the old ones that it is made of: a triangle as wide as two steps of the coarser grid.
  private static func weights(from old: Int, to new: Int) -> [(first: Int, weights: [Float])] {
    let ratio = Float(old) / Float(new)
    let support = max(ratio, 1)
    return (0..<new).map { place in
      let center = (Float(place) + 0.5) * ratio
      let first = max(Int(center - support + 0.5), 0)
      let last = min(Int(center + support + 0.5), old)
      var weights = (first..<max(last, first + 1)).map {
        max(0, 1 - abs((Float($0) + 0.5 - center) / support))
      }
      let total = weights.reduce(0, +)
      if total > 0 { for i in weights.indices { weights[i] /= total } } else { weights = [1] }
      return (min(first, old - 1), weights)
    }
  }
}

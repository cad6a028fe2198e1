import SeqAutodiff
import SeqData
import SeqModels
import SeqTensor

/// A trained network at work: probabilities and features of pictures, many at a time.
public struct ImageInference: Sendable {
  private let network: ImageNetwork
  private let parameters: ParameterStore
  /// How many threads a call uses; they change the time, not the result.
  public var threads: Int
  /// With batch normalisation folded into convolutions.
  private let folded: (network: ImageNetwork, parameters: ParameterStore)

  /// The weights must not change while it is used.
  public init(network: ImageNetwork, parameters: ParameterStore, threads: Int) {
    self.network = network
    self.parameters = parameters
    self.threads = threads
    folded = network.statistics > 0 ? network.folded(parameters) : (network, parameters)
  }

  /// The probability of every class, [count, classes].
  ///
  /// - Parameter didFinish: told how many are done after each batch.
  /// - Throws: if a picture cannot be read any more.
  public func probabilities(_ samples: ImageSamples, didFinish: (Int) -> Void = { _ in })
    throws(CorpusError) -> [[Scalar]]
  {
    try each(samples, wanted: nil, didFinish) { logits, _ in
      if logits.shape[1] == 1 { return sigmoid(logits).elements.map { [1 - $0, $0] } }
      return Self.rows(softmax(logits))
    }
  }

  /// The output of a layer, averaged over its places where it is a map, or all of it flattened.
  ///
  /// - Parameter isStopped: asked before each batch: whether to leave the rest.
  /// - Returns: [count, size], nil if there is no such layer.
  /// - Throws: if a picture cannot be read any more.
  public func features(
    _ samples: ImageSamples, layer: String, averages: Bool = true, didFinish: (Int) -> Void = { _ in },
    isStopped: () -> Bool = { false }
  ) throws(CorpusError) -> [[Scalar]]? {
    guard network.flattened.contains(where: { $0.name == layer }) else { return nil }
    return try each(samples, wanted: layer, didFinish, isStopped) { _, found in
      guard let found else { return [] }
      if found.shape.rank < 4 { return Self.rows(found) }
      if averages { return Self.rows(found.globalAveragePooled()) }
      return Self.rows(
        found.channelsFirst().reshaped(to: [found.shape[0], found.shape.count / found.shape[0]]))
    }
  }

  private static func rows(_ values: Variable) -> [[Scalar]] {
    let (elements, columns) = (values.elements, values.shape.columns)
    return (0..<values.shape.rows).map { Array(elements[$0 * columns..<($0 + 1) * columns]) }
  }

  private func each(
    _ samples: ImageSamples, wanted: String?, _ didFinish: (Int) -> Void,
    _ isStopped: () -> Bool = { false },
    _ body: (_ logits: Variable, _ found: Variable?) -> [[Scalar]]
  ) throws(CorpusError) -> [[Scalar]] {
    let tape = Tape()
    tape.threads = threads
    let all = Array(0..<samples.count)
    // What comes out of a convolution before its normalisation is there in the network as it is only.
    let isThere = wanted.map { name in folded.network.flattened.contains { $0.name == name } } ?? true
    let (network, parameters) = isThere ? folded : (network, parameters)
    var results: [[Scalar]] = []
    for range in chunks(of: samples.count, length: 16) where !isStopped() {
      results += try tape.evaluate(with: parameters) { tape throws(CorpusError) -> [[Scalar]] in
        var pass = ImagePass.inference
        pass.wanted = wanted
        let input = try samples.batch(all[range], next: all[range.upperBound...].prefix(16), on: tape)
        let logits = pass.run(network.layers, on: input)
        return body(logits, pass.found)
      }
      didFinish(range.count)
    }
    return results
  }
}

import FoundationEssentials
import SeqModels
import SeqTensor
import SystemPackage

/// Vectors that a layer of a network made of pictures, in a file: worked out once, and read again by every training of a new
/// classifier with the same network and weights, however the pictures are divided.
///
/// Tensors for any program: `features` [count, size] and `labels` [count]. Metadata: `network`, `layer`, `classes` with commas
/// between; `seqkit.origin`, all that the vectors depend on, and `seqkit.pictures`, a digest of each picture, a line each.
public struct FeatureFile: Sendable {
  /// All that vectors depend on besides their pictures.
  public struct Origin: Sendable, Hashable, Codable {
    public var network: String
    public var layer: String
    /// Whether a map is averaged over its places, and not flattened.
    public var isAveraged: Bool
    public var height, width, channels: Int
    public var preprocessing: PicturePreprocessing
    /// A digest of the weights that the layer's output depends on.
    public var weights: String

    public init(
      network: String, layer: String, isAveraged: Bool, height: Int, width: Int, channels: Int,
      preprocessing: PicturePreprocessing, weights: String
    ) {
      self.network = network
      self.layer = layer
      self.isAveraged = isAveraged
      self.height = height
      self.width = width
      self.channels = channels
      self.preprocessing = preprocessing
      self.weights = weights
    }
  }

  public let origin: Origin
  /// Numbers in each vector.
  public let size: Int
  private let path: String
  /// [count, size]
  private let vectors: [Scalar]
  /// Which row is of a picture, by its digest.
  private let rows: [String: Int]

  public var count: Int { size == 0 ? 0 : vectors.count / size }

  /// - Throws: `badData` if the file holds no features, or not as this writes them.
  public init(contentsOf path: FilePath) throws(FileError) {
    let file = try SafetensorsFile(contentsOf: path)
    self.path = path.string
    func bad(_ reason: String) -> FileError { FileError(.badData, path.string, reason) }
    guard let text = file.metadata["seqkit.origin"], let pictures = file.metadata["seqkit.pictures"] else {
      throw bad("this safetensors file holds no features of pictures: its metadata has no seqkit.origin")
    }
    do {
      origin = try JSONDecoder().decode(Origin.self, from: Data(text.utf8))
    } catch {
      throw bad("the seqkit.origin in its metadata is not as it should be")
    }
    let digests = pictures.split(separator: "\n").map { String($0) }
    guard let entry = file["features"], entry.shape.count == 2, entry.shape[0] == digests.count,
      entry.shape[1] > 0
    else { throw bad("its features are not one vector for each of its \(digests.count) pictures") }
    size = entry.shape[1]
    vectors = [Scalar](unsafeUninitializedCapacity: entry.count) { buffer, count in
      file.read(entry, into: buffer)
      count = entry.count
    }
    guard vectors.allSatisfy(\.isFinite) else { throw bad("its features have a number that is not finite") }
    // The same picture twice has the same vector.
    rows = Dictionary(zip(digests, digests.indices)) { first, _ in first }
  }

  /// The vector of a picture, by its digest; nil if it is not among those described.
  public subscript(digest: String) -> [Scalar]? {
    rows[digest].map { Array(vectors[$0 * size..<($0 + 1) * size]) }
  }

  /// Throws where the vectors are not those that are needed, with all in which they differ.
  public func check(_ needed: Origin) throws(FileError) {
    var differences: [String] = []
    func compare(_ name: String, _ found: String, _ wanted: String) {
      if found != wanted { differences.append("\(name) \(found), needed is \(wanted)") }
    }
    func extents(_ origin: Origin) -> String { "\(origin.width) x \(origin.height) x \(origin.channels)" }
    compare("network", origin.network, needed.network)
    compare("layer", origin.layer, needed.layer)
    compare("pictures of", extents(origin), extents(needed))
    if origin.isAveraged != needed.isAveraged {
      differences.append("maps \(origin.isAveraged ? "averaged" : "flattened")")
    }
    if origin.preprocessing != needed.preprocessing { differences.append("another preprocessing") }
    if origin.weights != needed.weights { differences.append("other weights") }
    if !differences.isEmpty {
      let all = differences.joined(separator: "; ")
      throw FileError(
        .badData, path, "its features were made otherwise: \(all); remove it or name another file")
    }
  }

  /// Writes vectors, atomically.
  ///
  /// - Parameters:
  ///   - digests: what tells pictures apart: equal ones have equal digests. No line ends.
  ///   - labels: of the pictures, places in `classes`.
  public static func write(
    _ vectors: [[Scalar]], of digests: [String], labels: [Int32], classes: [String], origin: Origin,
    to path: FilePath
  ) throws(FileError) {
    guard vectors.count == digests.count, vectors.count == labels.count else {
      fatalError("\(vectors.count) vectors of \(digests.count) pictures with \(labels.count) labels")
    }
    let size = vectors.first?.count ?? 0
    try SafetensorsFile.write(
      [
        TensorToStore("features", [vectors.count, size], .exact, vectors.flatMap(\.self)),
        TensorToStore("labels", [labels.count], .float32, labels.map { Scalar($0) }),
      ],
      metadata: [
        "network": origin.network, "layer": origin.layer, "classes": classes.joined(separator: ","),
        "seqkit.origin": ModelFile.json(origin, "origin", for: path),
        "seqkit.pictures": digests.joined(separator: "\n"),
      ], to: path)
  }
}

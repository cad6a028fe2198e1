import SeqData
import SeqFiles
import SeqModels
import SeqTensor
import SystemPackage

extension FeatureFile.Origin {
  /// What the vectors that a network's layer makes of pictures depend on.
  ///
  /// - Parameter isAveraged: whether a map is averaged over its places; of a vector nothing is left to average.
  init(_ contents: ImageModelFile.Contents, layer: String, isAveraged: Bool) {
    let (network, configuration) = (contents.network, contents.configuration)
    let isMap = network.flattened.contains { named in
      if case .map = named.output { named.name == layer } else { false }
    }
    self.init(
      network: network.name, layer: layer, isAveraged: isAveraged || !isMap, height: configuration.height,
      width: configuration.width, channels: configuration.channels,
      preprocessing: configuration.preprocessing, weights: contents.digest(upTo: layer))
  }
}

extension ImageModelFile.Contents {
  /// SHA-256 of the weights that a layer's output depends on, by their names and values.
  fileprivate func digest(upTo layer: String) -> String {
    var names = Set<String>()
    for named in network.layers {
      // Only training asks a classifier on the side.
      if case .auxiliary = named.layer { continue }
      let inner = ImageNetwork.flattened([named]).map(\.name)
      names.formUnion(inner)
      if inner.contains(layer) { break }
    }
    var sum = SHA256()
    for (name, parameter) in parameters.entries {
      guard let dot = name.lastIndex(of: "."), names.contains(String(name[..<dot])) else { continue }
      sum.update("\(name) \(parameter.shape)\n".utf8)
      parameters[parameter].withUnsafeBytes { bytes in
        // In parts, as the largest has 400 MB.
        for part in chunks(of: bytes.count, length: 1 << 20) { sum.update(bytes[part]) }
      }
    }
    return sum.finish()
  }
}

extension PictureFolder.File {
  /// What tells this picture apart, whatever it is called and wherever it lies: SHA-256 of its file, of a record of its pixels.
  fileprivate func digest() throws -> String {
    try isRecord
      ? SHA256.digest(of: picture().netpbm) : SHA256.digest(ofFile: FilePath(path)).digest
  }

  /// The digests of several, worked out on several threads.
  static func digests(of files: [PictureFolder.File], threads: Int) throws -> [String] {
    var found = [Result<String, any Error>](repeating: .success(""), count: files.count)
    found.withUnsafeMutableBufferPointer { found in
      nonisolated(unsafe) let found = found
      inParallel(files.count, threads: threads) { number in
        found[number] = Result { try files[number].digest() }
      }
    }
    return try found.map { try $0.get() }
  }
}

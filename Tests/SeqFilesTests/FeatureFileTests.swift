import SeqFiles
import SeqModels
import SeqTensor
import SystemPackage
import TestSupport
import Testing

/// Vectors of pictures in a file: read by digest, refused where they were made otherwise.
@Suite struct FeatureFileTests {
  private static let origin = FeatureFile.Origin(
    network: "resnet18", layer: "avgpool", isAveraged: true, height: 20, width: 30, channels: 3,
    preprocessing: .imageNet, weights: "0123")

  private func written(_ folder: TemporaryFolder) throws -> FilePath {
    let path = FilePath(folder.file("f.safetensors"))
    try FeatureFile.write(
      [[1, 2.5], [-3, 0.1], [7, 8]], of: ["aa", "bb", "aa"], labels: [0, 1, 0], classes: ["cat", "dog"],
      origin: Self.origin, to: path)
    return path
  }

  @Test func vectorsComeBackByTheirPictures() throws {
    let folder = try TemporaryFolder()
    let file = try FeatureFile(contentsOf: written(folder))
    #expect(file.origin == Self.origin && file.count == 3 && file.size == 2)
    #expect(file["bb"] ?? [] == [-3, 0.1])
    // The same picture twice: its first vector.
    #expect(file["aa"] ?? [] == [1, 2.5] && file["cc"] == nil)
    try file.check(Self.origin)
    // For other programs these are plain tensors.
    let tensors = try SafetensorsFile(contentsOf: written(folder))
    let (features, labels) = (try #require(tensors["features"]), try #require(tensors["labels"]))
    #expect(features.shape == [3, 2] && tensors.floats(of: labels) == [0, 1, 0])
    #expect(tensors.metadata["classes"] == "cat,dog" && tensors.metadata["layer"] == "avgpool")
  }

  @Test func everyDifferenceIsNamed() throws {
    let folder = try TemporaryFolder()
    let file = try FeatureFile(contentsOf: written(folder))
    func refusal(_ change: (inout FeatureFile.Origin) -> Void) -> String {
      var needed = Self.origin
      change(&needed)
      let error = #expect(throws: FileError.self) { try file.check(needed) }
      #expect(error?.kind == .badData)
      return error?.reason ?? ""
    }
    #expect(refusal { $0.network = "vgg16" }.contains("network resnet18, needed is vgg16"))
    #expect(refusal { $0.layer = "layer4" }.contains("layer avgpool, needed is layer4"))
    #expect(refusal { $0.width = 20 }.contains("pictures of 30 x 20 x 3, needed is 20 x 20 x 3"))
    #expect(refusal { $0.isAveraged = false }.contains("maps averaged"))
    #expect(refusal { $0.preprocessing = .unit }.contains("another preprocessing"))
    let both = refusal {
      $0.weights = "4567"
      $0.height = 21
    }
    #expect(both.contains("other weights") && both.contains("30 x 21 x 3"))
  }

  @Test func whatHoldsNoFeaturesIsRefused() throws {
    let folder = try TemporaryFolder()
    let path = try written(folder)
    let whole = try SafetensorsFile(contentsOf: path)
    let vectors: [Scalar] = [1, 2, 3, 4, 5, 6]
    func reason(_ tensors: [TensorToStore], _ changes: [String: String?]) throws -> String {
      var metadata = whole.metadata
      for (key, value) in changes { metadata[key] = value }
      let other = FilePath(folder.file("other.safetensors"))
      try SafetensorsFile.write(tensors, metadata: metadata, to: other)
      let error = #expect(throws: FileError.self) { try FeatureFile(contentsOf: other) }
      #expect(error?.kind == .badData)
      return error?.reason ?? ""
    }
    let good = [TensorToStore("features", [3, 2], .float32, vectors)]
    #expect(try reason(good, ["seqkit.origin": nil]).contains("holds no features"))
    #expect(try reason(good, ["seqkit.origin": "{}"]).contains("not as it should be"))
    #expect(try reason(good, ["seqkit.pictures": "aa\nbb"]).contains("each of its 2 pictures"))
    #expect(try reason([], [:]).contains("each of its 3 pictures"))
    #expect(
      try reason([TensorToStore("features", [6], .float32, vectors)], [:]).contains("3 pictures"))
    let infinite = TensorToStore("features", [3, 2], .float32, [1, 2, 3, .infinity, 5, 6])
    #expect(try reason([infinite], [:]).contains("not finite"))
  }
}

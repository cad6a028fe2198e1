import Foundation
import SeqFiles
import SystemPackage
import TestSupport
import Testing

/// `seqkit model show` on files of a hub: names of torchvision or timm, and no metadata of ours.
@Suite struct HubWeightsTests {
  private func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  /// A network's tensors, all zero, as a hub would store them.
  private func tensors(of network: String) throws -> [TensorToStore] {
    let shown = try ProgramRun.seqkit("model", "show", network, "--tensors", "--json")
    return try objects(shown.output).filter { $0["type"] as? String == "tensor" }.map { tensor in
      let name = try #require(tensor["name"] as? String)
      let shape = try #require(tensor["shape"] as? [Int])
      return TensorToStore(name, shape, .float32, .init(repeating: 0, count: shape.reduce(1, *)))
    }
  }

  @Test func tensorsAndTheNetworkTheyFit() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("hub.safetensors")
    var stored = try tensors(of: "resnet20-cifar")
    #expect(!stored.isEmpty)
    stored.append(TensorToStore("bn1.num_batches_tracked", [], .int64, [7]))
    try SafetensorsFile.write(stored, metadata: ["format": "pt"], to: FilePath(path))
    let run = try ProgramRun.seqkit("model", "show", path)
    #expect(run.status == 0, "\(run.errors)")
    let network = try ProgramRun.seqkit("model", "show", "resnet20-cifar").output
    func number(_ text: String, _ line: String) -> Substring? {
      text.split(separator: "\n").first { $0.hasPrefix(line) }?.split(separator: " ").last
    }
    #expect(number(run.output, "parameters") == number(network, "trainable parameters"))
    #expect(number(run.output, "statistics") == number(network, "not trainable parameters"))
    #expect(number(run.output, "fits") == "resnet20-cifar")
    #expect(number(run.output, "format") == "pt")
    for tensor in stored { #expect(run.output.contains("\n\(tensor.name) "), "\(tensor.name)") }
    #expect(run.output.contains("[16, 3, 3, 3]") && run.output.contains("F32"), "\(run.output)")

    let object = try #require(try objects(ProgramRun.seqkit("model", "show", path, "--json").output).first)
    #expect(object["type"] as? String == "weights" && object["networks"] as? [String] == ["resnet20-cifar"])
    #expect((object["tensors"] as? [Any])?.count == stored.count)
    let piped = try ProgramRun.seqkit(["model", "show", "-"], input: folder.bytes("hub.safetensors") ?? [])
    #expect(piped.output == run.output, "\(piped.errors)")

    stored.removeFirst()
    try SafetensorsFile.write(stored, metadata: [:], to: FilePath(path))
    let other = try ProgramRun.seqkit("model", "show", path)
    #expect(other.status == 0 && other.output.contains("no --network"), "\(other.output)")
    // What is no such file stays an error.
    try folder.write("this is text, whatever it is called", to: "hub.safetensors")
    let text = try ProgramRun.seqkit("model", "show", path)
    #expect(text.status == 65 && text.output.isEmpty, "\(text.output)")
    #expect(text.errors.contains("not a whole safetensors file"), "\(text.errors)")
  }

  /// The forms that share their names are both named, the hub's first.
  @Test(.enabled(if: TestData.has("weights/efficientnet_lite0_f16.safetensors")))
  func weightsThatOthersTrained() throws {
    for (file, fits, count) in [
      ("efficientnet_lite0_f16", "--network efficientnet-lite0\n", "4,652,008"),
      ("squeezenet_v1.0_dc", "--network squeezenet\n", "1,248,424"),
    ] {
      let path = try #require(TestData.path("weights/\(file).safetensors"))
      let run = try ProgramRun.seqkit("model", "show", path)
      #expect(run.output.contains(fits) && run.output.contains(count), "\(run.output) \(run.errors)")
    }
  }
}

import Foundation
import SeqFiles
import SystemPackage
import Testing

/// Python with the modules safetensors and numpy, which have the format from its authors.
enum PythonReader {
  static let isThere = (try? run("import safetensors, numpy; print('there')", ""))?.contains("there") == true

  static func run(_ script: String, _ argument: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, argument]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = Pipe()
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text
  }
}

/// Models of ours are to Python what they are to us.
@Suite(.enabled(if: PythonReader.isThere, "needs python3 with safetensors and numpy"))
struct PythonReaderTests {
  /// What Python finds in a file.
  private struct Found: Decodable {
    struct Tensor: Decodable {
      var type: String
      var shape: [Int]
      /// Some eight numbers, evenly spaced, not scaled.
      var numbers: [Double]
    }
    var metadata: [String: String]
    var tensors: [String: Tensor]
  }

  private static let script = """
    import json, sys, safetensors
    tensors = {}
    with safetensors.safe_open(sys.argv[1], 'np') as file:
        for name in file.keys():
            part, numbers = file.get_slice(name), file.get_tensor(name).reshape(-1)
            tensors[name] = {
                'type': part.get_dtype(), 'shape': part.get_shape(),
                'numbers': numbers[::max(1, numbers.size // 8)].tolist()}
        print(json.dumps({'metadata': file.metadata(), 'tensors': tensors}))
    """

  /// Whole numbers with scales, half and full precision; a translator, machines, a reader and a picture classifier.
  @Test(
    arguments: [
      ("Sources/CPretrained/en-fr.safetensors", [.int8, .float32]),
      ("Sources/CPretrained/ntm-copy.safetensors", [.float16]),
      ("Tests/SeqFilesTests/Fixtures/translator-v1.safetensors", [.int8, .float32]),
      ("Tests/SeqFilesTests/Fixtures/reader-v1.safetensors", [.int8, .float32]),
      ("Tests/SeqFilesTests/Fixtures/memory-v1.safetensors", [.float32]),
      ("Tests/SeqFilesTests/Fixtures/dnc-v1.safetensors", [.float16]),
      ("Tests/SeqFilesTests/Fixtures/transfer-v1.safetensors", [.int8, .float32]),
    ] as [(String, Set<StoredType>)])
  func modelsAreTheSame(_ name: String, types: Set<StoredType>) throws {
    let path = #filePath.replacing("Tests/SeqFilesTests/PythonReaderTests.swift", with: name)
    let found = try JSONDecoder().decode(
      Found.self, from: Data(PythonReader.run(Self.script, path).utf8))
    let file = try SafetensorsFile(contentsOf: FilePath(path))
    #expect(found.metadata == file.metadata && file.metadata["seqkit.version"] == "1")
    #expect(Set(found.tensors.keys) == Set(file.entries.map(\.name)))
    #expect(Set(file.entries.map(\.type)) == types)
    for entry in file.entries {
      let tensor = try #require(found.tensors[entry.name], "\(entry.name)")
      #expect(tensor.type == entry.type.rawValue && tensor.shape == entry.shape, "\(entry.name)")
      let numbers = file.floats(of: entry)
      let some = stride(from: 0, to: numbers.count, by: max(1, numbers.count / 8)).map { Double(numbers[$0]) }
      #expect(tensor.numbers == some, "\(entry.name)")
    }
  }
}

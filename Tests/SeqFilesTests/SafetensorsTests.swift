import Foundation
import SeqFiles
import SeqTensor
import SystemPackage
import TestSupport
import Testing

@Suite struct SafetensorsTests {
  private static let tensors = [
    TensorToStore("a", [2, 3], .float32, [1, -2, 0.5, 3e38, -1e-38, 0]),
    TensorToStore("b.half", [4], .float16, [1, -0.5, 65504, 6e-8]),
    TensorToStore("c.brain", [2], .bfloat16, [1, -2]),
    TensorToStore("d.small", [3], .int8, [-127, 0, 127]),
    TensorToStore("e.double", [1], .float64, [0.1]),
    TensorToStore("f.none", [0, 7], .float32, []),
    TensorToStore("g.scalar", [], .float32, [42]),
  ]
  private static let metadata = ["format": "pt", "text": "\"quoted\"\\ \n\t\u{1} 你好 é"]

  private func write(_ folder: TemporaryFolder, _ name: String = "t.safetensors") throws -> [UInt8] {
    try SafetensorsFile.write(Self.tensors, metadata: Self.metadata, to: FilePath(folder.file(name)))
    return try #require(folder.bytes(name))
  }

  /// Loads bytes that live until the end of the closure.
  private func load<Result>(
    _ bytes: [UInt8], _ body: (Swift.Result<SafetensorsFile, FileError>) throws -> Result
  )
    rethrows -> Result
  {
    try bytes.withUnsafeBytes { bytes in
      let file: Swift.Result<SafetensorsFile, FileError>
      do throws(FileError) { file = .success(try SafetensorsFile(bytes: bytes, name: "test")) } catch {
        file = .failure(error)
      }
      return try body(file)
    }
  }

  @Test func whatIsWrittenIsRead() throws {
    let folder = try TemporaryFolder()
    let bytes = try write(folder)
    let file = try SafetensorsFile(contentsOf: FilePath(folder.file("t.safetensors")))
    #expect(file.metadata == Self.metadata)
    #expect(Set(file.entries.map(\.name)) == Set(Self.tensors.map(\.name)))
    for tensor in Self.tensors {
      let entry = try #require(file[tensor.name])
      #expect(entry.shape == tensor.shape && entry.type == tensor.type)
      let found = file.floats(of: entry)
      let expected = tensor.values.map { Float($0) }
      // The smallest half-precision numbers are 2⁻²⁴ apart.
      let tolerance: Float = tensor.type == .float16 ? 3e-8 : 0
      #expect(found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) <= tolerance })
    }
    #expect(file["nothing"] == nil)
    #expect(try write(folder, "again") == bytes, "equal input, equal bytes")
    let length = bytes.withUnsafeBytes { Int(UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self))) }
    #expect(length % 8 == 0)
  }

  @Test func everyTruncationIsRefused() throws {
    let bytes = try write(TemporaryFolder())
    for count in 0..<bytes.count {
      load(Array(bytes[..<count])) { file in
        guard case .failure(let error) = file else {
          Issue.record("the first \(count) of \(bytes.count) bytes were taken for a whole file")
          return
        }
        #expect(error.kind == .badData)
      }
    }
    load(bytes + [0]) { if case .success = $0 { Issue.record("a byte too many was not noticed") } }
  }

  @Test func flippedBitsLoadOrAreRefused() throws {
    let bytes = try write(TemporaryFolder())
    var random = RandomSource(seed: 17)
    for _ in 0..<3000 {
      var damaged = bytes
      for _ in 0...random.below(4) { damaged[random.below(bytes.count)] ^= 1 << UInt8(random.below(8)) }
      load(damaged) { file in
        if case .success(let file) = file { for entry in file.entries { _ = file.floats(of: entry) } }
      }
    }
  }

  @Test func hostileHeadersAreRefused() {
    func file(_ header: String, _ body: Int = 0, length: UInt64? = nil) -> [UInt8] {
      let length = length ?? UInt64(header.utf8.count)
      return withUnsafeBytes(of: length.littleEndian) { Array($0) } + Array(header.utf8)
        + [UInt8](repeating: 0, count: body)
    }
    func tensor(_ shape: String, _ offsets: String, type: String = "F32") -> String {
      #"{"t":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}}"#
    }
    let bad: [[UInt8]] = [
      [], [1, 2, 3], file("{}", length: 0), file("{}", length: 1), file("{}", length: .max),
      file("{}", length: 1 << 63),
      file("[]"), file("nonsense"), file("{\"a\":1}"), file(String(repeating: "[", count: 100_000)),
      file("{\"a\":" + String(repeating: "{\"a\":", count: 50_000)), file("{}", 4),
      file(tensor("[2]", "[0,4]"), 4), file(tensor("[1]", "[4,8]"), 8), file(tensor("[1]", "[0,8]"), 4),
      file(tensor("[1]", "[4,0]"), 4), file(tensor("[-1]", "[0,4]"), 4), file(tensor("[1]", "[0]"), 4),
      file(tensor("[1]", "[0,4,8]"), 4), file(tensor("[1]", "[-4,0]"), 4), file(tensor("[1]", "[0,1e99]"), 4),
      file(tensor("[4611686018427387904,4]", "[0,0]")),
      file(tensor("[9223372036854775807,9223372036854775807]", "[0,4]"), 4),
      file(tensor("[9223372036854775807]", "[0,4]"), 4), file(tensor("[1]", "[0,4]", type: "U64"), 4),
      file(#"{"__metadata__":{"a":1}}"#), file(#"{"__metadata__":[]}"#),
      file(
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
        4),
      file(
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#,
        12),
      Array("\u{2}".utf8) + [0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe],
    ]
    for (number, bytes) in bad.enumerated() {
      load(bytes) { file in
        guard case .failure(let error) = file else {
          Issue.record("hostile file \(number) was accepted")
          return
        }
        #expect(error.kind == .badData && error.reason.contains("not a whole safetensors file"))
      }
    }
    load(file("{}")) { if case .failure = $0 { Issue.record("an empty file of tensors is one") } }
  }

  @Test func filesThatCannotBeRead() throws {
    let folder = try TemporaryFolder()
    func kind(_ path: String) -> FileError.Kind? {
      do throws(FileError) {
        _ = try SafetensorsFile(contentsOf: FilePath(path))
        return nil
      } catch { return error.kind }
    }
    #expect(kind(folder.file("missing")) == .noInput)
    #expect(kind(folder.path) == .noInput)
    #expect(kind("/dev/null") == .noInput)
    #expect(kind(try folder.write("", to: "empty")) == .badData)
  }

  @Test func headersOfRandomBytes() {
    var random = RandomSource(seed: 23)
    for _ in 0..<2000 {
      let count = random.below(200)
      var bytes = [UInt8(truncatingIfNeeded: count), 0, 0, 0, 0, 0, 0, 0]
      let letters = Array(#"{}[]",:0123456789.eE-+truefalsnull \dtypeshapdata_offsetsF32I8"#.utf8)
      bytes += (0..<count).map { _ in letters[random.below(letters.count)] }
      load(bytes) { _ in }
    }
  }

  /// All 65,536 half-precision numbers come back as they were, and everything between rounds to the nearest, ties to even.
  @Test func halfPrecisionIsExact() throws {
    let folder = try TemporaryFolder()
    func throughFile(_ values: [Scalar]) throws -> [Float] {
      try SafetensorsFile.write(
        [TensorToStore("h", [values.count], .float16, values)], metadata: [:], to: FilePath(folder.file("h")))
      let file = try SafetensorsFile(contentsOf: FilePath(folder.file("h")))
      return file.floats(of: try #require(file["h"]))
    }
    /// By the definition: sign, exponent, fraction.
    func value(_ bits: Int) -> Float {
      let (exponent, fraction) = (bits >> 10 & 31, bits & 1023)
      let size: Float =
        exponent == 31
        ? (fraction == 0 ? .infinity : .nan)
        : exponent == 0
          ? Float(fraction) * 0x1p-24
          : Float(sign: .plus, exponent: exponent - 15, significand: 1 + Float(fraction) / 1024)
      return bits & 0x8000 == 0 ? size : -size
    }
    let all = (0..<65536).map(value)
    let back = try throughFile(all.map { Scalar($0) })
    #expect(zip(all, back).allSatisfy { $0.isNaN ? $1.isNaN : $0 == $1 && $0.sign == $1.sign })
    let positive = (0..<0x7BFF).map { (value($0), value($0 + 1)) }
    let halfway = try throughFile(positive.map { Scalar(($0.0 + $0.1) / 2) })
    for (number, found) in halfway.enumerated() {
      let even = number % 2 == 0 ? positive[number].0 : positive[number].1
      if found != even {
        Issue.record("between \(positive[number]): \(found)")
        break
      }
    }
    #expect(try throughFile([65519, 65520, -1e9]) == [65504, .infinity, -.infinity])
  }

  /// A bfloat16 is the nearest one, of two equally near the even one, and a NaN stays one wherever its bits are.
  @Test func brainFloatsAreRounded() throws {
    let folder = try TemporaryFolder()
    // Above 1 they are 2⁻⁷ apart.
    let values: [Scalar] = [1 + 0x1p-8, 1 + 0x1.8p-7, 1 + 0x1.02p-8, -1 - 0x1.02p-8, 3.4e38, -.infinity]
    let nan = Scalar(Float(bitPattern: 0x7F80_0001))
    try SafetensorsFile.write(
      [TensorToStore("b", [7], .bfloat16, values + [nan])], metadata: [:], to: FilePath(folder.file("b")))
    let file = try SafetensorsFile(contentsOf: FilePath(folder.file("b")))
    let found = file.floats(of: try #require(file["b"]))
    let rounded: [Float] = [1, 1.015625, 1.0078125, -1.0078125, .infinity, -.infinity]
    #expect(Array(found[..<6]) == rounded)
    #expect(found[6].isNaN)
  }

  /// Python's own reader opens the file, where it is installed: every type of number, a scalar, nothing at all.
  @Test(.enabled(if: PythonReader.isThere, "needs python3 with safetensors and numpy"))
  func pythonReadsIt() throws {
    let folder = try TemporaryFolder()
    _ = try write(folder)
    let script = """
      import sys, safetensors
      with safetensors.safe_open(sys.argv[1], 'np') as f:
          print(sorted(f.keys()), f.metadata()['format'], f.get_tensor('a').tolist()[0], f.get_tensor('d.small').tolist())
      """
    let output = try PythonReader.run(script, folder.file("t.safetensors"))
    #expect(output.contains("'g.scalar'] pt [1.0, -2.0, 0.5] [-127, 0, 127]"), "\(output)")
  }
}

@Suite struct AtomicFileTests {
  private func names(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func newContentsReplaceOldOnes() throws {
    let folder = try TemporaryFolder()
    let path = FilePath(folder.file("f"))
    try AtomicFile.write("old", to: path)
    try AtomicFile.write("new, 新", to: path)
    #expect(folder.bytes("f") == Array("new, 新".utf8))
    #expect(try names(folder) == ["f"], "no temporary file is left")
  }

  /// What only its owner may read stays so, whatever the mask allows for new files.
  @Test func newContentsKeepThePermissions() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("f")
    try AtomicFile.write("old", to: FilePath(path))
    for mode: mode_t in [0o600, 0o640, 0o400] {
      #expect(chmod(path, mode) == 0)
      try AtomicFile.write("new", to: FilePath(path))
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == mode)
    }
  }

  /// A link leads to what is written; a pipe or a device is no place for a file.
  @Test func linksAreFollowedAndPipesKept() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("old", to: FilePath(folder.file("f")))
    #expect(symlink("f", folder.file("link")) == 0 && symlink("nowhere", folder.file("dangling")) == 0)
    try AtomicFile.write("new", to: FilePath(folder.file("link")))
    #expect(folder.bytes("f") == Array("new".utf8))
    var status = stat()
    #expect(lstat(folder.file("link"), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    try AtomicFile.write("here", to: FilePath(folder.file("dangling")))
    #expect(folder.bytes("dangling") == Array("here".utf8))
    #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
    let error = #expect(throws: FileError.self) {
      try AtomicFile.write("x", to: FilePath(folder.file("pipe")))
    }
    #expect(error?.kind == .cannotCreate && error?.reason.contains("pipe") == true)
    #expect(lstat(folder.file("pipe"), &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    #expect(try names(folder) == ["dangling", "f", "link", "pipe"])
  }

  #if os(Linux)
    /// The user's mask decides who may read a file, and is never changed: other threads make files at the same time.
    @Test func theMaskDecidesWhoMayRead() async throws {
      let folder = try TemporaryFolder()
      await #expect(processExitsWith: .success) { [path = folder.file("f") as String] in
        umask(0o027)
        try AtomicFile.write("x", to: FilePath(path))
        var status = stat()
        exit(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640 && umask(0) == 0o027 ? 0 : 1)
      }
    }
  #endif

  @Test func whatCannotBeWrittenLeavesEverythingAsItWas() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.file("folder"), withIntermediateDirectories: true)
    for path in [folder.file("folder"), folder.file("none/f"), "/proc/seqkit-test"] {
      let error = #expect(throws: FileError.self) { try AtomicFile.write("x", to: FilePath(path)) }
      #expect(error?.kind == .cannotCreate, "\(path)")
    }
    #expect(try names(folder) == ["folder"])
  }

  #if os(Linux)
    /// A disk that is full half-way through: the old file stays whole, the error says so, and nothing is left behind.
    @Test func aFullDiskKeepsTheOldFile() async throws {
      let folder = try TemporaryFolder()
      try AtomicFile.write("the old contents", to: FilePath(folder.file("f")))
      let path = folder.file("f")
      await #expect(processExitsWith: .success) { [path = path as String] in
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit(rlim_cur: 1000, rlim_max: 1000)
        setrlimit(__rlimit_resource_t(1), &limit)  // RLIMIT_FSIZE
        do throws(FileError) {
          try AtomicFile.write(String(repeating: "x", count: 5000), to: FilePath(path))
          exit(1)
        } catch {
          exit(error.kind == .inputOutput && error.reason.contains("unchanged") ? 0 : 2)
        }
      }
      #expect(folder.bytes("f") == Array("the old contents".utf8))
      #expect(try names(folder) == ["f"])
    }
  #endif
}

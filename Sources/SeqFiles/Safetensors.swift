import FoundationEssentials
import SeqTensor
import SystemPackage

/// How the numbers of a tensor lie in a file.
public enum StoredType: String, Sendable, Hashable, Codable {
  /// What keeps every bit of a `Scalar`.
  package static var exact: StoredType { MemoryLayout<Scalar>.size == 8 ? .float64 : .float32 }

  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int8 = "I8"
  /// Counters, as batch normalisation of PyTorch has them.
  case int64 = "I64"

  var size: Int {
    switch self {
    case .float64, .int64: 8
    case .float32: 4
    case .float16, .bfloat16: 2
    case .int8: 1
    }
  }
}

/// A file of named tensors and a little text, in the safetensors format: data, never code.
///
/// Eight bytes of header length, a JSON header, the numbers. Every length is checked before it is believed.
public struct SafetensorsFile: Sendable {
  /// One tensor: its type, its extents, and where its bytes lie.
  public struct Entry: Sendable, Hashable {
    public let name: String
    public let type: StoredType
    public let shape: [Int]
    fileprivate let bytes: Range<Int>

    public var count: Int { shape.reduce(1, *) }

    /// What the scales of its rows are called, if it is of whole numbers.
    var scaleName: String { name + SafetensorsFile.scaleEnding }
  }

  public let metadata: [String: String]
  /// In the order of their bytes.
  public let entries: [Entry]
  private let numbers: [String: Int]
  /// The file's path, or what stands for it in messages.
  public let name: String
  private let data: Bytes

  /// Who keeps the bytes alive: a mapping, or the program itself.
  private struct Bytes: @unchecked Sendable {
    let start: UnsafeRawPointer
    let count: Int
    let owner: MappedFile?
  }

  public init(contentsOf path: FilePath) throws(FileError) {
    let file = try MappedFile(path)
    try self.init(file.bytes, owner: file, name: path.string)
  }

  /// - Parameter bytes: kept by somebody else for as long as the process lives, such as a model compiled in.
  public init(bytes: UnsafeRawBufferPointer, name: String) throws(FileError) {
    try self.init(bytes, owner: nil, name: name)
  }

  private struct Header: Decodable {
    struct Tensor: Decodable {
      let dtype: String
      let shape: [Int]
      let dataOffsets: [Int]

      enum CodingKeys: String, CodingKey {
        case dtype, shape
        case dataOffsets = "data_offsets"
      }
    }
    struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    var metadata: [String: String] = [:]
    var tensors: [(name: String, tensor: Tensor)] = []

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      for key in container.allKeys {
        if key.stringValue == "__metadata__" {
          metadata = try container.decode([String: String].self, forKey: key)
        } else {
          tensors.append((key.stringValue, try container.decode(Tensor.self, forKey: key)))
        }
      }
    }
  }

  private init(_ bytes: UnsafeRawBufferPointer, owner: MappedFile?, name: String) throws(FileError) {
    func bad(_ reason: String) -> FileError {
      FileError(.badData, name, "this is not a whole safetensors file: \(reason)")
    }
    guard bytes.count >= 8, let start = bytes.baseAddress else {
      throw bad("it has only \(bytes.count) bytes")
    }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length >= 2, length <= 100_000_000, length <= UInt64(bytes.count - 8) else {
      throw bad("its header is said to have \(length) bytes, the file has \(bytes.count)")
    }
    let text = Data(bytes[8..<8 + Int(length)])
    guard String(validating: text, as: UTF8.self) != nil else { throw bad("its header is not UTF-8 text") }
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: text)
    } catch {
      throw bad("its header is not the JSON that it should be")
    }
    let first = 8 + Int(length)
    var entries: [Entry] = []
    for (tensor, described) in header.tensors {
      guard let type = StoredType(rawValue: described.dtype) else {
        throw bad(
          "the tensor \(tensor) has the type \(described.dtype); known are F64, F32, F16, BF16, I8, I64")
      }
      var count = 1
      for extent in described.shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: extent)
        guard extent >= 0, !overflow else {
          throw bad("the tensor \(tensor) has the shape \(described.shape)")
        }
        count = product
      }
      let offsets = described.dataOffsets
      guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= bytes.count - first,
        count <= (offsets[1] - offsets[0]) / type.size, count * type.size == offsets[1] - offsets[0]
      else {
        throw bad(
          "the tensor \(tensor) of shape \(described.shape) and type \(type.rawValue) is said to lie at \(offsets) of "
            + "\(bytes.count - first) bytes")
      }
      entries.append(
        Entry(
          name: tensor, type: type, shape: described.shape, bytes: first + offsets[0]..<first + offsets[1]))
    }
    entries.sort {
      ($0.bytes.lowerBound, $0.bytes.upperBound, $0.name) < (
        $1.bytes.lowerBound, $1.bytes.upperBound, $1.name
      )
    }
    var end = first
    for entry in entries {
      guard entry.bytes.lowerBound == end else {
        throw bad("there is a hole or an overlap before the tensor \(entry.name)")
      }
      end = entry.bytes.upperBound
    }
    guard end == bytes.count else { throw bad("\(bytes.count - end) bytes follow the last tensor") }
    var numbers: [String: Int] = [:]
    for (number, entry) in entries.enumerated() where numbers.updateValue(number, forKey: entry.name) != nil {
      throw bad("the tensor \(entry.name) occurs twice")
    }
    metadata = header.metadata
    self.entries = entries
    self.numbers = numbers
    self.name = name
    data = Bytes(start: start, count: bytes.count, owner: owner)
  }

  public subscript(name: String) -> Entry? { numbers[name].map { entries[$0] } }

  /// A tensor's numbers in row-major order, widened; integers as they are, without a scale.
  public func floats(of entry: Entry) -> [Float] {
    [Float](unsafeUninitializedCapacity: entry.count) { buffer, count in
      read(entry, into: buffer)
      count = entry.count
    }
  }

  /// Writes a tensor's numbers, widened, to memory of `entry.count` elements.
  package func read<Number: BinaryFloatingPoint>(_ entry: Entry, into out: UnsafeMutableBufferPointer<Number>)
  {
    guard entry.count > 0, let to = out.baseAddress else { return }
    let from = data.start + entry.bytes.lowerBound
    func each<Stored>(_: Stored.Type, _ widened: (Stored) -> Number) {
      for i in 0..<entry.count {
        (to + i).initialize(
          to: widened(from.loadUnaligned(fromByteOffset: i * MemoryLayout<Stored>.stride, as: Stored.self)))
      }
    }
    withExtendedLifetime(data.owner) {
      switch entry.type {
      case .float64: each(UInt64.self) { Number(Double(bitPattern: UInt64(littleEndian: $0))) }
      case .float32: each(UInt32.self) { Number(Float(bitPattern: UInt32(littleEndian: $0))) }
      case .float16: each(UInt16.self) { Number(Float(half: UInt16(littleEndian: $0))) }
      case .bfloat16: each(UInt16.self) { Number(Float(bitPattern: UInt32(UInt16(littleEndian: $0)) << 16)) }
      case .int8: each(Int8.self) { Number($0) }
      case .int64: each(Int64.self) { Number(Int64(littleEndian: $0)) }
      }
    }
  }
}

// Whole numbers of one byte, and the scales of their rows beside them.
extension SafetensorsFile {
  static let scaleEnding = ".scale"

  /// The scales of an int8 tensor, one a row; nil where the file has none that fit.
  func scales(of entry: Entry, rows: Int) -> [Scalar]? {
    guard let stored = self[entry.scaleName], stored.shape == [rows], stored.type == .float32 else {
      return nil
    }
    return floats(of: stored).map { Scalar($0) }
  }

  /// Writes a tensor's numbers, widened, each row times its scale if there are any.
  func read(_ entry: Entry, times scales: [Scalar], into values: Scalars) {
    read(entry, into: UnsafeMutableBufferPointer(start: values.pointer, count: values.count))
    let columns = values.count / max(scales.count, 1)
    for (row, factor) in scales.enumerated() {
      let part = values[row * columns..<(row + 1) * columns]
      scale(part, by: factor, into: part)
    }
  }

  /// An int8 matrix [N, K] with its scales [N], read in place where the bytes last as long as the process.
  package func int8Matrix(of entry: Entry, scales: [Scalar]) -> Int8Matrix {
    guard entry.type == .int8, entry.shape.count == 2 else {
      fatalError("\(entry.name) is \(entry.type.rawValue) \(entry.shape); an int8 matrix is needed")
    }
    // A mapped file can shrink under us: what is read later than now is copied.
    return withExtendedLifetime(data.owner) {
      Int8Matrix(
        rows: entry.shape[0], columns: entry.shape[1],
        numbers: (data.start + entry.bytes.lowerBound).assumingMemoryBound(to: Int8.self),
        isKept: data.owner == nil, scales: scales)
    }
  }
}

/// A tensor that is to be written.
public struct TensorToStore: Sendable {
  public var name: String
  public var shape: [Int]
  public var type: StoredType
  /// In row-major order; for `int8` whole numbers within −127 ... 127.
  public var values: [Scalar]

  public init(_ name: String, _ shape: [Int], _ type: StoredType, _ values: [Scalar]) {
    self.name = name
    self.shape = shape
    self.type = type
    self.values = values
  }
}

extension SafetensorsFile {
  /// Writes tensors and metadata, atomically. Equal input gives equal bytes.
  ///
  /// Numbers of more bytes come first, so that each tensor lies aligned.
  public static func write(_ tensors: [TensorToStore], metadata: [String: String], to path: FilePath)
    throws(FileError)
  {
    let ordered = tensors.enumerated().sorted {
      ($1.element.type.size, $0.offset) < ($0.element.type.size, $1.offset)
    }.map(\.element)
    var header = "{\"__metadata__\":{"
    header += metadata.sorted { $0.key < $1.key }.map { "\($0.key.jsonString()):\($0.value.jsonString())" }
      .joined(separator: ",")
    header += "}"
    var body: [UInt8] = []
    body.reserveCapacity(ordered.reduce(0) { $0 + $1.values.count * $1.type.size })
    for tensor in ordered {
      let start = body.count
      append(tensor, to: &body)
      header += ",\(tensor.name.jsonString()):{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":["
      header += tensor.shape.map(String.init).joined(separator: ",")
      header += "],\"data_offsets\":[\(start),\(body.count)]}"
    }
    header += "}"
    while header.utf8.count % 8 != 0 { header += " " }
    var bytes: [UInt8] = []
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { bytes += $0 }
    bytes += header.utf8
    var failed: FileError?
    bytes.withUnsafeBytes { head in
      body.withUnsafeBytes { tail in
        do throws(FileError) { try AtomicFile.write([head, tail], to: path) } catch { failed = error }
      }
    }
    if let failed { throw failed }
  }

  private static func append(_ tensor: TensorToStore, to body: inout [UInt8]) {
    func each<Bits>(_ bits: (Scalar) -> Bits) {
      for value in tensor.values { withUnsafeBytes(of: bits(value)) { body += $0 } }
    }
    switch tensor.type {
    case .float64: each { Double($0).bitPattern.littleEndian }
    case .float32:
      #if _endian(little) && !FLOAT64
        tensor.values.withUnsafeBytes { body += $0 }
      #else
        each { Float($0).bitPattern.littleEndian }
      #endif
    case .float16: each { Float($0).half.littleEndian }
    case .bfloat16: each { Float($0).brain.littleEndian }
    case .int8: each { Int8($0) }
    case .int64: each { Int64($0).littleEndian }
    }
  }
}

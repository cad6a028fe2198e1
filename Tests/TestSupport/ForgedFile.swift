/// A safetensors file whose header has another value under a name, sound in all other ways.
///
/// - Parameters:
///   - change: the name and its new value, such as `"slots":0`; it is the first of this name that changes.
///   - part: the part of our metadata in which the name stands, such as "progress"; nil for wherever it stands.
/// - Returns: nil if the name is not there.
public func forged(_ file: [UInt8], _ change: String, in part: String? = nil) -> [UInt8]? {
  let length = file[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
  var header = String(decoding: file[8..<8 + length], as: UTF8.self)
  var start = header.startIndex
  if let part {
    guard let name = header.firstRange(of: "\"seqkit.\(part)\":") else { return nil }
    start = name.upperBound
  }
  // JSON within JSON: its quotation marks are escaped.
  let words = change.split(separator: ":").map { $0.replacing("\"", with: "\\\"") }
  guard let name = header[start...].firstRange(of: words[0] + ":") else { return nil }
  guard let end = header[name.upperBound...].firstIndex(where: { $0 == "," || $0 == "}" }) else { return nil }
  header.replaceSubrange(name.upperBound..<end, with: words[1])
  while header.utf8.count % 8 != 0 { header += " " }
  let size = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
  return size + Array(header.utf8) + file[(8 + length)...]
}

import SeqKitCLI
import Testing

@Suite struct SHA256Tests {
  /// The examples of FIPS 180-4 (NIST's "SHA256.pdf" and the million letters of FIPS 180-2, appendix B.3).
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func standardExamples(message: String, digest: String) {
    #expect(SHA256.digest(of: message.utf8) == digest)
  }

  /// Padding changes form around 56 and 64 bytes; pieces must not matter.
  @Test func piecesGiveTheSameAsTheWhole() {
    for length in [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000] {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7 + length) }
      for piece in [1, 3, 64, 65] {
        var sum = SHA256()
        for start in stride(from: 0, to: length, by: piece) {
          sum.update(bytes[start..<min(start + piece, length)])
        }
        #expect(sum.finish() == SHA256.digest(of: bytes), "\(length) bytes in pieces of \(piece)")
      }
    }
  }
}

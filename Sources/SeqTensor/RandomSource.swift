#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Random numbers as a function of a key and a counter: the n-th number needs none before it.
///
/// The bits are SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
/// 2014), written out here because the standard library may change its algorithms between releases.
/// Key and counter are the whole state, so a checkpoint stores two integers. Not for secrets.
public struct RandomSource: Sendable, Hashable {
  public let key: UInt64
  public private(set) var counter: UInt64

  public init(seed: UInt64) {
    key = Self.mixed(seed)
    counter = 0
  }

  private init(key: UInt64) {
    self.key = key
    counter = 0
  }

  /// An independent source, always the same for the same name, whatever was drawn before.
  public func stream(named name: String) -> RandomSource {
    var fingerprint = Fingerprint()
    fingerprint.add(name)
    return RandomSource(key: Self.mixed(key ^ Self.mixed(fingerprint.hash)))
  }

  public mutating func nextBits() -> UInt64 {
    counter &+= 1
    return Self.mixed(key &+ counter &* 0x9e37_79b9_7f4a_7c15)
  }

  /// A number in `0 ..< 1`, a multiple of 2⁻²⁴ so that both scalar types draw the same one.
  public mutating func uniform() -> Scalar { Scalar(nextBits() >> 40) * 0x1p-24 }

  public mutating func uniform(in range: Range<Scalar>) -> Scalar {
    range.lowerBound + uniform() * (range.upperBound - range.lowerBound)
  }

  /// A number of mean 0 and variance 1 (Box and Muller, 1958); spends two draws.
  public mutating func normal() -> Scalar {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// A whole number in `0 ..< bound`, every one as likely (Lemire, "Fast random integer generation in an
  /// interval", 2019, without the rejection: the bias is below bound / 2⁶⁴); 0 for a bound of 0.
  public mutating func below(_ bound: Int) -> Int {
    Int(nextBits().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Puts the elements in random order (Fisher and Yates; Durstenfeld's form, 1964).
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, below(last + 1))
    }
  }

  /// Where it stands, to be restored with `init(key:counter:)`.
  public init(key: UInt64, counter: UInt64) {
    self.key = key
    self.counter = counter
  }

  /// Moves on by `count` draws, as if they had been made.
  package mutating func skip(_ count: Int) { counter &+= UInt64(count) }

  private static func mixed(_ bits: UInt64) -> UInt64 {
    var z = bits
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

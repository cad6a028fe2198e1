// Numbers of 16 bits by their bits, because Swift has no Float16 on every platform.

extension Float {
  /// The number that sixteen bits stand for: 1 of sign, 5 of exponent, 10 of fraction.
  init(half bits: UInt16) {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1F
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    // Zero and subnormal numbers.
    case 0: self = Float(bitPattern: sign | Float(fraction).bitPattern) * 0x1p-24
    // Infinity and NaN.
    case 31: self = Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: self = Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }

  /// The nearest half-precision number's bits; at a tie the one with an even last bit.
  var half: UInt16 {
    let sign = UInt16(truncatingIfNeeded: bitPattern >> 16) & 0x8000
    if isNaN { return sign | 0x7E00 }
    let size = magnitude
    if size >= 65520 { return sign | 0x7C00 }
    if size < 0x1p-14 { return sign | UInt16((size * 0x1p24).rounded(.toNearestOrEven)) }
    // Rounding at bit 13; a carry into the exponent is right as it is.
    let bits = size.bitPattern - (112 << 23)
    let rounded = bits + 0xFFF + ((bits >> 13) & 1)
    return sign | UInt16(truncatingIfNeeded: rounded >> 13)
  }

  /// The nearest bfloat16's bits, 1 of sign, 8 of exponent, 7 of fraction; at a tie the one with an even last bit.
  var brain: UInt16 {
    // What distinguishes a NaN may all be in the half that goes.
    if isNaN { return UInt16(truncatingIfNeeded: bitPattern >> 16) | 0x40 }
    return UInt16(truncatingIfNeeded: (bitPattern + 0x7FFF + ((bitPattern >> 16) & 1)) >> 16)
  }
}

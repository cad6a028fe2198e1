/// Text as sacreBLEU sees it: Unicode scalars, never composed, with Python's white space and lower case.
///
/// Swift's strings would find "é" equal to "e" with an accent after it, and CR LF to be one character.
extension Unicode.Scalar {
  /// Python's `str.isspace`: Unicode's White_Space and the four information separators.
  var isPythonSpace: Bool {
    guard isASCII else { return properties.isWhitespace }
    return value == 0x20 || (0x09...0x0D).contains(value) || (0x1C...0x1F).contains(value)
  }
}

extension RangeReplaceableCollection<Unicode.Scalar> where Self: BidirectionalCollection {
  /// Python's `str.rstrip`.
  var withoutTrailingSpace: SubSequence {
    var rest = self[...]
    while let last = rest.last, last.isPythonSpace { rest = rest.dropLast() }
    return rest
  }

  /// Python's `str.strip`.
  var withoutSpaceAround: SubSequence { withoutTrailingSpace.drop(while: \.isPythonSpace) }
}

extension [Unicode.Scalar] {
  /// Python's `str.split`: the words between white space.
  var words: [ArraySlice<Unicode.Scalar>] { split(whereSeparator: \.isPythonSpace) }

  /// Python's `str.lower`: full case mapping, and a capital sigma that ends a word becomes a final one.
  var lowercase: [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(count)
    for (place, scalar) in enumerated() {
      if scalar.isASCII {
        let isCapital = (0x41...0x5A).contains(scalar.value)
        result.append(isCapital ? Unicode.Scalar(UInt8(scalar.value + 0x20)) : scalar)
      } else if scalar == "Σ" {
        let before = self[..<place].last { !$0.properties.isCaseIgnorable }
        let after = self[(place + 1)...].first { !$0.properties.isCaseIgnorable }
        let isFinal = before?.properties.isCased == true && after?.properties.isCased != true
        result.append(isFinal ? "ς" : "σ")
      } else {
        result += scalar.properties.lowercaseMapping.unicodeScalars
      }
    }
    return result
  }

  /// Python's `str.replace`: from left to right without overlap.
  mutating func replace(_ name: String, with replacement: [Unicode.Scalar]) {
    let name = Array(name.unicodeScalars)
    guard contains(name[0]) else { return }
    var result: [Unicode.Scalar] = []
    var place = 0
    while place < count {
      if self[place] == name[0], self[place...].starts(with: name) {
        result += replacement
        place += name.count
      } else {
        result.append(self[place])
        place += 1
      }
    }
    self = result
  }

  /// Python's `re.sub` of two characters in a row: from left to right without overlap.
  mutating func replacePairs(
    _ first: (Unicode.Scalar) -> Bool, _ second: (Unicode.Scalar) -> Bool,
    with replacement: (Unicode.Scalar, Unicode.Scalar) -> [Unicode.Scalar]
  ) {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(count + count / 4)
    var place = 0
    while place < count {
      if place + 1 < count, first(self[place]), second(self[place + 1]) {
        result += replacement(self[place], self[place + 1])
        place += 2
      } else {
        result.append(self[place])
        place += 1
      }
    }
    self = result
  }

  /// Puts spaces around every scalar that is asked for.
  mutating func setApart(_ isApart: (Unicode.Scalar) -> Bool) {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(count + count / 4)
    for scalar in self {
      if isApart(scalar) { result += [" ", scalar, " "] } else { result.append(scalar) }
    }
    self = result
  }

  /// The first substitution of mteval-v13a: ASCII punctuation apart, but for apostrophe, hyphen, point and comma.
  mutating func separateMarks() {
    setApart { scalar in
      switch scalar {
      case "{"..."~", "["..."`", " "..."&", "("..."+", ":"..."@", "/": true
      default: false
      }
    }
  }

  /// The other substitutions of mteval-v13a: points and commas apart unless they are within a number, and a hyphen that
  /// follows a digit.
  mutating func separatePoints() {
    func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
    func isPoint(_ scalar: Unicode.Scalar) -> Bool { scalar == "." || scalar == "," }
    replacePairs({ !isDigit($0) }, isPoint, with: { [$0, " ", $1, " "] })
    replacePairs(isPoint, { !isDigit($0) }, with: { [" ", $0, " ", $1] })
    replacePairs(isDigit, { $0 == "-" }, with: { [$0, " ", $1, " "] })
  }

  /// Marks that were written as entities of HTML.
  mutating func replaceEntities() {
    guard contains("&") else { return }
    replace("&quot;", with: ["\""])
    replace("&amp;", with: ["&"])
    replace("&lt;", with: ["<"])
    replace("&gt;", with: [">"])
  }
}

/// Numbers for words: equal words, equal numbers.
struct WordNumbers {
  private var numbers: [ArraySlice<Unicode.Scalar>: Int32] = [:]

  mutating func number(_ words: [ArraySlice<Unicode.Scalar>]) -> [Int32] {
    words.map { word in
      if let number = numbers[word] { return number }
      let number = Int32(numbers.count)
      numbers[word] = number
      return number
    }
  }
}

/// Calls `body` for every distinct n-gram of 1 to `order` tokens with how often each sequence has it.
///
/// An n-gram is known by a pair: the number of its first n − 1 tokens and its last token. Sorting the pairs brings equal
/// n-grams together and gives them their numbers for the next length. Nothing is hashed, and two 32-bit numbers are
/// compared whatever n is.
func forEachGram(
  of sequences: [[Int32]], upTo order: Int, _ body: (_ n: Int, _ counts: [Int]) -> Void
) {
  var (tokens, owners, ends): ([Int32], [Int], [Int]) = ([], [], [])
  for (owner, sequence) in sequences.enumerated() {
    tokens += sequence
    owners += repeatElement(owner, count: sequence.count)
    ends += repeatElement(tokens.count, count: sequence.count)
  }
  var numbers = [UInt32](repeating: 0, count: tokens.count)
  var counts = [Int](repeating: 0, count: sequences.count)
  var grams: [(key: UInt64, place: Int)] = []
  grams.reserveCapacity(tokens.count)
  for n in stride(from: 1, through: order, by: 1) {
    grams.removeAll(keepingCapacity: true)
    for place in tokens.indices where place + n <= ends[place] {
      let last = UInt32(bitPattern: tokens[place + n - 1])
      grams.append((UInt64(numbers[place]) << 32 | UInt64(last), place))
    }
    grams.sort { $0.key < $1.key }
    var (start, number) = (0, UInt32(0))
    while start < grams.count {
      for owner in counts.indices { counts[owner] = 0 }
      let key = grams[start].key
      while start < grams.count, grams[start].key == key {
        let place = grams[start].place
        counts[owners[place]] += 1
        numbers[place] = number
        start += 1
      }
      body(n, counts)
      number += 1
    }
  }
}

/// What a metric adds up over the segments of a test set before it makes one figure of the sum.
public protocol MetricStatistics: Sendable {
  /// Of no segment at all.
  init()
  static func += (sum: inout Self, segment: Self)
  /// The figure of the whole.
  var score: Double { get }
}

extension Sequence where Element: MetricStatistics {
  var total: Element { reduce(into: Element()) { $0 += $1 } }
}

/// Traps unless there is a set of references for each hypothesis, with a reference in it.
func checkReferences(_ metric: StaticString, _ hypotheses: [String], _ references: [[String]]) {
  guard hypotheses.count == references.count else {
    fatalError("\(metric): \(hypotheses.count) hypotheses and \(references.count) sets of references")
  }
  if let place = references.firstIndex(where: \.isEmpty) {
    fatalError("\(metric): no reference for the hypothesis \(place)")
  }
}

/// The first field of a signature: how many references a segment has.
func referenceField(_ references: [[String]]) -> String {
  let counts = Set(references.map(\.count))
  return counts.count == 1 ? "nrefs:\(counts.first ?? 1)" : "nrefs:var"
}

/// The last field of a signature: the release whose figures these are.
let versionField = "version:2.6.0"

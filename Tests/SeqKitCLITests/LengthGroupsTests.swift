import SeqKitCLI
import Testing

@Suite struct LengthGroupsTests {
  /// What is in no range is left out, and a range without a member too.
  @Test func givenRanges() {
    let groups = LengthGroups([9, 2, 1, 20, 1], in: [1...2, 3...8, 9...10]).groups
    #expect(groups.map(\.range) == [1...2, 9...10])
    #expect(groups.map(\.members) == [[1, 2, 4], [0]])
    #expect(groups.map(\.mean) == [4 / 3.0, 9])
  }

  @Test func evenOnes() {
    // Ten of each length from 0 to 9.
    let lengths = (0..<100).map { $0 % 10 }
    let groups = LengthGroups(evenly: lengths, most: 5).groups
    #expect(groups.map(\.range) == [0...1, 2...3, 4...5, 6...7, 8...9])
    #expect(groups.allSatisfy { $0.members.count == 20 })
    // Most are of one length, which is not divided.
    let lopsided = LengthGroups(evenly: [Int](repeating: 3, count: 50) + (4..<14), most: 3).groups
    #expect(lopsided.map(\.range) == [3...3, 4...8, 9...13])
  }

  /// Whatever the lengths are, everything is in one group, and groups of a few are not made.
  @Test(arguments: [0, 1, 9, 10, 19, 20, 57, 1000]) func everythingIsInOneGroup(_ count: Int) {
    let lengths = (0..<count).map { $0 * $0 % 31 }
    let groups = LengthGroups(evenly: lengths).groups
    #expect(groups.flatMap(\.members).sorted() == Array(0..<count))
    #expect(groups.count <= min(8, max(1, count / 10)) && groups.isEmpty == (count == 0))
    for (group, next) in zip(groups, groups.dropFirst()) {
      #expect(group.range.upperBound < next.range.lowerBound)
    }
    for group in groups { #expect(group.members.allSatisfy { group.range.contains(lengths[$0]) }) }
  }

  @Test func aCurveStandsOverTheMeans() {
    let curve = LengthGroups([1, 3, 10], in: [1...5, 6...10]).curve("members") { Double($0.count) }
    #expect(curve.name == "members")
    #expect(curve.points.map(\.x) == [2, 10] && curve.points.map(\.y) == [2, 1])
  }
}

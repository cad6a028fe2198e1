/// Things in the order of a whole number that each of them has, a length or a count, in groups of neighbours: for curves over
/// lengths, where a single length has too few.
package struct LengthGroups: Sendable {
  package struct Group: Sendable {
    package let range: ClosedRange<Int>
    /// Their places among the lengths that were given.
    package let members: [Int]
    /// The mean length of the members.
    package let mean: Double
  }

  /// None is empty.
  package let groups: [Group]

  /// - Parameter ranges: what lies in none of them is left out.
  package init(_ lengths: [Int], in ranges: [ClosedRange<Int>]) {
    groups = ranges.compactMap { range in
      let members = lengths.indices.filter { range.contains(lengths[$0]) }
      guard !members.isEmpty else { return nil }
      let sum = members.reduce(0) { $0 + lengths[$1] }
      return Group(range: range, members: members, mean: Double(sum) / Double(members.count))
    }
  }

  /// Groups of about the same size. Equal lengths are in one group.
  ///
  /// - Parameters:
  ///   - most: at most so many groups.
  ///   - fewest: how many members a group is to have at the least, where there are so many at all.
  package init(evenly lengths: [Int], most: Int = 8, fewest: Int = 10) {
    self.init(lengths, in: Self.evenRanges(of: lengths, count: min(most, max(1, lengths.count / fewest))))
  }

  private static func evenRanges(of lengths: [Int], count: Int) -> [ClosedRange<Int>] {
    let sorted = lengths.sorted()
    var ranges: [ClosedRange<Int>] = []
    var start = 0
    while start < sorted.count {
      // An equal share of what is left for each group that is left.
      let left = max(count - ranges.count, 1)
      var end = start + (sorted.count - start + left - 1) / left
      while end < sorted.count, sorted[end] == sorted[end - 1] { end += 1 }
      ranges.append(sorted[start]...sorted[end - 1])
      start = end
    }
    return ranges
  }

  /// A curve over the mean lengths of the groups.
  ///
  /// - Parameter value: of a group, by the places of its members.
  package func curve(_ name: String, _ value: (_ members: [Int]) -> Double) -> LinePlot.Series {
    LinePlot.Series(name, groups.map { (x: $0.mean, y: value($0.members)) })
  }
}

/// The four directions of a map, and of a picture: above is north, right is east.
enum Compass: Sendable, Hashable, CaseIterable {
  case north, east, south, west

  var opposite: Compass {
    switch self {
    case .north: .south
    case .east: .west
    case .south: .north
    case .west: .east
    }
  }

  var step: (x: Int, y: Int) {
    switch self {
    case .north: (0, 1)
    case .east: (1, 0)
    case .south: (0, -1)
    case .west: (-1, 0)
    }
  }
}

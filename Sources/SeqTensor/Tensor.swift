/// An array of scalars as a plain value, row-major: what stands at the border of the library.
///
/// Copies are cheap until written to. Inside a training step arrays are `Variable`s instead, whose memory
/// belongs to a tape.
public struct Tensor: Sendable, Hashable {
  public let shape: Shape
  /// The elements in row-major order; there are always `shape.count` of them.
  public private(set) var elements: [Scalar]

  public init(_ shape: Shape, _ elements: [Scalar]) {
    guard elements.count == shape.count else {
      shapeFailure("Tensor", shape, because: "there are \(elements.count) elements")
    }
    self.shape = shape
    self.elements = elements
  }

  public init(zeros shape: Shape) { self.init(shape, Array(repeating: 0, count: shape.count)) }

  /// The element at one index an axis.
  public subscript(indices: Int...) -> Scalar {
    get { elements[place(indices)] }
    set { elements[place(indices)] = newValue }
  }

  private func place(_ indices: [Int]) -> Int {
    guard indices.count == shape.rank else {
      shapeFailure("subscript \(indices)", shape, because: "one index an axis is needed")
    }
    var place = 0
    for (axis, index) in indices.enumerated() {
      guard (0..<shape[axis]).contains(index) else {
        shapeFailure("subscript \(indices)", shape, because: "axis \(axis) ends before \(index)")
      }
      place = place * shape[axis] + index
    }
    return place
  }
}

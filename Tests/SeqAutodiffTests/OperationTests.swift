import SeqAutodiff
import SeqTensor
import TestSupport
import Testing

/// What operations do with inputs of which no gradient could tell.
@Suite struct OperationTests {
  @Test func aNaNIsTheLargestOfItsRow() {
    let rows: [[Scalar]] = [[1, .nan, 2], [.nan, 1, 2], [1, 2, .nan], [1, 3, 2]]
    let (parameters, _) = declared([])
    Tape().evaluate(with: parameters) { tape in
      let largest = tape.constant(rows.flatMap { $0 }, [4, 3]).maximum().elements
      #expect(largest[..<3].allSatisfy { $0.isNaN } && largest[3] == 3)
    }
  }

  #if os(Linux) || os(macOS)
    @Test func averagePoolingWithDilationStopsTheProgram() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let (parameters, _) = declared([])
        Tape().evaluate(with: parameters) { tape in
          _ = tape.filled(1, [1, 5, 5, 2]).averagePooled(Window(2, dilation: 2))
        }
      }
      let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(message.contains("the dilation is 2 by 2"), "\(message)")
    }
  #endif
}

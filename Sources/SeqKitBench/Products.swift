import SeqAutodiff
import SeqLayers
import SeqTensor

/// `sgemm`: C = A B, row-major; each thread works out some of C's columns.
func products() -> [Benchmark] {
  [(1024, 1024, 1024), (64, 2048, 512), (64, 800, 200), (960, 8000, 512), (1, 2048, 512), (1, 8000, 512)].map
  {
    m, n, k in
    Benchmark(
      workload: "sgemm", config: "\(m)x\(k)@\(k)x\(n)", items: 1, unit: "products",
      gflop: 2e-9 * Double(m * n * k)
    ) { options in
      let arena = Arena()
      func matrix(_ rows: Int, _ columns: Int) -> MatrixView {
        let scalars = arena.allocate(rows * columns)
        for i in scalars.indices { scalars[i] = Scalar(i % 17) / 17 - 0.5 }
        return MatrixView(scalars, rows: rows, columns: columns)
      }
      let (a, b, c) = (matrix(m, k), matrix(k, n), matrix(m, n))
      let parts = (0..<options.threads).map { n * $0 / options.threads..<n * ($0 + 1) / options.threads }
      return {
        inParallel(parts.count, threads: options.threads) { part in
          matrixMultiply(a, b.columns(parts[part]), into: c.columns(parts[part]))
        }
        return withExtendedLifetime(arena) { Double(c.scalars[0]) }
      }
    }
  }
}

/// What a small operation on the tape costs, forward and backward: 1000 of them, alternately + and *, on 16 numbers.
func tapeOverhead() -> [Benchmark] {
  [
    Benchmark(workload: "tape", config: "1000 small operations", items: 1000, unit: "operations", gflop: nil)
    { _ in
      var scope = ParameterScope()
      let (a, b) = (
        scope.parameter("a", [16], .uniform(bound: 0.5)), scope.parameter("b", [16], .uniform(bound: 0.5))
      )
      let parameters = scope.finish(random: RandomSource(seed: 1))
      let (tape, gradients) = (Tape(), Gradients(for: parameters))
      return {
        Double(
          tape.valueAndGradients(of: parameters, into: gradients) { tape in
            let (a, b) = (tape[a], tape[b])
            var c = a
            for _ in 0..<500 { c = c * b + a }
            return c.sum()
          })
      }
    }
  ]
}

package import CKernels

#if FLOAT64
  package typealias KernelTable = seqkit_kernels_f64
  /// The kernels for this processor, in double precision; a constant table of C functions, which are all reentrant.
  package nonisolated(unsafe) let kernels = seqkit_chosen_kernels_f64().pointee

  /// The kernels of one instruction set ("base", "avx2", "avx512", "amx"); nil where this processor lacks it.
  package func kernels(for instructionSet: String) -> KernelTable? {
    seqkit_kernels_for_f64(instructionSet)?.pointee
  }
#else
  package typealias KernelTable = seqkit_kernels_f32
  /// The kernels for this processor; a constant table of C functions, which are all reentrant.
  package nonisolated(unsafe) let kernels = seqkit_chosen_kernels_f32().pointee

  /// The kernels of one instruction set ("base", "avx2", "avx512", "amx"); nil where this processor lacks it.
  package func kernels(for instructionSet: String) -> KernelTable? {
    seqkit_kernels_for_f32(instructionSet)?.pointee
  }
#endif

/// What the kernels in use were compiled for: "base", "avx2" or "avx512", or "amx": the last one with the tile unit beside it.
package var instructionSet: String { String(cString: kernels.isa) }

extension KernelTable {
  /// So many columns, rounded up to whole panels of a packed matrix.
  func padded(_ columns: Int) -> Int { (columns + panel - 1) / panel * panel }
}

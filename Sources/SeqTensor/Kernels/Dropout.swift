/// `mask[i] = 1 / keep` with probability `keep`, else 0; the draws that `RandomSource(key:counter:)` would make.
package func dropoutMask(key: UInt64, counter: UInt64, keep: Scalar, into mask: Scalars) {
  kernels.dropout_mask(mask.count, key, counter, keep, mask.pointer)
}

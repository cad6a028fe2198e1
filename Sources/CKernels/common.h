#pragma once
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// A product and a sum may be one instruction. Nothing else about the arithmetic is relaxed, but where REASSOCIATE says so.
#pragma clang fp contract(fast)

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
// Iterations do not depend on each other: vectorise. Not for double, whose functions are those of the C library.
#ifdef IS_FLOAT
#define VECTORIZE _Pragma("clang loop vectorize(assume_safety)")
#else
#define VECTORIZE
#endif
// For every element i of n.
#define EACH VECTORIZE for (long i = 0; i < n; i++)

#include "CKernels.h"

// Only the scalar that the package is built with.
#ifdef FLOAT64
#define REAL double
#define TYPE_SUFFIX _f64
#define SQRT __builtin_elementwise_sqrt
#define LOG log
#define LOG1P log1p
#include "common.h"
#include "Kernels.inc"
#endif

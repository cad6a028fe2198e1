#include "CKernels.h"
#define REAL float
#define IS_FLOAT 1
#define TYPE_SUFFIX _f32
#define SQRT __builtin_elementwise_sqrt
#define LOG logf
#define LOG1P log1pf
#include "common.h"
#include "Kernels.inc"

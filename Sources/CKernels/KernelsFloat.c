#include "CKernels.h"

// Only the scalar that the package is built with.
#ifndef FLOAT64
#define REAL float
#define IS_FLOAT 1
#define TYPE_SUFFIX _f32
#define SQRT __builtin_elementwise_sqrt
#define LOG logf
#define LOG1P log1pf
#include "common.h"
#if defined(__x86_64__) && defined(__linux__)
#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif
#include "Kernels.inc"
#endif

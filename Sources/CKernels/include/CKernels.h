// The loops that Swift cannot vectorise for the processor it runs on.
//
// Each kernel is compiled for the baseline instruction set and, on x86-64, for AVX2 and AVX-512; a table of functions
// is chosen once at start-up. Where Linux lets a process have the tile unit (AMX), it does the larger products beside AVX-512.
// The environment variable SEQKIT_ISA (base, avx2, avx512, amx) overrides the choice where the processor has what it names. The header declares both scalar types, because a C header cannot depend on a
// Swift package's trait.

#pragma once
#include <stdint.h>

// The memory of a Neural Turing Machine: N slots of W numbers, its heads, and shifts of -R ... R.
typedef struct {
  long slots, width, reads, writes, shift_range;
  // 1 where the key strength is 1 + softplus, 0 where it is softplus.
  long strength_floor;
} seqkit_memory_sizes;

// The memory of a differentiable neural computer: N slots of W numbers, R heads that read, one that writes.
typedef struct {
  long slots, width, heads;
} seqkit_dynamic_sizes;

// How windows lie over a channel-last picture [height, width, channels]: a convolution's or a pooling's.
typedef struct {
  long height, width, channels, out_width;
  long kernel_height, kernel_width, stride_y, stride_x, dilation_y, dilation_x;
  long pad_top, pad_left, pad_bottom, pad_right;
} seqkit_window;

// Some columns of a patch: kernel rows y0 ..< y1, kernel columns x0 ..< x1, channels c0 ..< c1.
typedef struct {
  long y0, y1, x0, x1, c0, c1;
} seqkit_taps;

// How a convolution walks over a picture that holds whatever padding it needs, in scalars. The first place of the output reads
// from the pointer on; the next place of a row of `out_width` lies `place` further, the next row `row`. A patch is `lines` times
// `runs` runs of `run` neighbours, `line` and `step` apart, which may be negative; so lie the filters' numbers for them in a
// packed panel, `filter_line` and `filter_run` apart. Results lie `out_place` and `out_row` apart.
typedef struct {
  long out_width, row, place, out_row, out_place;
  long lines, line, runs, step, run, filter_line, filter_run;
} seqkit_walk;

#define REAL float
#define TABLE seqkit_kernels_f32
#define TILE_TABLE seqkit_tile_products_f32
#include "KernelTable.inc"
#undef REAL
#undef TABLE
#undef TILE_TABLE

#define REAL double
#define TABLE seqkit_kernels_f64
#define TILE_TABLE seqkit_tile_products_f64
#include "KernelTable.inc"
#undef REAL
#undef TABLE
#undef TILE_TABLE

// The best table for this processor, or the one that SEQKIT_ISA asks for.
const seqkit_kernels_f32 *_Nonnull seqkit_chosen_kernels_f32(void);
const seqkit_kernels_f64 *_Nonnull seqkit_chosen_kernels_f64(void);

// The table of one instruction set by its name; NULL where this processor lacks it.
const seqkit_kernels_f32 *_Nullable seqkit_kernels_for_f32(const char *_Nonnull isa);
const seqkit_kernels_f64 *_Nullable seqkit_kernels_for_f64(const char *_Nonnull isa);

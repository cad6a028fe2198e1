// Reading JPEG and PNG by the system's libjpeg and libpng, whose way of failing, a long jump, Swift cannot follow.
//
// Without PICTURES defined the functions are there and say that they cannot: the rest of the package does not change.

#pragma once
#include <stddef.h>

typedef struct {
  int width, height;
  // 1 grey or 3 red, green, blue; rows from the top, without gaps. From malloc; whoever asked frees it.
  int channels;
  unsigned char *_Nullable pixels;
  // What is wrong, in the library's words.
  char message[256];
} seqkit_picture;

enum { SEQKIT_PICTURE_OK = 0, SEQKIT_PICTURE_DAMAGED = 1, SEQKIT_PICTURE_UNAVAILABLE = 2 };

// Whether this build reads JPEG and PNG.
int seqkit_reads_pictures(void);

// 8 bits a channel, alpha left out, CMYK turned to RGB, a JPEG set upright as its Exif orientation says. A picture whose
// bytes end early is damaged.
int seqkit_decode_jpeg(const unsigned char *_Nonnull bytes, size_t count, size_t most_pixels, seqkit_picture *_Nonnull out);
int seqkit_decode_png(const unsigned char *_Nonnull bytes, size_t count, size_t most_pixels, seqkit_picture *_Nonnull out);

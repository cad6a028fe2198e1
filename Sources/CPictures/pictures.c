#include "CPictures.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef PICTURES

int seqkit_reads_pictures(void) { return 0; }
int seqkit_decode_jpeg(const unsigned char *bytes, size_t count, size_t most, seqkit_picture *out) {
  (void)bytes, (void)count, (void)most, (void)out;
  return SEQKIT_PICTURE_UNAVAILABLE;
}
int seqkit_decode_png(const unsigned char *bytes, size_t count, size_t most, seqkit_picture *out) {
  (void)bytes, (void)count, (void)most, (void)out;
  return SEQKIT_PICTURE_UNAVAILABLE;
}

#else

#include <setjmp.h>
#include <jpeglib.h>
#include <jerror.h>
#include <png.h>

int seqkit_reads_pictures(void) { return 1; }

static int too_large(size_t width, size_t height, size_t most, seqkit_picture *out) {
  if (height == 0 || width <= most / height) return 0;
  snprintf(out->message, sizeof out->message, "it has %zu x %zu pixels; at most %zu are read", width, height, most);
  return 1;
}

// JPEG

typedef struct {
  struct jpeg_error_mgr base;
  jmp_buf escape;
  // What is wrong with the data though the decoder goes on; 0: nothing.
  const char *damage;
} jpeg_failure;

static void jpeg_fail(j_common_ptr info) { longjmp(((jpeg_failure *)info->err)->escape, 1); }

// A warning that data are missing or that a code stands for nothing counts as damage; others, of harmless surplus, do not.
static void jpeg_warn(j_common_ptr info, int level) {
  if (level >= 0) return;
  const char **damage = &((jpeg_failure *)info->err)->damage;
  switch (info->err->msg_code) {
  case JWRN_JPEG_EOF:
  case JWRN_HIT_MARKER: *damage = "its data end before the picture does"; break;
  case JWRN_HUFF_BAD_CODE:
  case JWRN_MUST_RESYNC: if (!*damage) *damage = "some of its codes stand for nothing"; break;
  }
}
static void jpeg_silent(j_common_ptr info) { (void)info; }

static unsigned exif_number(const unsigned char *at, int count, int is_little) {
  unsigned value = 0;
  for (int i = 0; i < count; i++) value = value << 8 | at[is_little ? count - 1 - i : i];
  return value;
}

// How a picture lies, 1 to 8, by the first directory of the first Exif segment; 1, upright, where that is missing or
// malformed: a picture is not damaged by it.
static int exif_orientation(const struct jpeg_marker_struct *marker) {
  while (marker && (marker->data_length < 14 || memcmp(marker->data, "Exif\0\0", 6))) marker = marker->next;
  if (!marker) return 1;
  const unsigned char *tiff = marker->data + 6;
  size_t count = marker->data_length - 6;
  int is_little = tiff[0] == 'I';
  if (tiff[0] != tiff[1] || (!is_little && tiff[0] != 'M') || exif_number(tiff + 2, 2, is_little) != 42) return 1;
  size_t place = exif_number(tiff + 4, 4, is_little);
  if (place > count - 2) return 1;
  unsigned entries = exif_number(tiff + place, 2, is_little);
  // However many entries are said to be there, only those that are there are looked at: place never exceeds count.
  for (place += 2; entries > 0 && count - place >= 12; entries--, place += 12) {
    const unsigned char *entry = tiff + place;
    if (exif_number(entry, 2, is_little) != 0x0112) continue;
    // One number of 16 bits, which stands in the entry itself.
    if (exif_number(entry + 2, 2, is_little) != 3 || exif_number(entry + 4, 4, is_little) != 1) return 1;
    unsigned value = exif_number(entry + 8, 2, is_little);
    return value >= 1 && value <= 8 ? (int)value : 1;
  }
  return 1;
}

// Writes row y of a picture that lies as the orientation says where it belongs in the upright one, whose width is the
// height for 5 to 8: the rows are columns there.
static void put_row(
    const unsigned char *row, size_t y, size_t width, size_t height, int channels, int orientation,
    unsigned char *pixels) {
  int from_right = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
  int from_bottom = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
  size_t across_count = orientation < 5 ? width : height, down_count = orientation < 5 ? height : width;
  for (size_t x = 0; x < width; x++) {
    size_t across = orientation < 5 ? x : y, down = orientation < 5 ? y : x;
    if (from_right) across = across_count - 1 - across;
    if (from_bottom) down = down_count - 1 - down;
    unsigned char *to = pixels + (down * across_count + across) * (size_t)channels;
    for (int c = 0; c < channels; c++) to[c] = row[x * (size_t)channels + (size_t)c];
  }
}

int seqkit_decode_jpeg(const unsigned char *bytes, size_t count, size_t most, seqkit_picture *out) {
  struct jpeg_decompress_struct info;
  jpeg_failure failure;
  // Kept where a long jump does not lose them.
  unsigned char *volatile pixels = 0;
  unsigned char *volatile line = 0;
  memset(&info, 0, sizeof info);
  failure.damage = 0;
  info.err = jpeg_std_error(&failure.base);
  failure.base.error_exit = jpeg_fail;
  failure.base.emit_message = jpeg_warn;
  failure.base.output_message = jpeg_silent;
  out->pixels = 0;
  if (setjmp(failure.escape)) {
    char words[JMSG_LENGTH_MAX];
    failure.base.format_message((j_common_ptr)&info, words);
    snprintf(out->message, sizeof out->message, "%.*s", (int)sizeof out->message - 1, words);
    jpeg_destroy_decompress(&info);
    free(pixels);
    free(line);
    return SEQKIT_PICTURE_DAMAGED;
  }
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, (unsigned char *)bytes, (unsigned long)count);
  jpeg_save_markers(&info, JPEG_APP0 + 1, 0xffff);
  jpeg_read_header(&info, TRUE);
  int orientation = exif_orientation(info.marker_list);
  if (too_large(info.image_width, info.image_height, most, out)) {
    jpeg_destroy_decompress(&info);
    return SEQKIT_PICTURE_DAMAGED;
  }
  int is_cmyk = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
  info.out_color_space = is_cmyk ? JCS_CMYK : info.jpeg_color_space == JCS_GRAYSCALE ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_start_decompress(&info);
  size_t width = info.output_width, height = info.output_height;
  int channels = info.out_color_space == JCS_GRAYSCALE ? 1 : 3;
  pixels = malloc(width * height * (size_t)channels);
  line = malloc(width * 4);
  if (!pixels || !line) {
    snprintf(out->message, sizeof out->message, "there is no memory for %zu x %zu pixels", width, height);
    jpeg_destroy_decompress(&info);
    free(pixels);
    free(line);
    return SEQKIT_PICTURE_DAMAGED;
  }
  while (info.output_scanline < height) {
    size_t y = info.output_scanline;
    unsigned char *row = orientation == 1 ? pixels + y * width * (size_t)channels : line;
    JSAMPROW into = is_cmyk ? line : row;
    jpeg_read_scanlines(&info, &into, 1);
    // Adobe stores how much light each ink lets through, which multiplies. The row may be the line itself: a number is
    // written at most where one was read.
    if (is_cmyk) for (size_t x = 0; x < width; x++) for (int c = 0; c < 3; c++) {
      int ink = line[4 * x + (size_t)c], black = line[4 * x + 3];
      if (!info.saw_Adobe_marker) ink = 255 - ink, black = 255 - black;
      row[3 * x + (size_t)c] = (unsigned char)(ink * black / 255);
    }
    if (orientation != 1) put_row(row, y, width, height, channels, orientation, pixels);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  free(line);
  if (failure.damage) {
    free(pixels);
    snprintf(out->message, sizeof out->message, "%s", failure.damage);
    return SEQKIT_PICTURE_DAMAGED;
  }
  out->width = (int)(orientation < 5 ? width : height);
  out->height = (int)(orientation < 5 ? height : width);
  out->channels = channels;
  out->pixels = pixels;
  return SEQKIT_PICTURE_OK;
}

// PNG

typedef struct {
  const unsigned char *bytes;
  size_t left;
} png_input;

static void png_take(png_structp png, png_bytep to, size_t count) {
  png_input *input = png_get_io_ptr(png);
  if (count > input->left) png_error(png, "its data end before the picture does");
  memcpy(to, input->bytes, count);
  input->bytes += count;
  input->left -= count;
}
static void png_fail(png_structp png, png_const_charp words) {
  seqkit_picture *out = png_get_error_ptr(png);
  snprintf(out->message, sizeof out->message, "%s", words);
  png_longjmp(png, 1);
}
static void png_silent(png_structp png, png_const_charp words) { (void)png, (void)words; }

int seqkit_decode_png(const unsigned char *bytes, size_t count, size_t most, seqkit_picture *out) {
  png_input input = {bytes, count};
  out->pixels = 0;
  out->message[0] = 0;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, out, png_fail, png_silent);
  png_infop info = png ? png_create_info_struct(png) : 0;
  if (!info) {
    png_destroy_read_struct(&png, 0, 0);
    snprintf(out->message, sizeof out->message, "libpng has no memory or is of another version");
    return SEQKIT_PICTURE_DAMAGED;
  }
  unsigned char *volatile pixels = 0;
  png_bytep *volatile rows = 0;
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, 0);
    free(pixels);
    free(rows);
    return SEQKIT_PICTURE_DAMAGED;
  }
  png_set_read_fn(png, &input, png_take);
  png_read_info(png, info);
  size_t width = png_get_image_width(png, info), height = png_get_image_height(png, info);
  if (too_large(width, height, most, out)) {
    png_destroy_read_struct(&png, &info, 0);
    return SEQKIT_PICTURE_DAMAGED;
  }
  png_set_scale_16(png);
  png_set_expand(png);
  png_set_strip_alpha(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  int channels = png_get_channels(png, info);
  if ((channels != 1 && channels != 3) || png_get_rowbytes(png, info) != width * (size_t)channels)
    png_error(png, "its kind of colours is not known");
  pixels = malloc(width * height * (size_t)channels);
  rows = malloc(height * sizeof(png_bytep));
  if (!pixels || !rows) png_error(png, "there is no memory for its pixels");
  for (size_t y = 0; y < height; y++) rows[y] = pixels + y * width * (size_t)channels;
  png_read_image(png, rows);
  png_read_end(png, 0);
  png_destroy_read_struct(&png, &info, 0);
  free(rows);
  out->width = (int)width;
  out->height = (int)height;
  out->channels = channels;
  out->pixels = pixels;
  return SEQKIT_PICTURE_OK;
}
#endif

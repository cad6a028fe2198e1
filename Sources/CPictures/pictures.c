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
  int ended_early;
} jpeg_failure;

static void jpeg_fail(j_common_ptr info) { longjmp(((jpeg_failure *)info->err)->escape, 1); }

// A warning that data are missing counts as damage; others, of harmless surplus, do not.
static void jpeg_warn(j_common_ptr info, int level) {
  if (level >= 0) return;
  int code = info->err->msg_code;
  if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER) ((jpeg_failure *)info->err)->ended_early = 1;
}
static void jpeg_silent(j_common_ptr info) { (void)info; }

int seqkit_decode_jpeg(const unsigned char *bytes, size_t count, size_t most, seqkit_picture *out) {
  struct jpeg_decompress_struct info;
  jpeg_failure failure;
  // Kept where a long jump does not lose them.
  unsigned char *volatile pixels = 0;
  unsigned char *volatile line = 0;
  memset(&info, 0, sizeof info);
  failure.ended_early = 0;
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
  jpeg_read_header(&info, TRUE);
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
    unsigned char *row = pixels + (size_t)info.output_scanline * width * (size_t)channels;
    JSAMPROW into = is_cmyk ? line : row;
    jpeg_read_scanlines(&info, &into, 1);
    // Adobe stores how much light each ink lets through, which multiplies.
    if (is_cmyk) for (size_t x = 0; x < width; x++) for (int c = 0; c < 3; c++) {
      int ink = line[4 * x + (size_t)c], black = line[4 * x + 3];
      if (!info.saw_Adobe_marker) ink = 255 - ink, black = 255 - black;
      row[3 * x + (size_t)c] = (unsigned char)(ink * black / 255);
    }
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  free(line);
  if (failure.ended_early) {
    free(pixels);
    snprintf(out->message, sizeof out->message, "its data end before the picture does");
    return SEQKIT_PICTURE_DAMAGED;
  }
  out->width = (int)width;
  out->height = (int)height;
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

// The shipped models, compiled in, so that the program can be moved and still has them.
//
// Behind functions, because Swift cannot import an array of unknown size. The bytes are constant and live as long as the
// process.

#pragma once
#include <stddef.h>

typedef struct {
  const void *_Nonnull start;
  size_t count;
} seqkit_pretrained;

seqkit_pretrained seqkit_pretrained_en_fr(void);
seqkit_pretrained seqkit_pretrained_en_de(void);
seqkit_pretrained seqkit_pretrained_g2p(void);
seqkit_pretrained seqkit_pretrained_stories(void);
seqkit_pretrained seqkit_pretrained_ntm_copy(void);
seqkit_pretrained seqkit_pretrained_ntm_repeat_copy(void);
seqkit_pretrained seqkit_pretrained_ntm_associative_recall(void);
seqkit_pretrained seqkit_pretrained_ntm_ngrams(void);
seqkit_pretrained seqkit_pretrained_ntm_sort(void);
seqkit_pretrained seqkit_pretrained_ntm_priority_sort(void);

// Texts of the folder corpora that the program itself learns from, compiled in.
//
// Behind functions, because Swift cannot import an array of unknown size. The bytes are constant and live as long as the
// process.

#pragma once
#include <stddef.h>

typedef struct {
  const unsigned char *_Nonnull start;
  size_t count;
} seqkit_corpus;

// everyday-words.tsv, everyday-phrases.tsv and everyday-sentences.tsv: English, French and German in UTF-8, a line for each word,
// phrase or sentence, tabs between.
seqkit_corpus seqkit_corpus_everyday_words(void);
seqkit_corpus seqkit_corpus_everyday_phrases(void);
seqkit_corpus seqkit_corpus_everyday_sentences(void);

// connectives.tsv, likewise: "then" and other words before a sentence, each as it begins one, with the comma that French has.
seqkit_corpus seqkit_corpus_connectives(void);

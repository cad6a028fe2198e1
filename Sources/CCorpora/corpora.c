#include "CCorpora.h"

// #embed is of C23; clang has it in every mode and warns.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char everyday_words[] = {
#embed "../../corpora/everyday-words.tsv"
};

seqkit_corpus seqkit_corpus_everyday_words(void) { return (seqkit_corpus){everyday_words, sizeof(everyday_words)}; }

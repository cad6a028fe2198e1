#include "CCorpora.h"

// #embed is of C23; clang has it in every mode and warns.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char everyday_words[] = {
#embed "../../corpora/everyday-words.tsv"
};
static const unsigned char everyday_phrases[] = {
#embed "../../corpora/everyday-phrases.tsv"
};
static const unsigned char everyday_sentences[] = {
#embed "../../corpora/everyday-sentences.tsv"
};
static const unsigned char connectives[] = {
#embed "../../corpora/connectives.tsv"
};

seqkit_corpus seqkit_corpus_everyday_words(void) { return (seqkit_corpus){everyday_words, sizeof(everyday_words)}; }
seqkit_corpus seqkit_corpus_everyday_phrases(void) { return (seqkit_corpus){everyday_phrases, sizeof(everyday_phrases)}; }
seqkit_corpus seqkit_corpus_everyday_sentences(void) { return (seqkit_corpus){everyday_sentences, sizeof(everyday_sentences)}; }
seqkit_corpus seqkit_corpus_connectives(void) { return (seqkit_corpus){connectives, sizeof(connectives)}; }

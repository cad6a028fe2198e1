#include "CPretrained.h"

// #embed is of C23; clang has it in every mode and warns.
#pragma clang diagnostic ignored "-Wc23-extensions"

#define MODEL(name) \
  seqkit_pretrained seqkit_pretrained_##name(void) { return (seqkit_pretrained){name, sizeof(name)}; }

static const _Alignas(64) unsigned char en_fr[] = {
#embed "en-fr.safetensors"
};
MODEL(en_fr)

static const _Alignas(64) unsigned char en_de[] = {
#embed "en-de.safetensors"
};
MODEL(en_de)

static const _Alignas(64) unsigned char g2p[] = {
#embed "g2p.safetensors"
};
MODEL(g2p)

static const _Alignas(64) unsigned char stories[] = {
#embed "stories.safetensors"
};
MODEL(stories)

static const _Alignas(64) unsigned char ntm_copy[] = {
#embed "ntm-copy.safetensors"
};
MODEL(ntm_copy)

static const _Alignas(64) unsigned char ntm_repeat_copy[] = {
#embed "ntm-repeat-copy.safetensors"
};
MODEL(ntm_repeat_copy)

static const _Alignas(64) unsigned char ntm_associative_recall[] = {
#embed "ntm-associative-recall.safetensors"
};
MODEL(ntm_associative_recall)

static const _Alignas(64) unsigned char ntm_sort[] = {
#embed "ntm-sort.safetensors"
};
MODEL(ntm_sort)

static const _Alignas(64) unsigned char ntm_ngrams[] = {
#embed "ntm-ngrams.safetensors"
};
MODEL(ntm_ngrams)

static const _Alignas(64) unsigned char ntm_priority_sort[] = {
#embed "ntm-priority-sort.safetensors"
};
MODEL(ntm_priority_sort)

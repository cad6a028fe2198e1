"""Makes reference.tsv: what sacreBLEU 2.6.0 (pip install sacrebleu==2.6.0) says of 1,200 random test sets.

The sets come from a generator that MetricsTests.swift has too, number for number.
Columns: BLEU with 13a, char, no, zh and intl tokens; lower-cased BLEU with 13a and zh tokens; sentence BLEU (effective
order, 13a) of the first segment; chrF; chrF++; lower-cased chrF++; TER; normalised, cased TER with Asian support.
"""
import sys

from sacrebleu.metrics import BLEU, CHRF, TER

WORDS = ["the", "cat", "Cat", "sat", "on", "a", "mat", "dog", "don't", "l'eau", "état", "Straße", "1,000.5", "3.14", "10-12",
         "1990s", ".", ",", "!", "?", ";", ":", "-", "--", "(b)", "[x]", "&quot;", "&amp;", "a/b", "U.S.", "e.g.,", "$5",
         "50%", "...", "你好", "世界，", "。", "猫", "\u00a0", "x_y", "@", "#1", "~", "{}", "\"q\"", "'", "naïve", "e\u0301",
         "é", "nai\u0308ve", "ΟΔΟΣ", "ΣΑΣ.", "İx", "我爱北京天安门", "「引」", "（上）", "！？", "“他说”", "——", "…", "３．５", "ＡＢＣ",
         "𠀀", "〇", "かな", "カナ", "㈱", "①", "the dog's", "-\n", "\n", "<skipped>", "&lt;b&gt;", "&amp;quot;", "\u001f", "€9",
         "½", "\U0001f642", "no-\n", "\r\n", "x\u3000y", "\u2028", "a", "a", "b", "b", "c", "的", "的", "了", "了"]
GLUE = [" ", " ", " ", " ", " ", "", "  ", "\u3000"]


class Generator:
    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % bound


def sentence(random):
    length = random.below(90) if random.below(30) == 0 else random.below(12)
    common = random.below(3) == 0  # from the last few words alone, for ties
    return [WORDS[-1 - random.below(9)] if common else WORDS[random.below(len(WORDS))] for _ in range(length)]


def worse(sentence, random):
    """A hypothesis: words left out, exchanged and doubled, and a piece moved."""
    words = []
    for word in sentence:
        choice = random.below(8)
        if choice == 0:
            continue
        words.append(WORDS[random.below(len(WORDS))] if choice == 1 else word)
        if choice == 2:
            words.append(word)
    for _ in range(random.below(3)):
        start = random.below(len(words) + 1)
        piece = words[start:start + random.below(5)]
        rest = words[:start] + words[start + len(piece):]
        place = random.below(len(rest) + 1)
        words = rest[:place] + piece + rest[place:]
    return words


def text(words, random):
    joined = ""
    for word in words:
        joined += word + GLUE[random.below(len(GLUE))]
    return joined


def test_set(random):
    hypotheses, references = [], []
    for _ in range(1 + random.below(4)):
        first = sentence(random)
        segment = [first] + [sentence(random) for _ in range(random.below(3))]
        kind = random.below(20)
        hypothesis = [] if kind == 0 else sentence(random) if kind == 1 else worse(first, random)
        hypotheses.append(text(hypothesis, random))
        references.append([text(words, random) for words in segment])
    return hypotheses, references


METRICS = [BLEU(tokenize=t, force=True) for t in ("13a", "char", "none", "zh", "intl")]
METRICS += [BLEU(tokenize=t, lowercase=True, force=True) for t in ("13a", "zh")]
SENTENCE = BLEU(effective_order=True)
METRICS += [SENTENCE, CHRF(), CHRF(word_order=2), CHRF(word_order=2, lowercase=True), TER(),
            TER(normalized=True, asian_support=True, case_sensitive=True)]


def main():
    random = Generator(2026)
    lines = []
    for number in range(1200):
        hypotheses, references = test_set(random)
        most = max(len(r) for r in references)
        streams = [[r[i] if i < len(r) else None for r in references] for i in range(most)]
        scores = []
        for metric in METRICS:
            if metric is SENTENCE:
                scores.append(metric.sentence_score(hypotheses[0], references[0]).score)
            else:
                scores.append(metric.corpus_score(hypotheses, streams).score)
        lines.append("\t".join(f"{score:.10f}" for score in scores))
    with open("reference.tsv", "w") as file:
        file.write("\n".join(lines) + "\n")
    for metric in METRICS:  # the signatures that MetricsTests.swift has
        print(metric.get_signature(), file=sys.stderr)


main()

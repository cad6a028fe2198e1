"""Makes reference.tsv: what sacreBLEU 2.6.0 (pip install sacrebleu==2.6.0) says of 1,200 random test sets.

The sets come from a generator that MetricsTests.swift has too, number for number.
Columns: BLEU with 13a, char and no tokens, chrF.
"""
import sacrebleu

WORDS = ["the", "cat", "Cat", "sat", "on", "a", "mat", "dog", "don't", "l'eau", "état", "Straße", "1,000.5", "3.14", "10-12",
         "1990s", ".", ",", "!", "?", ";", ":", "-", "--", "(b)", "[x]", "&quot;", "&amp;", "a/b", "U.S.", "e.g.,", "$5",
         "50%", "...", "你好", "世界，", "。", "猫", "\u00a0", "x_y", "@", "#1", "~", "{}", "\"q\"", "'", "naïve", "e\u0301"]


class Generator:
    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % bound


def sentence(random):
    return [WORDS[random.below(len(WORDS))] for _ in range(random.below(12))]


def test_set(random):
    hypotheses, references = [], []
    for _ in range(1 + random.below(4)):
        first = sentence(random)
        segment = [first] + [sentence(random) for _ in range(random.below(3))]
        hypothesis = []
        for word in first:
            choice = random.below(8)
            if choice == 0:
                continue
            hypothesis.append(WORDS[random.below(len(WORDS))] if choice == 1 else word)
            if choice == 2:
                hypothesis.append(word)
        hypotheses.append(" ".join(hypothesis))
        references.append([" ".join(words) for words in segment])
    return hypotheses, references


def main():
    random = Generator(2026)
    lines = []
    for _ in range(1200):
        hypotheses, references = test_set(random)
        most = max(len(r) for r in references)
        streams = [[r[i] if i < len(r) else None for r in references] for i in range(most)]
        scores = [sacrebleu.corpus_bleu(hypotheses, streams, tokenize=t, force=True).score for t in ("13a", "char", "none")]
        scores.append(sacrebleu.corpus_chrf(hypotheses, streams).score)
        lines.append("\t".join(repr(s) for s in scores))
    with open("reference.tsv", "w") as file:
        file.write("\n".join(lines) + "\n")


main()

"""The classifier that ships with the product: what words usually mean, whoever the client is."""

from functools import lru_cache
from math import exp

from shared.domain.coding import Guess
from shared.domain.names import normalise_name
from shared.engines.coding.vocabulary import SEGMENTS

LINE_WEIGHT, VENDOR_WEIGHT = 1.0, 0.45
"""What a word in the line counts against one in the vendor's name: a stationer sells chairs, too."""

BEGINNING_LETTERS_MIN = 3
"""Of the vocabulary's words."""

WORDS_MAX = 40
"""Words of a line that are looked at: contracts are also printed as one line."""

COMPOUND_LETTERS_MIN = 5
"""Of a beginning that is also looked for inside a word: German puts words together."""

DOUBT = 0.35
"""Weight of the thought that it is none of the segments."""


class GeneralCoder:
    """
    The `coder` port by a vocabulary: it knows no tenant and learns nothing.

    Weights are the share of a word among the segments it stands under, summed and compared.
    """

    def guess(self, vendor_name: str | None, description: str) -> Guess | None:
        """Return the segment these words usually mean, or None where they say too little."""
        scores: dict[str, float] = {}
        words: dict[str, list[str]] = {}
        for text, weight in ((description, LINE_WEIGHT), (vendor_name or "", VENDOR_WEIGHT)):
            for word in dict.fromkeys(normalise_name(text).split()[:WORDS_MAX]):
                for segment, part in _meanings(word):
                    scores[segment] = scores.get(segment, 0) + weight * part
                    words.setdefault(segment, []).append(word)
        if not scores:
            return None
        best = max(scores, key=lambda segment: (scores[segment], segment))
        mass = sum(exp(3 * score) for score in scores.values()) + exp(3 * DOUBT)
        return Guess(best, exp(3 * scores[best]) / mass, tuple(words[best]))


@lru_cache(8192)
def _meanings(word: str) -> tuple[tuple[str, float], ...]:
    """Return the segments a word stands for and its share of each, by the longest beginning that fits."""
    starts, inside = _vocabulary()
    for length in range(len(word), BEGINNING_LETTERS_MIN - 1, -1):
        segments = starts.get(word[:length])
        if segments:
            return tuple((segment, 1 / len(segments)) for segment in segments)
    hits = [(beginning, segments) for beginning, segments in inside if beginning in word]
    if not hits:
        return ()
    _, segments = max(hits, key=lambda hit: len(hit[0]))
    return tuple((segment, 0.8 / len(segments)) for segment in segments)


@lru_cache(1)
def _vocabulary() -> tuple[dict[str, tuple[str, ...]], tuple[tuple[str, tuple[str, ...]], ...]]:
    starts: dict[str, tuple[str, ...]] = {}
    for segment, (_, text) in SEGMENTS.items():
        for word in text.split():
            starts[word] = (*starts.get(word, ()), segment)
    inside = tuple((word, found) for word, found in starts.items() if len(word) >= COMPOUND_LETTERS_MIN)
    return starts, inside

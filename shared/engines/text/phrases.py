"""Finds known phrases in printed words, whatever their case, accents, spacing and punctuation."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from shared.engines.text.layout import Word

WORDS_MAX = 6
"""Words of one phrase."""

_FOLDED_MAX = 8192
"""Folded words remembered: a document repeats its own, and all documents share the labels."""

_KEPT = frozenset("#%")


class Found(NamedTuple):
    """A phrase in a row of words."""

    start: int
    end: int
    """The first word after it."""
    key: str
    languages: frozenset[str]
    length: int
    """Characters of the phrase as compared: the longer, the more it says."""


@lru_cache(_FOLDED_MAX)
def fold(word: str) -> str:
    """Return the word as phrases are compared: lower case letters, digits, `#` and `%` only."""
    spelled = word.replace("ø", "o").replace("Ø", "O").replace("ł", "l").replace("Ł", "L")
    letters = unicodedata.normalize("NFKD", spelled.casefold())
    return "".join(letter for letter in letters if letter.isalnum() or letter in _KEPT)


class PhraseBook:
    """Phrases of several meanings, ready to be looked up."""

    def __init__[K: str](
        self, *tables: Mapping[K, Mapping[str, str]], endings: Mapping[K, Mapping[str, str]] | None = None
    ) -> None:
        """
        Take, for each key and language, phrases separated by semicolons; an earlier one wins a tie.

        An unknown word that ends as one of `endings` counts as that: German makes new words all the time.
        """
        self._keys: dict[str, str] = {}
        self._languages: dict[str, set[str]] = {}
        self._endings: list[tuple[str, str, str]] = [
            (fold(ending), key, language)
            for key, by_language in (endings or {}).items()
            for language, joined in by_language.items()
            for ending in joined.split(";")
        ]
        for table in tables:
            for key, by_language in table.items():
                for language, phrases in by_language.items():
                    for phrase in phrases.split(";"):
                        self._learn(phrase, key, language)

    def _learn(self, phrase: str, key: str, language: str) -> None:
        folded = "".join(fold(word) for word in phrase.split())
        if self._keys.setdefault(folded, key) == key:
            self._languages.setdefault(folded, set()).add(language)

    def find(self, words: Sequence[Word]) -> Iterator[Found]:
        """Give the phrases in `words` from left to right, the longest at each place, none overlapping."""
        folded = [fold(word.text) for word in words]
        start = 0
        while start < len(folded):
            found = self._longest(folded, start) if folded[start] else None
            if found is None:
                start += 1
            else:
                yield found
                start = found.end

    def whole(self, words: Sequence[Word]) -> Found | None:
        """Return the phrase that all of `words` make, or None."""
        found = next(self.find(words), None)
        if found is None or found.start > 0:
            return None
        return found if not any(fold(word.text) for word in words[found.end :]) else None

    def _longest(self, folded: Sequence[str], start: int) -> Found | None:
        joined, best = "", None
        for end in range(start, min(start + WORDS_MAX, len(folded))):
            joined += folded[end]
            key = self._keys.get(joined) if folded[end] else None
            if key is not None:
                best = Found(start, end + 1, key, frozenset(self._languages[joined]), len(joined))
        return best or self._ending(folded[start], start)

    def _ending(self, word: str, start: int) -> Found | None:
        for ending, key, language in self._endings:
            if len(word) > len(ending) and word.endswith(ending):
                return Found(start, start + 1, key, frozenset({language}), len(ending))
        return None

"""Company names as they are compared: folded, the legal form set apart, look-alikes made alike."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import groupby

NAME_CHARACTERS_MAX = 80
"""Of a name that is compared: longer ones are running text, and the cost grows with the square."""

_LEGAL_FORMS = frozenset(
    "ab ag aps as asbl bv bvba co company corp corporation cv da ek eg eood ev gbr gmbh inc incorporated ivs "
    "kft kg kgaa limited llc llp lp ltd mbh nv og ohg oy oyj plc pte pty pvt rl sa sarl sas sasu sc sca scs "
    "sdn sl slu snc sp spa spj spk spzoo sprl srl sro stg the ug und vof zoo".split()
)
_NO_FORMS = frozenset({"the", "und", "co", "company"})
"""Words that go with a legal form and are none."""

_SPELLINGS = {"limited": "ltd", "incorporated": "inc", "corporation": "corp"}
"""Legal forms that are also written out."""

_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th"})
"""Letters that Unicode does not take apart into a base and an accent."""

_HOMOGLYPHS = str.maketrans(
    "абвгдезіїјкмнопрстухѕѵԁԛԝαβεικνορτυχωℓ|!",
    "a6brdesiijkmhonpctyxsvdqwabeikvoptuxwlll",
)
"""Cyrillic and Greek letters, and marks, that print like Latin ones (after UTS 39)."""

_LOOK_ALIKES = (
    ("rn", "m"),
    ("vv", "w"),
    ("cl", "d"),
    ("ae", "a"),
    ("oe", "o"),
    ("ue", "u"),
)
"""Pairs that a scan or a hurried eye takes for one letter, and the written-out umlauts."""

_LOOK_ALIKE_LETTERS = str.maketrans("01l!|52869", "oiiiiszbbg")


def normalise_name(name: str) -> str:
    """Return a company name as it is compared: folded, without punctuation and legal form."""
    words = _words(name)
    return " ".join([word for word in words if word not in _LEGAL_FORMS] or words)


def legal_form(name: str) -> str:
    """Return the legal form in a company name (`gmbh kg`), or an empty text."""
    forms = [
        _SPELLINGS.get(word, word) for word in _words(name) if word in _LEGAL_FORMS and word not in _NO_FORMS
    ]
    return " ".join(forms)


@lru_cache(4096)
def skeleton(name: str) -> str:
    """Return a normalised name so that what looks alike is alike: `Müller 1` and `Mueller l` are one."""
    text = "".join(normalise_name(name[:NAME_CHARACTERS_MAX].casefold().translate(_HOMOGLYPHS)).split())
    for pair, letter in _LOOK_ALIKES:
        text = text.replace(pair, letter)
    return text.translate(_LOOK_ALIKE_LETTERS)


@lru_cache(4096)
def similarity(one: str, other: str) -> float:
    """
    Return how alike two normalised names are, 0 to 1; 1 where only look-alikes differ.

    A name whose words all stand in the other is a short form of it: never less alike than 0.85. Below
    `UNLIKE_MAX` it is only known that they are no more alike than that.
    """
    first, second = skeleton(one), skeleton(other)
    longest = max(len(first), len(second))
    if longest == 0:
        return 0.0
    if first == second:
        return 1.0
    at_most = 1 - _least_distance(first, second) / longest
    alike = at_most if at_most < UNLIKE_MAX else 1 - _distance(first, second) / longest
    return max(alike, _SHORT_FORM) if _is_short_form(one, other) else alike


UNLIKE_MAX = 0.5
"""Likeness below which nobody asks how unlike two names are."""

_SHORT_FORM = 0.85
"""`Muster Logistik` and `Muster Logistik Service`: one company more often than not."""


def is_one_slip(one: str, other: str) -> bool:
    """Return whether at most one letter is put in, taken out or changed, or two are swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (place for place, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) > 1), None
    )
    if start is None:
        return True
    rest, against = one[start:], other[start:]
    return (
        rest[1:] == against[1:]
        or rest[1:] == against
        or rest == against[1:]
        or (rest[:2] == against[1::-1] and rest[2:] == against[2:])
    )


def distance(one: str, other: str) -> int:
    """Return how many letters must be put in, taken out, changed or swapped (optimal string alignment)."""
    if abs(len(one) - len(other)) >= max(len(one), len(other)):
        return max(len(one), len(other))
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, against in enumerate(other, 1):
            best = min(above[column] + 1, current[column - 1] + 1, above[column - 1] + (letter != against))
            if before and letter == other[column - 2 : column - 1] and one[row - 2] == against and column > 1:
                best = min(best, before[column - 2] + 1)
            current.append(best)
        before, above = above, current
    return above[-1]


def _distance(one: str, other: str) -> int:
    """The distance of two texts that differ: most that are compared are one slip apart."""
    return 1 if is_one_slip(one, other) else distance(one, other)


def _least_distance(one: str, other: str) -> int:
    """A bound that is cheap: letters that one has and the other lacks cannot be made by swapping."""
    first, second = Counter(one), Counter(other)
    return max((first - second).total(), (second - first).total())


def _is_short_form(one: str, other: str) -> bool:
    shorter, longer = sorted((set(one.split()), set(other.split())), key=len)
    return len(shorter) >= 2 and shorter <= longer


def _words(name: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_UNDECOMPOSED))
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    joined = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", plain).replace("sp. z oo", "spzoo")
    return _join_initials(re.sub(r"[\W_]+", " ", joined).split())


def _join_initials(words: list[str]) -> list[str]:
    """Single letters in a row are one word: `b v` is `bv`."""
    joined: list[str] = []
    for single, group in groupby(words, key=lambda word: len(word) == 1):
        run = list(group)
        joined += ["".join(run)] if single else run
    return joined

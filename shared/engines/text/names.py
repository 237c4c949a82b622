"""What a name looks like, and when two are the same."""

import re
from collections.abc import Sequence

from shared.engines.text.kinds import read_title
from shared.engines.text.labels import label_book
from shared.engines.text.layout import Word
from shared.engines.text.phrases import fold
from shared.engines.text.vocabulary.meanings import Label

CHARACTERS_MAX = 70
"""Of a name: longer ones are sentences."""

WORDS_MAX = 8
"""Of a registered name."""

LEGAL_FORMS = frozenset(
    "gmbh ag kg ohg ug ek ev mbh ltd limited llc inc corp corporation plc llp bv nv vof sa sas sarl eurl "
    "sasu srl spa sl slu lda ab hb as aps is spzoo spolka oy oyj doo kft sro pty pvt co company kgaa eg se "
    "gbr cvba sprl unipessoal ltda snc scrl".split()
)
"""Words that end a company's registered name."""

_TELLING_LETTERS_MIN = 4
"""Of a word that a name would begin with a capital."""

_SENTENCE_WORDS_MIN = 3
"""Fewer may be a name that somebody writes small."""

_NEUTRAL = frozenset("co and und et the de & com www info".split())
_NUMBERING = frozenset(
    {Label.NUMBER, Label.ORDER, Label.OTHER_NUMBER, Label.DATE, Label.DUE_DATE, Label.OTHER_DATE, Label.TITLE}
)
"""Labels whose values have figures."""

_BREAK = re.compile(r"\s[-\u2013\u2212\u00b7\u25cf\u2022|,;]\s?|[,;|\u00b7\u25cf\u2022]\s")


def is_name(value: str) -> bool:
    """Return whether a text could be somebody's name: letters mostly, and no address of any kind."""
    letters = sum(letter.isalpha() for letter in value)
    digits = sum(letter.isdigit() for letter in value)
    return (
        letters >= 3
        and len(value) <= CHARACTERS_MAX
        and digits <= letters / 2
        and not any(mark in value for mark in ("@", "://", ":"))
        and not value.lower().startswith("www.")
        and value[0].isalnum()
        and not _is_sentence(value)
    )


def _is_sentence(value: str) -> bool:
    """Return whether most words begin small: only a sentence does."""
    long_words = [word for word in value.split() if len(word) >= _TELLING_LETTERS_MIN]
    return len(long_words) >= _SENTENCE_WORDS_MIN and 2 * sum(word[0].islower() for word in long_words) > len(
        long_words
    )


def is_label(words: Sequence[Word]) -> bool:
    """Return whether words are a label or a title of the document rather than somebody's name."""
    if label_book().whole(words) is not None or read_title(words) is not None:
        return True
    first = next(label_book().find(words), None)
    if first is None:
        return False
    # `Your order AB321` is a label with its value.
    rest = "".join(word.text for word in words[first.end :])
    valued = first.start == 0 and Label(first.key) in _NUMBERING and any(map(str.isdigit, rest))
    return valued or words[first.end - 1].text.endswith(":")


def is_legal_form(word: str) -> bool:
    """Return whether a word ends a registered name; `as` and `is` only where written as a form."""
    folded = fold(word)
    return folded in LEGAL_FORMS and (len(folded) > 2 or word[0].isupper() or "." in word[:-1])


def clean_name(text: str) -> str:
    """Return a name without the marks around it, keeping the full stop of an abbreviated legal form."""
    bare = text.strip(" ,:;-\u2013\u00b7|*#\u25cf")
    last = bare.rpartition(" ")[2]
    abbreviated = is_legal_form(last) or "." in last[:-1] or len(last) == len("K.")
    return bare.lstrip(".") if abbreviated else bare.strip(".")


def parted_names(text: str) -> list[str]:
    """Return the parts of `Name - Street - Town`; a legal form after a comma is part of the name."""
    parts = _BREAK.split(text)
    if len(parts) > 1 and is_legal_form(parts[1].strip()):
        return [f"{parts[0]}, {parts[1]}", *parts[2:]]
    return parts


def name_key(name: str) -> str:
    """Return what two spellings of one name have in common."""
    return "".join(fold(word) for word in name.split())


def name_core(name: str) -> str:
    """Return a name's key without its legal form and small words."""
    words = (fold(word) for word in name.split())
    return "".join(word for word in words if word not in LEGAL_FORMS and word not in _NEUTRAL)

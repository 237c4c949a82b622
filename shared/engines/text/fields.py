"""The labelled fields: numbers, dates, identifiers. Each is the best of all its candidates."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from shared.domain.reading import Read
from shared.engines.text.context import Context
from shared.engines.text.dates import PrintedDate, find_dates, single_dates
from shared.engines.text.identifiers import find_ibans
from shared.engines.text.labels import Mark, Place, candidates, joined, words_at
from shared.engines.text.layout import Cell, Page, Word, evidence_of
from shared.engines.text.phrases import fold
from shared.engines.text.postcodes import is_town_line
from shared.engines.text.vocabulary.meanings import Label

_FILLERS = frozenset("no nr n # num number nummer numero id ref".split())
"""Words between a label and its value."""

_DATE_JOINTS = frozenset("vom von du of dated del van dnia av fra den le am der z".split())
"""Words between an invoice number and the date after it."""

_NUMBER = re.compile(r"[#]?\w[\w\-/.#+:_]{0,39}")
_SPACED = re.compile(r"[:#\s]*((?=\w*\d)\w{4,} - \d{1,6})(?!\S)")
"""A number printed with air around its hyphen."""
_MONEY = re.compile(r"\d{1,3}(?:[., ]\d{3})*[.,]\d{2}")
_PREFIX = re.compile(r"[A-Z]{1,5}")
_CODED = re.compile(r"\(\d{2,3}\)")
"""The type of a document by its number in UNTDID 1001, as in `Invoice (380) No. 4711`."""
_FILLED_MAX = 8
"""Words from a title to the `No.` that is its own: `Invoice of the insurer, No. 4711`."""
_FAR = 24
"""Characters before a value that is still the label's: `on`, a weekday."""

_LETTERHEAD = 0.45
"""Part of the page in which a letter is dated."""

_HEAD = 0.5
"""Part of the first page that names the invoice; below, `No.` heads a column."""

_BARE_DIGITS_MIN = 3
"""Of a number whose label could name a line's or a page's as well."""

_TITLE_WORDS_MAX = 3
"""Between a title and the number that ends it."""

_DATED = 18.0
"""Of the number in `No. 4711 of 3 May 2026`: less than after a label of its own, more than in a sentence."""

_IN_SENTENCE = 8.0
"""Taken off where other words stand before a label: `quote your customer number 77 and receipt number 88`."""

_NUMBERED = re.compile(
    r"\b(?:no|nr|n|num|nummer|numero)[.\u00b0\u00ba]*[:\s]\s*(\S+),? "
    r"(?:vom|of|dated|du|del|van|dd|da|de|den|af|av|fra|z|z dnia)\b",
    re.IGNORECASE,
)

_YEAR = re.compile(r"(?:19|20)\d\d")

_LABELS_IN_A_ROW_MIN = 2
"""Beside a title, where it is the label of a value as they are."""

_PLACE_SCORES = {Place.SAME_CELL: 3, Place.RIGHT: 3, Place.BELOW: 2}


@dataclass(frozen=True)
class Scored[T]:
    """A value, where it stands, and how well it fits."""

    value: T
    words: tuple[Word, ...]
    page: Page
    score: float

    def read(self, confidence: float) -> Read[T]:
        """Return the value with its place."""
        return Read(value=self.value, confidence=confidence, evidence=evidence_of(self.words, self.page))


def read_number(context: Context) -> Read[str] | None:
    """Return the invoice number."""
    scores = {Label.NUMBER: 20.0, Label.TITLE: 10.0}
    best = (
        highest([*labelled(context, scores, number_in, in_sentence=_IN_SENTENCE), *_dated(context)])
        or highest([*_entitled(context), *_barely_labelled(context)])
        or next(_hashed(context), None)
    )
    return best.read(0.9 if best.score >= 20 else 0.75) if best else None


def _entitled(context: Context) -> Iterator[Scored[str]]:
    """Give the number that ends a title with words of its own: `Invoice for services 2026-0815`."""
    for mark in context.marks:
        rest = mark.where.words[mark.end : mark.stop]
        if mark.label is not Label.TITLE or not mark.leads or not 1 < len(rest) <= _TITLE_WORDS_MAX + 1:
            continue
        told = " ".join(word.text for word in rest[:-1])
        number = next(number_in(rest[-1:]), None)
        if number and told.replace(" ", "").isalpha() and not _YEAR.fullmatch(number[0]):
            yield Scored(number[0], number[1], mark.page, 7.0)


def _dated(context: Context) -> Iterator[Scored[str]]:
    """Give the number in `No. 4711 of 3 May 2026`, whatever stands before it."""
    for page in context.pages[:1]:
        for line in page.lines:
            for cell in line.cells if line.top < _HEAD * page.height else ():
                match = _NUMBERED.search(cell.text)
                after = match and next(find_dates(cell.text[match.end() :], month_is_first=False), None)
                if match and after and after.start <= 1 and _is_number(match[1]):
                    yield Scored(match[1], words_at(cell.words, match.start(1), match.end(1)), page, _DATED)


def _barely_labelled(context: Context) -> Iterator[Scored[str]]:
    """Give what stands beside just `Number` in the head of the first page, long enough to be no count."""
    for found in labelled(context, {Label.NUMBER_BARE: 6.0}, number_in):
        heads = found.page is context.pages[0] and found.words[0].top < _HEAD * found.page.height
        if heads and sum(map(str.isdigit, found.value)) >= _BARE_DIGITS_MIN:
            yield found


def _hashed(context: Context) -> Iterator[Scored[str]]:
    """Give what stands alone in the head of the first page as `# 4711`."""
    for page in context.pages[:1]:
        for line in page.lines:
            for cell in line.cells if line.top < _LETTERHEAD * page.height else ():
                if cell.text.startswith("#"):
                    yield from (Scored(value, words, page, 5.0) for value, words in number_in(cell.words))


def read_order(context: Context) -> Read[str] | None:
    """Return the buyer's order number."""
    best = highest(labelled(context, {Label.ORDER: 20.0}, number_in))
    return best.read(0.8) if best else None


def read_payment_reference(context: Context) -> Read[str] | None:
    """Return the text the payer shall put on the transfer."""
    best = highest(labelled(context, {Label.PAYMENT_REFERENCE: 20.0}, number_in))
    return best.read(0.7) if best else None


def read_date(context: Context, number: Read[str] | None) -> Read[date] | None:
    """Return the invoice date: labelled, else beside the number, else the first date that nothing claims."""
    scores = {Label.DATE: 20.0, Label.DATE_BARE: 8.0}
    found = list(labelled(context, scores, _dates_in(context)))
    found.extend(_after_number(context, number))
    best = highest(found)
    if best is not None:
        return best.read(0.9 if best.score >= 15 else 0.75)
    first = _unclaimed(context)
    return first.read(0.45) if first else None


def read_due_date(context: Context) -> Read[date] | None:
    """Return the date payment is due, where it is printed as a date."""
    best = highest(labelled(context, {Label.DUE_DATE: 20.0}, _dates_in(context)))
    return best.read(0.85) if best else None


def read_ibans(context: Context) -> tuple[Read[str], ...]:
    """Return every account whose check digits hold, in reading order."""
    found: dict[str, Read[str]] = {}
    for page in context.pages:
        for line in page.lines:
            for iban in find_ibans(joined(line.words)):
                words = words_at(line.words, iban.start, iban.end)
                found.setdefault(
                    iban.value, Scored(iban.value, words, page, 0).read(0.98 if iban.proved else 0.3)
                )
    return tuple(found.values())


def labelled[T](
    context: Context,
    scores: dict[Label, float],
    values_in: Callable[[tuple[Word, ...]], Iterator[tuple[T, tuple[Word, ...]]]],
    *,
    in_sentence: float = 0.0,
) -> Iterator[Scored[T]]:
    """
    Give the nearest value of each label that counts, with the label's score and the place's.

    `in_sentence` is taken off where other words stand before the label.
    """
    for mark in context.marks:
        weight = scores.get(mark.label)
        if weight is None or not (mark.leads or mark.length >= 8):
            continue
        for candidate in candidates(mark):
            if candidate.place is not Place.SAME_CELL and (
                _is_label(context, mark, candidate.words) or is_town_line(joined(candidate.words))
            ):
                continue
            if (
                candidate.place is not Place.SAME_CELL
                and mark.label is Label.TITLE
                and not _heads(context, mark)
            ):
                break
            value = next(values_in(candidate.words), None)
            if value is not None:
                score = (
                    weight
                    - (0.0 if mark.leads else in_sentence)
                    + _PLACE_SCORES[candidate.place]
                    - 2 * min(mark.page.number - context.pages[0].number, 3)
                )
                yield Scored(value[0], value[1], mark.page, score)
                break


def _heads(context: Context, mark: Mark) -> bool:
    """Return whether a title is a label: it ends in a colon, or heads a row of labels with values below."""
    rest = joined(mark.where.words[mark.end : mark.stop])
    if mark.words[-1].text.endswith(":") or rest == ":":
        return True
    beside = {
        other.cell
        for other in context.marks
        if other.page is mark.page and other.line == mark.line and other.cell != mark.cell and other.leads
    }
    return len(beside) >= _LABELS_IN_A_ROW_MIN


def _is_label(context: Context, mark: Mark, words: tuple[Word, ...]) -> bool:
    """Return whether these words begin with a label of their own."""
    return any(
        other.words[:1] == words[:1] and other.label is not Label.TITLE
        for other in context.marks
        if other.page is mark.page and abs(other.line - mark.line) <= 3
    )


def number_in(words: tuple[Word, ...]) -> Iterator[tuple[str, tuple[Word, ...]]]:
    """Give the number that words begin with, past `No.` and the like."""
    spaced = _SPACED.match(joined(words))
    if spaced:
        yield "".join(spaced[1].split()), words_at(words, spaced.start(1), spaced.end(1))
        return
    told = [word for word in words if fold(word.text) and not _CODED.fullmatch(word.text)]
    fillers = [index for index, word in enumerate(told[:_FILLED_MAX]) if fold(word.text) in _FILLERS]
    start = next((index + 1 for index in fillers if _is_numbered(told, index)), 0)
    told = told[start : start + 5]
    while told and fold(told[0].text) in _FILLERS:
        told = told[1:]
    if not told:
        return
    texts = [word.text.strip(".,:;()[]*\u2022").lstrip("#:") for word in told]
    if _is_number(texts[0]) and not any(
        printed.start == 0 for printed in find_dates(joined(told), month_is_first=False)
    ):
        yield texts[0], (told[0],)
    elif len(texts) > 1 and _PREFIX.fullmatch(texts[0]) and _is_number(texts[1]):
        yield f"{texts[0]} {texts[1]}", (told[0], told[1])


def _is_numbered(words: Sequence[Word], filler: int) -> bool:
    """Return whether a number follows a `No.`."""
    following = words[filler + 1].text.strip(".,:;()[]*") if filler + 1 < len(words) else ""
    return _is_number(following)


def _is_number(text: str) -> bool:
    has_digit = any(letter.isdigit() for letter in text)
    return has_digit and bool(_NUMBER.fullmatch(text)) and not _MONEY.fullmatch(text)


def _dates_in(context: Context) -> Callable[[tuple[Word, ...]], Iterator[tuple[date, tuple[Word, ...]]]]:
    def values(words: tuple[Word, ...]) -> Iterator[tuple[date, tuple[Word, ...]]]:
        for printed in find_dates(joined(words), month_is_first=context.month_is_first):
            if printed.start <= _FAR:
                yield printed.value, words_at(words, printed.start, printed.end)

    return values


def _after_number(context: Context, number: Read[str] | None) -> Iterator[Scored[date]]:
    """Give the date in `Invoice 4711 of 3 May 2026`."""
    if number is None or number.evidence is None:
        return
    page = next(page for page in context.pages if page.number == number.evidence.page)
    for line in page.lines:
        for cell in line.cells:
            place = next((i for i, word in enumerate(cell.words) if number.value in word.text), None)
            if place is None:
                continue
            rest = [word for word in cell.words[place + 1 :] if fold(word.text)]
            if rest and fold(rest[0].text) in _DATE_JOINTS:
                found = next(_dates_in(context)(tuple(rest[1:])), None)
                if found:
                    yield Scored(found[0], found[1], page, 16.0)


def _unclaimed(context: Context) -> Scored[date] | None:
    claimed = {
        word
        for mark in context.marks
        if mark.label in {Label.DUE_DATE, Label.PAID_DATE, Label.OTHER_DATE}
        for candidate in candidates(mark)
        for word in candidate.words
    }
    found = [
        Scored(printed.value, words, page, _alone(cell, printed, page) - 0.01 * index)
        for page in context.pages[:1]
        for index, line in enumerate(page.lines)
        for cell in line.cells
        for printed in single_dates(cell.text, month_is_first=context.month_is_first)
        for words in [words_at(cell.words, printed.start, printed.end)]
        if not claimed.intersection(words)
    ]
    return highest(found) or highest(labelled(context, {Label.PAID_DATE: 1.0}, _dates_in(context)))


def _alone(cell: Cell, printed: PrintedDate, page: Page) -> float:
    """Return how much a date looks like a letter's: by itself or after a town, high on the page."""
    upper = cell.top < _LETTERHEAD * page.height
    if printed.end - printed.start >= len(cell.text) - 2:
        return 3.0 if upper else 2.0
    return 2.5 if upper and printed.end >= len(cell.text) - 1 and printed.start <= _FAR else 1.0


def highest[T](found: Iterable[Scored[T]], without: Iterable[T] = ()) -> Scored[T] | None:
    """Return the highest score; the first of equals."""
    refused = set(without)
    return max((one for one in found if one.value not in refused), key=lambda one: one.score, default=None)

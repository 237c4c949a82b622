"""Who sends the invoice and who shall pay it, as names."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from shared.domain.reading import Read
from shared.engines.text.addresses import UPPER_PART, addressed, addressees, heads_address, is_sender_line
from shared.engines.text.context import Context
from shared.engines.text.fields import Scored
from shared.engines.text.headings import heading_lines
from shared.engines.text.labels import Candidate, Mark, Place, candidates, joined
from shared.engines.text.layout import Cell, Page, Word
from shared.engines.text.names import (
    WORDS_MAX,
    clean_name,
    is_label,
    is_legal_form,
    is_name,
    name_core,
    name_key,
    parted_names,
)
from shared.engines.text.phrases import fold
from shared.engines.text.postcodes import is_town_line
from shared.engines.text.vocabulary.meanings import Label

_FREE_MAIL = frozenset("gmail hotmail outlook yahoo example web gmx icloud localhost live aol fake".split())
_HOST = re.compile(r"(?:@|www\.|https?://)(?:www\.)?([\w-]+(?:\.[\w-]+)*)\.[a-z]{2,}", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")

BLOCK_LINES_MAX = 8
"""Of a party's block: numbers, name, contact, street, town, country."""

_INDENT = 12.0
"""Points that a block may stand to the right or left of its label."""

_SAME_EDGE = 3.0
"""Points that the lines of one name may begin apart."""
_WRAPPED = 1.0
_SENDER_SCORE = 9.0
_FOOTER_SCORE = 6.0
"""Of a name over an address at the foot of the page."""
_WINDOWED = 5.0
_LABELLED = 10.0
_PAYEE = 3.0
"""Of whose account it is: mostly the vendor's, sometimes a person's or a factor's."""
_SUPPORTED_MIN = 2.0
"""Of what a document says for its vendor elsewhere: a web or mail host, or the name again and again."""
_TOP, _FOOT = 0.3, 0.82
"""Parts of the page that hold letterheads and footers."""


@dataclass(frozen=True)
class Parties:
    """The names found, and the vendor's mail address."""

    vendor: Read[str] | None
    buyer: Read[str] | None
    email: Read[str] | None


def read_parties(context: Context) -> Parties:
    """Return the vendor and the buyer; a name is never taken for both."""
    buyer = next(_labelled(context, Label.BUYER), None)
    hosts = Counter(_hosts(context.pages))
    buyer_key = name_key(buyer.value) if buyer else ""
    windowed = _windowed(context)
    scored = []
    for name in _names(context):
        key, support = name_key(name.value), _support(name.value, hosts, context)
        if key and key != buyer_key:
            # Who stands alone in the window, and nowhere else, is written to.
            written_to = support < _SUPPORTED_MIN and name.score < _LABELLED
            taken_off = _WINDOWED if written_to and windowed.intersection(name.words) else 0.0
            scored.append(replace(name, score=name.score + support - taken_off))
    vendor = _fullest(max(scored, key=lambda name: name.score, default=None), scored)
    vendor_key = name_key(vendor.value) if vendor else ""
    buyer = buyer or next((name for name in addressees(context) if name_key(name.value) != vendor_key), None)
    return Parties(
        vendor.read(0.85 if vendor.score >= 10 else 0.5) if vendor else None,
        buyer.read(0.8) if buyer else None,
        _email(context, vendor.value if vendor else ""),
    )


def _windowed(context: Context) -> set[Word]:
    """Return the words of addresses that stand alone on the first page."""
    return {
        word
        for name, block in addressed(context)
        for words in (name.words, *(cell.words for cell in block))
        for word in words
    }


def _fullest(name: Scored[str] | None, others: Iterable[Scored[str]]) -> Scored[str] | None:
    """Return a name as it is registered, where a letterhead shows less of it than the page's small print."""
    if name is None or any(is_legal_form(word) for word in name.value.split()[1:]):
        return name
    core = name_key(name.value)
    fuller = [
        other
        for other in others
        if name_key(other.value).startswith(core) and any(map(is_legal_form, other.value.split()[1:]))
    ]
    best = min(fuller, key=lambda other: len(other.value), default=None)
    return replace(best, score=name.score) if best else name


def _names(context: Context) -> Iterator[Scored[str]]:
    """Give every name that may be the vendor's: labelled, with a legal form, or heading the first page."""
    for name in _labelled(context, Label.VENDOR):
        yield replace(name, score=name.score + _LABELLED)
    for name in _labelled(context, Label.PAYEE):
        yield replace(name, score=name.score + _PAYEE)
    buyers = _buyer_words(context)
    for page in context.pages:
        for line in page.lines:
            for cell in line.cells:
                if not buyers.intersection(cell.words):
                    yield from _registered(cell, page, later=page is not context.pages[0])
    if context.pages:
        yield from _senders(context.pages[0])
        yield from _heading(context.pages[0], buyers)


def _senders(page: Page) -> Iterator[Scored[str]]:
    """Give the names in the small line over an envelope's window, `Name - Street - Town`, and at the foot."""
    for line in page.lines:
        for cell in line.cells:
            upper, lower = cell.top < UPPER_PART * page.height, cell.top > _FOOT * page.height
            value = clean_name(parted_names(cell.text)[0])
            if not is_name(value) or not (upper or lower):
                continue
            whole = value == clean_name(cell.text) and not _has_digit(value) and not is_label(cell.words)
            if is_sender_line(cell.text):
                yield Scored(value, _words_of(cell, value), page, _SENDER_SCORE)
            elif lower and whole and heads_address(cell, page):
                yield Scored(value, cell.words, page, _FOOTER_SCORE)


def _labelled(context: Context, label: Label) -> Iterator[Scored[str]]:
    for mark in context.marks:
        rest = joined(mark.where.words[mark.end : mark.stop])
        if mark.label is not label or not mark.leads or _is_number(rest):
            continue
        name = _named(context, mark) or _beside(mark) or _under(mark)
        if name is not None:
            yield name


def _is_number(text: str) -> bool:
    """Return whether a text counts or numbers rather than names, as in `Customer: 4711`."""
    return _has_digit(text) and not any(map(str.isalpha, text))


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _named(context: Context, mark: Mark) -> Scored[str] | None:
    """Return what stands beside `Name:` in the block under a label, before another party's block begins."""
    left = mark.words[0].left
    inside = [
        other
        for other in context.marks
        if other.page is mark.page
        and mark.line < other.line <= mark.line + BLOCK_LINES_MAX
        and abs(other.words[0].left - left) < _INDENT
        and other.label in {Label.NAME, Label.VENDOR, Label.BUYER, Label.OTHER_PARTY}
    ]
    if not inside or inside[0].label is not Label.NAME:
        return None
    return next((name for name in _names_of(candidates(inside[0]), mark.page)), None)


def _under(mark: Mark) -> Scored[str] | None:
    """Return the first name in the block under a label, past rows such as `Number : 4711`."""
    if not mark.words[-1].text.endswith(":") and mark.stop > mark.end:
        return None
    left = mark.words[0].left
    for line in mark.page.lines[mark.line + 1 : mark.line + 1 + BLOCK_LINES_MAX]:
        for place, cell in enumerate(line.cells):
            keyed = place + 1 < len(line.cells) and line.cells[place + 1].text.startswith(":")
            if abs(cell.left - left) >= _INDENT or keyed or cell.text.endswith(":"):
                continue
            value = clean_name(cell.text)
            if is_name(value) and not is_label(cell.words):
                return Scored(value, cell.words, mark.page, 1.0)
    return None


def _beside(mark: Mark) -> Scored[str] | None:
    """Return the name at a label: after its colon, else below it, else to its right."""
    found = list(candidates(mark))
    colon = mark.words[-1].text.endswith(":") or (found and found[0].words[0].text == ":")
    if not colon:
        if mark.stop - mark.end > 0 and found and found[0].place is Place.SAME_CELL:
            return None
        found.sort(key=lambda candidate: candidate.place is not Place.BELOW)
    return next(_names_of(found[:1] if found and found[0].place is Place.BELOW else found, mark.page), None)


def _names_of(found: Iterable[Candidate], page: Page) -> Iterator[Scored[str]]:
    for candidate in found:
        value = clean_name(joined(candidate.words))
        # `Number | : 4711` is a row of the block, and its key is nobody's name.
        keyed = any(
            cell.words[:1] == candidate.words[:1] and after.text.startswith(":")
            for line in page.lines
            for cell, after in pairwise(line.cells)
        )
        if is_name(value) and not is_label(candidate.words) and not keyed:
            yield Scored(value, candidate.words, page, 1.0)


def _registered(cell: Cell, page: Page, *, later: bool) -> Iterator[Scored[str]]:
    """Give the parts of a cell that end in a legal form."""
    for part in parted_names(cell.text):
        words = part.split()
        ends = [i for i, word in enumerate(words) if i > 0 and is_legal_form(word)]
        if not ends or len(words) > WORDS_MAX + 4:
            continue
        end = ends[-1] + 1
        # `UG (haftungsbeschränkt)` is one form.
        end += end < len(words) and words[end].startswith("(") and words[end].endswith(")")
        value = clean_name(" ".join(words[:end]))
        if not is_name(value) or len(value.split()) > WORDS_MAX:
            continue
        middle = (cell.top + cell.bottom) / 2 / page.height
        score = 5.0 + 2.0 * (middle < _TOP) + 3.0 * (middle > _FOOT) - later
        yield Scored(value, _words_of(cell, value), page, score + (ends[-1] == len(words) - 1))


def _heading(page: Page, buyers: set[Word]) -> Iterator[Scored[str]]:
    """Give the first names on the page; the largest print gains, since a letterhead is made to be seen."""
    headed = heading_lines(page)
    cells = [
        cell
        for index, line in enumerate(page.lines)
        for cell in line.cells
        if cell.top < _TOP * page.height and index not in headed
    ]
    tallest = max((cell.height for cell in cells), default=1.0)
    for place, cell in enumerate(cells[:14]):
        value = clean_name(parted_names(cell.text)[0])
        if buyers.intersection(cell.words) or not is_name(value) or is_label(cell.words):
            continue
        if is_town_line(value) or (_has_digit(value) and heads_address(cell, page)):
            # A street over its town, or the town.
            continue
        size = 2.0 * cell.height / tallest
        score = 2.0 + size + max(0.0, 1.5 - 0.25 * place)
        yield Scored(value, cell.words, page, score)
        whole = _wrapped(cell, cells[place + 1 :])
        if whole is not None:
            yield Scored(clean_name(joined(whole)), whole, page, score + _WRAPPED)


def _wrapped(cell: Cell, following: Sequence[Cell]) -> tuple[Word, ...] | None:
    """Return a name that goes on in the same print on the lines below, up to its legal form."""
    words, last = cell.words, cell
    for under in following:
        if abs(under.left - cell.left) > _SAME_EDGE or under.top < last.top:
            continue
        close = under.top - last.bottom < cell.height and abs(under.height - cell.height) < 0.2 * cell.height
        if not close or len(words) + len(under.words) > WORDS_MAX:
            return None
        words, last = words + under.words, under
        if is_legal_form(under.words[-1].text):
            return words
    return None


def _support(name: str, hosts: Counter[str], context: Context) -> float:
    """Return what the document says for a name: its own web and mail hosts, and being repeated."""
    core = name_core(name)
    hosted = sum(count for host, count in hosts.items() if len(core) >= 3 and (core in host or host in core))
    told = _spaced(name)
    repeated = sum(told in _spaced(line.text) for page in context.pages for line in page.lines)
    return 4.0 * min(hosted, 1) + 0.5 * min(hosted, 3) + 0.7 * min(max(repeated - 1, 0), 3)


def _spaced(text: str) -> str:
    """Return the words of a text with a space around each, to find whole words in it."""
    return f" {' '.join(fold(word) for word in text.split())} "


def _hosts(pages: Iterable[Page]) -> Iterator[str]:
    for page in pages:
        for line in page.lines:
            for match in _HOST.finditer(line.text):
                host = fold(match[1].split(".")[-1])
                if len(host) >= 3 and host not in _FREE_MAIL:
                    yield host


def _buyer_words(context: Context) -> set[Word]:
    """Return the words at and under the buyer's labels: their block is not the vendor's."""
    return {
        word
        for mark in context.marks
        if mark.label is Label.BUYER and mark.leads
        for candidate in candidates(mark)
        for word in candidate.words
    }


def _email(context: Context, vendor: str) -> Read[str] | None:
    """Return the mail address whose host looks like the vendor's name."""
    core = name_core(vendor)
    for page in context.pages:
        for line in page.lines:
            for word in line.words:
                match = _EMAIL.search(word.text)
                host = fold(match[0].partition("@")[2].split(".")[-2]) if match else ""
                if match and len(host) >= 3 and core and (host in core or core in host):
                    return Scored(match[0], (word,), page, 0).read(0.8)
    return None


def _words_of(cell: Cell, value: str) -> tuple[Word, ...]:
    parts = set(value.split())
    return (
        tuple(word for word in cell.words if word.text.strip(".,;") in parts or word.text in parts)
        or cell.words
    )

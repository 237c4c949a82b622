"""What became of a PDF after it was signed. Runs in the sandbox. No certificate is judged here."""

import ctypes
import re
from typing import Any

import pypdfium2.raw as pdfium

from shared.domain.errors import Unprocessable
from shared.engines.pdf import open_pdf
from shared.engines.traces.shown import differs, shown

SIGNATURES_MAX = 20
"""Signatures looked at; bills have one or two."""

RANGE_NUMBERS_MAX = 16
"""Of a signature's byte range; four say which part it leaves out."""

PAGES_COMPARED_MAX = 20
"""Pages held against the file as it was signed, some 40 ms each."""

_CONTENTS = re.compile(rb"\s*<[0-9A-Fa-f\s]*>\s*")
"""What a signature may leave out: itself, in hexadecimal digits (ISO 32000-1, 12.8.1)."""


def find_changes(document: Any, content: bytes) -> dict[str, Any]:
    """
    Return the signatures, the broken ones of them, and the pages that look otherwise than when signed.

    What was added later and shows nothing (certificates, time stamps) is no change; neither are a second
    signature's own picture and notes before it.
    """
    ranges = [found for found in _ranges(document) if found]
    ends = [end for found in ranges if (end := signed_until(content, found)) is not None]
    changed: set[int] = set()
    if ends:
        changed |= compared(content, content[: min(ends)], notes=False)
        changed |= compared(content, content[: max(ends)], notes=True)
    return {
        "signatures": len(ranges),
        "broken_signatures": len(ranges) - len(ends),
        "changed_pages": sorted(changed),
    }


def signed_until(content: bytes, numbers: list[int]) -> int | None:
    """Return where the signed part of a file ends, or None where more is left out than the signature."""
    if len(numbers) != 4:
        return None
    start, first, second, more = numbers
    end = second + more
    if start != 0 or not 0 < first < second or more < 0 or end > len(content):
        return None
    return end if _CONTENTS.fullmatch(content, first, second) else None


def _ranges(document: Any) -> list[list[int]]:
    """The byte range of each signature; an empty one of a field that nobody signed."""
    count = max(0, min(pdfium.FPDF_GetSignatureCount(document), SIGNATURES_MAX))
    return [_range(pdfium.FPDF_GetSignatureObject(document, index)) for index in range(count)]


def _range(signature: Any) -> list[int]:
    count = pdfium.FPDFSignatureObj_GetByteRange(signature, None, 0)
    if not 0 < count <= RANGE_NUMBERS_MAX:
        return []
    numbers = (ctypes.c_int * count)()
    pdfium.FPDFSignatureObj_GetByteRange(signature, numbers, count)
    return list(numbers)


def compared(content: bytes, signed: bytes, *, notes: bool) -> set[int]:
    """Return the pages, from 1, that look otherwise than when signed; the first where that is no file."""
    if not content[len(signed) :].strip():
        return set()
    try:
        with open_pdf(content) as now, open_pdf(signed) as then:
            pages_now, pages_then = pdfium.FPDF_GetPageCount(now), pdfium.FPDF_GetPageCount(then)
            both = min(pages_now, pages_then)
            other = set(range(both + 1, max(pages_now, pages_then) + 1))
            return other | {
                index + 1
                for index in range(min(both, PAGES_COMPARED_MAX))
                if _differs(now, then, index, notes=notes)
            }
    except Unprocessable:
        # Nobody can have seen what was signed.
        return {1}


def _differs(now: Any, then: Any, index: int, *, notes: bool) -> bool:
    ours, theirs = pdfium.FPDF_LoadPage(now, index), pdfium.FPDF_LoadPage(then, index)
    try:
        if not ours or not theirs:
            return bool(ours) != bool(theirs)
        return differs(shown(ours, notes=notes), shown(theirs, notes=notes))
    finally:
        for page in (ours, theirs):
            if page:
                pdfium.FPDF_ClosePage(page)

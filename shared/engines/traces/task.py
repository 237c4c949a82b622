"""The task that looks for traces in a PDF. Runs in the sandbox: pdfium can crash."""

import ctypes
import re
from typing import Any

import pypdfium2.raw as pdfium

from shared.engines.pdf import open_pdf
from shared.engines.traces.hidden import find_hidden
from shared.engines.traces.signing import find_changes

PRODUCER_BYTES_MAX = 1_000
"""Of the producer's name as it stands, two for a letter; longer ones are cut off."""

PRODUCER_WORDS_MAX = 6
PRODUCER_CHARACTERS_MAX = 60
"""Of the producer's name as it is compared."""

_WORD = re.compile(r"[a-z]{2,}")


def traces(content: bytes) -> tuple[dict[str, Any], bytes]:
    """
    Return what `PDFTraces` says of a PDF.

    Raises:
        Unprocessable: as `pdf.facts`.
    """
    with open_pdf(content) as document:
        changes = find_changes(document, content)
        producer = fold_producer(_producer(document))
        hidden, unlooked = find_hidden(document)
    return {"hidden": hidden, "unlooked_pages": unlooked, "producer": producer, **changes}, b""


def fold_producer(text: str) -> str | None:
    """Return a producer's name as it is compared: its words, without versions; None where it has none."""
    words = _WORD.findall(text.casefold())[:PRODUCER_WORDS_MAX]
    return " ".join(words)[:PRODUCER_CHARACTERS_MAX] or None


def _producer(document: Any) -> str:
    size_bytes = pdfium.FPDF_GetMetaText(document, b"Producer", None, 0)
    if size_bytes <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size_bytes)
    pdfium.FPDF_GetMetaText(document, b"Producer", buffer, size_bytes)
    return buffer.raw[: min(size_bytes - 2, PRODUCER_BYTES_MAX)].decode("utf-16-le", "replace")

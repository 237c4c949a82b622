"""The reader of scans and photos, and of PDFs with pages whose text is missing or not to be trusted."""

import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from shared.domain.document import Document, DocumentKind
from shared.domain.errors import Unprocessable, UnsupportedMedia
from shared.domain.reading import EngineStamp, Reading
from shared.engines.images import count_pages
from shared.engines.ocr.fields import read_seen
from shared.engines.ocr.trust import Layers, must_be_seen
from shared.engines.runner import TaskRunner
from shared.engines.text.layout import build_page
from shared.ports.extractor import Extractor

RULES_VERSION = "1"
"""Of the reader's own rules: raised when the same document may read differently."""

PAGES_SEEN_MAX = 30
"""Pages looked at in one document, two seconds each: longer scans are reported as unread from there on."""

PAGES_READ_MAX = 300
"""Pages of one document whose text layer is read: as the reader of text layers."""

THREADS_DEFAULT = 1
"""Per child: the smallest plan has as many children as cores."""

_SEEN_KINDS = frozenset({DocumentKind.PNG, DocumentKind.JPEG, DocumentKind.TIFF})


class OCRReader:
    """
    Implements the port `Extractor` for pictures of paper.

    A page with good text is never looked at; a PDF of such pages alone is left to the reader of text layers.
    The text that a scanner guessed and laid under its picture is never read. Pages are looked at by `eyes`,
    where given: a pile of scans then holds up no other document.
    """

    def __init__(
        self,
        sandbox: TaskRunner,
        text_reader: Extractor,
        *,
        eyes: TaskRunner | None = None,
        threads: int = THREADS_DEFAULT,
        now_s: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._sandbox = sandbox
        self._eyes = eyes or sandbox
        self._text_reader = text_reader
        self._threads = threads
        self._now_s = now_s

    def extract(self, document: Document) -> Reading:
        """As the port; pages read from their text layer and pages looked at make one reading."""
        started_s = self._now_s()
        described = self._described(document)
        if described is None:
            return self._text_reader.extract(document)
        pages = tuple(build_page(number, page) for number, page in enumerate(described, start=1))
        unread = tuple(number for number, page in enumerate(described, start=1) if page["state"] == "unread")
        confidences = [page["confidence"] for page in described if page.get("confidence")]
        if not any(page["text"] for page in described):
            raise Unprocessable("document.no_text", "There is no text in this picture that could be read.")
        invoice = read_seen(pages, confidence=min(confidences, default=1.0))
        stamp = EngineStamp(name="ocr", version=engine_version(), seconds=self._now_s() - started_s)
        return Reading(engine=stamp, page_count=len(pages), unread_pages=unread, invoices=(invoice,))

    def _described(self, document: Document) -> list[dict[str, Any]] | None:
        """Return every page as a task of the sandbox describes it, or None if none needs to be looked at."""
        if document.kind is DocumentKind.PDF:
            return self._pdf(document)
        if document.kind not in _SEEN_KINDS:
            raise UnsupportedMedia("document.kind", "This reader reads pictures and PDFs only.")
        count = count_pages(document.kind, document.content, pages_max=PAGES_READ_MAX)
        return [self._look(document, number, seen=number - 1) for number in range(1, count + 1)]

    def _pdf(self, document: Document) -> list[dict[str, Any]] | None:
        layers = self._sandbox.run("pdf.layers", document.content, pages_max=PAGES_READ_MAX).header["value"]
        blind = [
            number
            for number, layer in enumerate(layers, start=1)
            if layer is not None and must_be_seen(Layers(*layer))
        ]
        if not blind:
            return None
        described: list[dict[str, Any]] = self._sandbox.run(
            "pdf.words", document.content, pages_max=PAGES_READ_MAX
        ).header["value"]
        for seen, number in enumerate(blind):
            described[number - 1] = self._look(document, number, seen=seen)
        return described

    def _look(self, document: Document, page: int, *, seen: int) -> dict[str, Any]:
        """Return a page as seen, or as unread where `seen` pages before it were enough."""
        if seen >= PAGES_SEEN_MAX:
            return {"width": 0, "height": 0, "text": [], "box": [], "state": "unread"}
        found: dict[str, Any] = self._eyes.run(
            "page.look", document.content, kind=document.kind.value, page=page, threads=self._threads
        ).header["value"]
        return found


def engine_version() -> str:
    """Return the versions of what decides how a picture is read: these rules, the models, their runtime."""
    return f"{RULES_VERSION}+rapidocr.{version('rapidocr')}+onnxruntime.{version('onnxruntime')}"

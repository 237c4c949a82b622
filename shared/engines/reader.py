"""The readers made of our own engines."""

import time
from collections.abc import Callable

from shared.domain.document import Document, DocumentKind
from shared.domain.errors import Unprocessable
from shared.domain.reading import EngineStamp, Reading, ReadInvoice
from shared.engines.agreement import contradictions
from shared.engines.einvoice.reader import find_embedded, read_einvoice
from shared.engines.runner import TaskRunner
from shared.engines.text.reader import load_pages, read_invoices

ENGINE_VERSION = "4"
"""Of the readers' rules: raised when the same document may read differently."""


class EInvoiceReader:
    """Reads electronic invoices exactly: XML, or XML inside a PDF."""

    def __init__(self, sandbox: TaskRunner, *, now_s: Callable[[], float] = time.perf_counter) -> None:
        self._sandbox = sandbox
        self._now_s = now_s

    def find(self, document: Document) -> Reading | None:
        """
        Return the reading of an electronic invoice, or None for a document that is not one.

        What a PDF's embedded invoice says and its pages do not is among its contradictions.

        Raises:
            Refused, Unavailable: an XML document that is no invoice, or a PDF that does not open.
        """
        started_s = self._now_s()
        match document.kind:
            case DocumentKind.XML:
                invoice, page_count = read_einvoice(document.content), 0
            case DocumentKind.PDF:
                embedded = find_embedded(document.content, self._sandbox)
                if embedded is None:
                    return None
                invoice = self._witnessed(read_einvoice(embedded), document.content)
                page_count = self._sandbox.run("pdf.count", document.content).header["value"]
            case _:
                return None
        stamp = EngineStamp(name="e-invoice", version=ENGINE_VERSION, seconds=self._now_s() - started_s)
        return Reading(engine=stamp, page_count=page_count, invoices=(invoice,))

    def _witnessed(self, invoice: ReadInvoice, content: bytes) -> ReadInvoice:
        try:
            pages, _ = load_pages(content, self._sandbox)
        except Unprocessable:
            # Pages that are pictures, or damaged, witness nothing; the XML is whole.
            return invoice
        return invoice.model_copy(update={"contradictions": contradictions(invoice, pages)})


class TextReader:
    """Implements the port `Extractor` for PDFs with a text layer."""

    def __init__(self, sandbox: TaskRunner, *, now_s: Callable[[], float] = time.perf_counter) -> None:
        self._sandbox = sandbox
        self._now_s = now_s

    def extract(self, document: Document) -> Reading:
        """As the port; a picture raises Unprocessable (`document.no_text_layer`)."""
        if document.kind is not DocumentKind.PDF:
            raise Unprocessable("document.no_text_layer", "A picture holds no text; this reader cannot see.")
        started_s = self._now_s()
        pages, unread = load_pages(document.content, self._sandbox)
        invoices = read_invoices(pages)
        stamp = EngineStamp(name="text-layer", version=ENGINE_VERSION, seconds=self._now_s() - started_s)
        return Reading(engine=stamp, page_count=len(pages), unread_pages=unread, invoices=invoices)

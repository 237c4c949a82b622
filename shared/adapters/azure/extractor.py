"""Document Intelligence's prebuilt invoice model, as a reading."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from azure.ai.formrecognizer import AnalyzeResult, DocumentAnalysisClient
from azure.core.exceptions import HttpResponseError

from shared.adapters.azure.analysis import invoice_of
from shared.adapters.azure.errors import translated
from shared.domain.document import Document
from shared.domain.errors import Unavailable, Unprocessable
from shared.domain.reading import DocumentType, EngineStamp, Reading

logger = logging.getLogger(__name__)

SERVICE = "extractor"

MODEL = "prebuilt-invoice"

PAGE_COST_MICROS = 10_000
"""Ten dollars a thousand pages: the list price of prebuilt models, 2026."""

PATIENCE_S = 120.0
"""How long one analysis may take: the service reads hundreds of pages a minute."""

REFUSALS = frozenset({"InvalidContent", "InvalidContentDimensions", "InvalidContentLength", "InvalidRequest"})
"""Error codes that mean this document, now and later."""


@dataclass(frozen=True)
class DocumentIntelligenceExtractor:
    """The `extractor` port over `prebuilt-invoice`."""

    client: DocumentAnalysisClient
    polling_s: float
    type_of: Callable[[str], DocumentType]
    """Tells from the text what kind of document it is: the service calls everything an invoice."""
    monotonic: Callable[[], float] = time.perf_counter

    def extract(self, document: Document) -> Reading:
        """Return what the service reads on the document."""
        started = self.monotonic()
        try:
            with translated(SERVICE):
                poller = self.client.begin_analyze_document(
                    MODEL, document.content, polling_interval=self.polling_s
                )
                poller.wait(PATIENCE_S)
                result = poller.result() if poller.done() else None
        except Unavailable as error:
            raise _refusal(error) or error from error
        if result is None:
            raise Unavailable("extractor.slow", "The analysis did not end in time.")
        return _reading(result, self.type_of(result.content), seconds=self.monotonic() - started)


def _refusal(error: Unavailable) -> Unprocessable | None:
    """The service's no to this document, which is no outage; None for an outage."""
    cause = error.__cause__
    code = getattr(cause.error, "code", None) if isinstance(cause, HttpResponseError) else None
    inner = getattr(cause, "error", None)
    inner_code = (getattr(inner, "innererror", None) or {}).get("code") if inner is not None else None
    if not {code, inner_code} & REFUSALS:
        return None
    return Unprocessable("document.unreadable", "The document could not be read by the service.")


def _reading(result: AnalyzeResult, doc_type: DocumentType, *, seconds: float) -> Reading:
    pages = result.pages or []
    sizes = {page.page_number: (page.width or 0.0, page.height or 0.0) for page in pages}
    return Reading(
        engine=EngineStamp(
            name=MODEL,
            version=result.api_version or "unknown",
            seconds=round(seconds, 3),
            cost_micros=PAGE_COST_MICROS * len(pages),
        ),
        page_count=len(pages),
        unread_pages=tuple(page.page_number for page in pages if not page.words),
        invoices=tuple(invoice_of(each, doc_type, sizes) for each in result.documents or []),
    )

"""Document Intelligence's prebuilt invoice model, as a reading."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from azure.ai.formrecognizer import AnalyzeResult, DocumentAnalysisClient
from azure.core.exceptions import HttpResponseError
from azure.core.polling import LROPoller

from shared.adapters.azure.analysis import invoice_of
from shared.adapters.azure.errors import translated
from shared.domain.document import Document
from shared.domain.errors import Unavailable, Unprocessable
from shared.domain.reading import DocumentType, EngineStamp, Reading
from shared.ports.extractor import Tickets

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
    tickets: Tickets | None = None
    """Of the document that is read; None asks, and pays, every time."""
    monotonic: Callable[[], float] = time.perf_counter

    def extract(self, document: Document) -> Reading:
        """Return what the service reads on the document; goes on with an analysis that was begun before."""
        started = self.monotonic()
        try:
            with translated(SERVICE):
                result = self._resumed() or self._begun(document)
        except Unavailable as error:
            raise _refusal(error) or error from error
        return _reading(result, self.type_of(result.content), seconds=self.monotonic() - started)

    def _resumed(self) -> AnalyzeResult | None:
        ticket = self.tickets.find() if self.tickets else None
        if ticket is None:
            return None
        try:
            return _result(
                self.client.begin_analyze_document(
                    MODEL, b"", continuation_token=ticket, polling_interval=self.polling_s
                )
            )
        except ValueError:
            logger.warning("The ticket of an analysis is unreadable; another begins")
        except HttpResponseError as error:
            if error.status_code != HTTPStatus.NOT_FOUND:
                raise
            logger.info("The analysis begun before is forgotten; another begins")
        return None

    def _begun(self, document: Document) -> AnalyzeResult:
        poller = self.client.begin_analyze_document(MODEL, document.content, polling_interval=self.polling_s)
        if self.tickets:
            self.tickets.keep(poller.continuation_token())
        return _result(poller)


def _result(poller: LROPoller[AnalyzeResult]) -> AnalyzeResult:
    poller.wait(PATIENCE_S)
    if not poller.done():
        raise Unavailable("extractor.slow", "The analysis did not end in time.")
    return poller.result()


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

"""Which reader reads a document: the exact one, then the cheap ones, then the dear one."""

from collections.abc import Sequence

from shared.domain.checks import BILLS, check_reading
from shared.domain.document import Document
from shared.domain.errors import Refused, UnsupportedMedia
from shared.domain.reading import Reading, ReadInvoice
from shared.engines.confidence import Calibrated
from shared.engines.ocr.reader import OCRReader
from shared.engines.reader import EInvoiceReader, TextReader
from shared.engines.runner import TaskRunner
from shared.ports.extractor import Extractor


class Router:
    """
    Implements the port `Extractor` with several readers, asked in order of their cost.

    An electronic invoice is read exactly and nobody else is asked. Otherwise the first reading that proves
    itself is taken; where none does, the one with the fewest findings, of equals the dearest.
    """

    def __init__(self, einvoices: EInvoiceReader, readers: Sequence[Extractor]) -> None:
        if not readers:
            message = "A router needs a reader."
            raise ValueError(message)
        self._einvoices = einvoices
        self._readers = tuple(readers)

    def extract(self, document: Document) -> Reading:
        """As the port; a document that every reader refuses is refused for the last one's reason."""
        if document.kind.is_container:
            raise UnsupportedMedia(
                "document.kind", "A mail or archive is opened first, then read part by part."
            )
        return self._einvoices.find(document) or self._first_proven(document)

    def _first_proven(self, document: Document) -> Reading:
        readings: list[Reading] = []
        refusals: list[Refused] = []
        for reader in self._readers:
            try:
                reading = reader.extract(document)
            except Refused as refusal:
                refusals.append(refusal)
                continue
            if proven(reading):
                return reading
            readings.insert(0, reading)
        if not readings:
            raise refusals[-1]
        return min(readings, key=lambda reading: len(check_reading(reading)))


def local_reader(sandbox: TaskRunner, *, ocr: bool = True) -> Router:
    """Return a reader that asks no service: e-invoices exactly, PDFs by their text, all else by sight."""
    return Router(EInvoiceReader(sandbox), (page_reader(sandbox, ocr=ocr),))


def page_reader(sandbox: TaskRunner, *, ocr: bool, eyes: TaskRunner | None = None) -> Extractor:
    """
    Return our own reader of pages; without `ocr` it reads text layers only, and no pictures.

    Pictures are looked at by `eyes`, or in the sandbox with everything else.
    """
    text_reader = TextReader(sandbox)
    return Calibrated(OCRReader(sandbox, text_reader, eyes=eyes) if ocr else text_reader)


def proven(reading: Reading) -> bool:
    """
    Whether the document itself says that it was read right.

    It does where nothing is missing, the lines add up to a sum and the sum with its taxes to the total.
    What is plainly no bill needs no proof: no reader can make one of it.
    """
    if len(reading.invoices) != 1:
        return False
    (invoice,) = reading.invoices
    if invoice.doc_type not in BILLS:
        return not reading.unread_pages
    return not check_reading(reading) and _adds_up(invoice)


def _adds_up(invoice: ReadInvoice) -> bool:
    """Whether the sums that were checked lead from the lines to the total."""
    subtotal, tax_total, total = invoice.subtotal, invoice.tax_total, invoice.total
    if not invoice.line_items or total is None:
        return False
    return tax_total is not None or subtotal is None or subtotal.value == total.value

"""A reader that also looks for traces in the file."""

import logging
from dataclasses import dataclass

from shared.domain.document import Document, DocumentKind
from shared.domain.errors import Refused, Unavailable
from shared.domain.reading import PDFTraces, Reading
from shared.engines.runner import TaskRunner
from shared.ports.extractor import Extractor

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class TracingReader:
    """Implements the port `Extractor`: another reader's reading, with the traces of a PDF on it."""

    sandbox: TaskRunner
    reader: Extractor

    def extract(self, document: Document) -> Reading:
        """As the port. A search for traces that fails leaves every page unsearched; the reading stands."""
        reading = self.reader.extract(document)
        if document.kind is not DocumentKind.PDF:
            return reading
        return reading.model_copy(update={"traces": self._traces(document, reading)})

    def _traces(self, document: Document, reading: Reading) -> PDFTraces:
        try:
            found = self.sandbox.run("pdf.traces", document.content).header["value"]
        except (Refused, Unavailable) as error:
            logger.warning("Not searched for traces", extra={"code": error.code})
            return PDFTraces(unlooked_pages=reading.page_count)
        return PDFTraces.model_validate(found)

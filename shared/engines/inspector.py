"""Looks at a document's structure before anyone reads it."""

from shared.domain.document import DOCUMENT_BYTES_MAX, PAGES_MAX, Document, DocumentFacts, DocumentKind
from shared.domain.errors import TooLarge, UnsupportedMedia
from shared.engines.images import count_pages
from shared.engines.runner import TaskRunner
from shared.engines.xml import parse_xml


class StructureInspector:
    """Implements the port `Inspector`; a PDF is opened in the sandbox, a picture's header is only read."""

    def __init__(self, sandbox: TaskRunner) -> None:
        self._sandbox = sandbox

    def inspect(self, document: Document) -> DocumentFacts:
        """As the port; a mail or archive raises UnsupportedMedia (`document.kind`)."""
        if len(document.content) > DOCUMENT_BYTES_MAX:
            raise TooLarge("document.bytes", f"A document has at most {DOCUMENT_BYTES_MAX} bytes.")
        match document.kind:
            case DocumentKind.PDF:
                frame = self._sandbox.run("pdf.facts", document.content, pages_max=PAGES_MAX)
                return DocumentFacts(page_count=frame.header["value"]["pages"])
            case DocumentKind.PNG | DocumentKind.JPEG | DocumentKind.TIFF:
                return DocumentFacts(
                    page_count=count_pages(document.kind, document.content, pages_max=PAGES_MAX)
                )
            case DocumentKind.XML:
                parse_xml(document.content)
                return DocumentFacts(page_count=0)
            case DocumentKind.EML | DocumentKind.MSG | DocumentKind.ZIP:
                raise UnsupportedMedia(
                    "document.kind", "A mail or archive is opened first, then inspected part by part."
                )

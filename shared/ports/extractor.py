"""The need: a document in, a reading out."""

from typing import Protocol

from shared.domain.document import Document
from shared.domain.reading import Reading


class Extractor(Protocol):
    """Reads one document."""

    def extract(self, document: Document) -> Reading:
        """
        Return what is on the document, every page accounted for.

        Fields that are not there are None. A page that could not be read is listed in `unread_pages`.

        Raises:
            Refused: these bytes cannot be read by this engine, now or later.
            Unavailable: the engine did not answer within its limit; try later.
        """
        ...

"""The need: a document in, a reading out."""

from collections.abc import Callable, Mapping
from typing import Protocol

from shared.domain.document import Document
from shared.domain.reading import Reading
from shared.domain.tenancy import ReadingPolicy


class Tickets(Protocol):
    """Remembers what a paid service was asked about one document, so that nobody asks and pays twice."""

    def find(self) -> str | None:
        """Return the ticket of a question asked before, or None. Raises Unavailable."""
        ...

    def keep(self, ticket: str) -> None:
        """Remember the ticket of a question just asked; the first one stays. Raises Unavailable."""
        ...


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


type Extractors = Mapping[ReadingPolicy, Callable[[Tickets], Extractor]]
"""Who reads for which tenants, given where the tickets of one document are."""

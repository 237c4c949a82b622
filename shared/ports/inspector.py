"""The need: know what a document is before accepting it, and open what holds documents."""

from typing import Protocol

from shared.domain.document import Document, DocumentFacts, Opened


class Inspector(Protocol):
    """Looks at structure only, within limits of time and memory."""

    def inspect(self, document: Document) -> DocumentFacts:
        """
        Return the page count of a document that someone could read.

        Raises:
            Unprocessable: encrypted (`document.encrypted`), or damaged beyond opening (`document.damaged`).
            TooLarge: more pages than the limit (`document.pages`), or a decompression bomb (`document.bomb`).
            Unavailable: the look itself was cut off twice by its time limit.
        """
        ...


class Opener(Protocol):
    """Opens mails and archives."""

    def open(self, container: Document) -> Opened:
        """
        Return every file inside, depth first, in the order they stand, and the outermost mail's provenance.

        Names are for people only: cut to length, control characters replaced, no directories.

        Raises:
            TooLarge: too deep (`container.depth`), too many parts (`container.parts`), too much unpacked
                (`container.bytes`).
            Unprocessable: damaged or encrypted (`container.damaged`, `container.encrypted`).
        """
        ...

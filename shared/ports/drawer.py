"""The need: see a page."""

from typing import Protocol

from shared.domain.document import Document


class Drawer(Protocol):
    """Makes pictures of pages."""

    def draw(self, document: Document, page: int) -> bytes:
        """
        Return a picture of the page as WebP, `page` counted from 1.

        Raises:
            Refused: this page cannot be drawn.
            Unavailable: nobody is free to draw; try again.
        """
        ...

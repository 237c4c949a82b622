"""Pages: what a person sees of a document."""

from dataclasses import dataclass

from shared.domain.document import Document
from shared.domain.errors import NotFound
from shared.domain.tenancy import TenantScope
from shared.pipeline.look_up import LookUp
from shared.ports.blobs import Blobs, page_name, raw_name
from shared.ports.drawer import Drawer

MEDIA_TYPE = "image/webp"


@dataclass(frozen=True)
class Pages:
    """Pictures are drawn when somebody first looks, and kept."""

    look_up: LookUp
    blobs: Blobs
    drawer: Drawer

    def picture(self, scope: TenantScope, invoice_id: str, page: int) -> bytes:
        """
        Return the picture of a page, counted from 1, as WebP.

        Raises:
            NotFound: no such invoice, or no such page of it.
            Refused: the page cannot be drawn.
            Unavailable: try again.
        """
        record = self.look_up.invoice(scope, invoice_id)
        if not 1 <= page <= record.document.page_count:
            raise NotFound("invoice.page", "There is no such page.")
        name = page_name(record.invoice_id, page)
        try:
            return self.blobs.load(scope, name)
        except NotFound:
            content = self.blobs.load(scope, raw_name(record.invoice_id))
        picture = self.drawer.draw(Document(kind=record.document.kind, content=content), page)
        self.blobs.create(scope, name, picture, MEDIA_TYPE)
        return picture

"""The need: keep bytes, once and for ever."""

import re
from enum import StrEnum
from typing import Annotated, Protocol

from pydantic import AfterValidator

from shared.domain.ids import InvoiceId, Sha256
from shared.domain.model import Model
from shared.domain.tenancy import TenantScope


class Shelf(StrEnum):
    """What is kept apart: each is a container."""

    RAW = "raw"
    READINGS = "readings"
    EXPORTS = "exports"
    MAIL = "mail"
    QUARANTINE = "quarantine"
    PAGES = "pages"
    """Pictures of pages, drawn when somebody first looks."""
    EVIDENCE = "evidence"
    """The tenant's log as bundles and OSCAL, by day, for the tenant to fetch."""


_SAFE = re.compile(r"[a-z0-9-]+(/[a-z0-9.-]*[a-z0-9-])*")


def _safe(path: str) -> str:
    if not _SAFE.fullmatch(path):
        message = "a blob path is made of our own ids and names"
        raise ValueError(message)
    return path


class BlobName(Model):
    """Where bytes are kept. Made of our own ids only: no sender's name ever becomes a path."""

    shelf: Shelf
    path: Annotated[str, AfterValidator(_safe)]


def raw_name(invoice_id: InvoiceId) -> BlobName:
    """Where the document is kept as it came."""
    return BlobName(shelf=Shelf.RAW, path=f"{invoice_id}/original")


def reading_name(invoice_id: InvoiceId, sha256: Sha256) -> BlobName:
    """Where a reading is kept, named by its own digest."""
    return BlobName(shelf=Shelf.READINGS, path=f"{invoice_id}/{sha256}.json")


def ticket_name(invoice_id: InvoiceId) -> BlobName:
    """Where the ticket of a running analysis is kept."""
    return BlobName(shelf=Shelf.READINGS, path=f"{invoice_id}/ticket")


def export_name(authority: str, suffix: str = "json") -> BlobName:
    """Where an exported invoice is kept, named by what allows it: one event, one export of a kind."""
    return BlobName(shelf=Shelf.EXPORTS, path=f"{authority.replace('.', '/')}.{suffix}")


def withdrawal_name(authority: str) -> BlobName:
    """Where it is said that the export which this event allowed no longer holds."""
    return BlobName(shelf=Shelf.EXPORTS, path=f"{authority.replace('.', '/')}-withdrawn.json")


def page_name(invoice_id: InvoiceId, page: int) -> BlobName:
    """Where the picture of a page is kept, counted from 1."""
    return BlobName(shelf=Shelf.PAGES, path=f"{invoice_id}/{page}.webp")


def mail_name(sha256: Sha256) -> BlobName:
    """Where a mail or archive is kept whole, named by its digest."""
    return BlobName(shelf=Shelf.MAIL, path=f"{sha256}/original")


def quarantine_name(sha256: Sha256) -> BlobName:
    """Where refused bytes are kept, named by their digest."""
    return BlobName(shelf=Shelf.QUARANTINE, path=f"{sha256}/original")


SEALED = frozenset({Shelf.RAW, Shelf.READINGS, Shelf.PAGES})
"""What lies under its invoice's own key. The first part of the path is the invoice's id."""


class Shelves(Protocol):
    """Write-once storage. There is no way to change or delete."""

    def create(self, scope: TenantScope, name: BlobName, content: bytes, media_type: str) -> bool:
        """
        Keep the bytes under this name. True if they were written, False if the name was taken.

        A taken name keeps what it holds; names that carry a digest hold the same bytes.

        Raises:
            Unavailable: nothing is known about the write; try again.
        """
        ...

    def load(self, scope: TenantScope, name: BlobName) -> bytes:
        """
        Return the bytes kept under this name.

        Raises:
            NotFound: nothing is kept there for this tenant.
            Unavailable: try again.
        """
        ...


class Blobs(Shelves, Protocol):
    """
    Shelves of which the `SEALED` ones open with their invoice's key only.

    Where that was destroyed, `create` and `load` raise Erased.
    """

    def commit(self, scope: TenantScope, invoice_id: InvoiceId, content: bytes) -> Sha256:
        """
        Return the salted digest that names these bytes in the log, always the same of one invoice.

        Without the invoice's salt nobody can tell what it is a digest of. Raises Erased, Unavailable.
        """
        ...

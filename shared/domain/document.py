"""Documents as they arrive: what kind the bytes are, and where they came from."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.domain.ids import Sha256
from shared.domain.model import Model

DOCUMENT_BYTES_MAX = 50 * 1024 * 1024
"""One document: Document Intelligence takes 500 MB, people send up to 20; 50 keeps memory bounded."""

CONTAINER_BYTES_MAX = 60 * 1024 * 1024
"""One mail or archive: a full document, a logo, and base64's third on small ones."""

PAGES_MAX = 2_000
"""Pages of one document: the most that Document Intelligence reads."""

FILENAME_CHARACTERS_MAX = 200
"""Of a sender's file name, kept for people only and never used as a path."""


class DocumentKind(StrEnum):
    """The kinds taken in, by media type."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"
    XML = "application/xml"
    EML = "message/rfc822"
    MSG = "application/vnd.ms-outlook"
    ZIP = "application/zip"

    @property
    def is_container(self) -> bool:
        """Whether this holds documents rather than being one."""
        return self in _CONTAINERS


_CONTAINERS = frozenset({DocumentKind.EML, DocumentKind.MSG, DocumentKind.ZIP})

SNIFFED_BYTES = 1024
"""A PDF header may stand anywhere in the first kilobyte (ISO 32000, implementation note 13)."""


def sniff(content: bytes) -> DocumentKind | None:
    """
    Return the kind these bytes are, or None if they are none of ours.

    A name or a declared media type is never believed. XML is any text that starts with a tag; a mail is not
    sniffed, since it has no signature: its caller must know.
    """
    head = content[:SNIFFED_BYTES]
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if b"%PDF-" in head:
        return DocumentKind.PDF
    return DocumentKind.XML if _starts_with_tag(head) else None


_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", DocumentKind.PNG),
    (b"\xff\xd8\xff", DocumentKind.JPEG),
    (b"II*\x00", DocumentKind.TIFF),
    (b"MM\x00*", DocumentKind.TIFF),
    (b"PK\x03\x04", DocumentKind.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", DocumentKind.MSG),
)


def _starts_with_tag(head: bytes) -> bool:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace").lstrip().startswith("<")
    stripped = head.lstrip()
    return stripped.startswith(b"<") and not stripped[:15].lower().startswith((b"<!doctype html", b"<html"))


class Channel(StrEnum):
    """The way a document came in."""

    HTTP = "http"
    DROP = "drop"
    MAIL = "mail"
    PORTAL = "portal"


class Document(Model):
    """Bytes and what they are. Exists only between rooms, never stored whole."""

    kind: DocumentKind
    content: bytes


class DocumentFacts(Model):
    """What a look at the structure tells before anyone reads it."""

    page_count: Annotated[int, Field(ge=0, le=PAGES_MAX)]
    """0 for XML."""


class MailProvenance(Model):
    """The mail a document came with, as its headers claim; only `authentication` was checked by a server."""

    sender: str | None
    subject: str | None
    message_id: str | None
    sent_at: str | None
    """The Date header as it stands."""
    authentication: tuple[str, ...] = ()
    """Authentication-Results headers, topmost first."""


class Provenance(Model):
    """Where a document came from. For people and auditors; no rule reads the free text in it."""

    channel: Channel
    received_at: datetime
    principal: str
    """Who handed it in: a partner key's id, a person's, or `drop`."""
    filename: str | None = None
    """The sender's name for it, cut to a safe length."""
    path: tuple[str, ...] = ()
    """The containers it was taken from, outermost first."""
    mail: MailProvenance | None = None


class StoredDocument(Model):
    """A document that is safely kept."""

    sha256: Sha256
    kind: DocumentKind
    size_bytes: Annotated[int, Field(ge=1)]
    page_count: Annotated[int, Field(ge=0)]


class Part(Model):
    """One file taken out of a mail or archive."""

    filename: str
    kind: DocumentKind | None
    """None where the bytes are none of ours."""
    content: bytes
    path: tuple[str, ...]
    """The containers around it, outermost first."""
    inline: bool = False
    """Shown inside the mail's body: a logo, a signature."""


class Opened(Model):
    """What a mail or archive held."""

    parts: tuple[Part, ...]
    mail: MailProvenance | None = None
    """None for an archive."""

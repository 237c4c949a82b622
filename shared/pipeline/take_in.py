"""Take in: a file from the drop container becomes invoices, or a dead letter that says why not."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.document import (
    CONTAINER_BYTES_MAX,
    FILENAME_CHARACTERS_MAX,
    SNIFFED_BYTES,
    Channel,
    Document,
    DocumentKind,
    Opened,
    Part,
    Provenance,
    sniff,
)
from shared.domain.errors import IntakeError, NotFound, Refused
from shared.domain.ids import sha256_of
from shared.domain.tenancy import TenantScope
from shared.pipeline.dead_letters import BuryArrival
from shared.pipeline.ingest import Accepted, Arrival, Ingest
from shared.ports.blobs import Blobs, mail_name
from shared.ports.clock import Clock
from shared.ports.inbox import Inbox
from shared.ports.inspector import Opener

logger = logging.getLogger(__name__)

PICTURE_BYTES_MIN = 20 * 1024
"""A picture under this is a logo or a signature: a legible photo of an invoice is larger."""

DROP = "drop"
"""The principal of whoever may write into the drop container."""


@dataclass(frozen=True)
class TakeIn:
    """Empties the drop container into ingest. Repeating it changes nothing."""

    inbox: Inbox
    blobs: Blobs
    opener: Opener
    ingest: Ingest
    bury: BuryArrival
    clock: Clock

    def run(self, scope: TenantScope, name: str) -> tuple[Accepted, ...]:
        """
        Take one file in, and out of the inbox. What is refused is kept in quarantine with its reason.

        A file that is gone was taken in by an earlier delivery of the same event.

        Raises:
            Conflict, Unavailable: try again; the file is still there.
        """
        try:
            content = self.inbox.load(scope, name, bytes_max=CONTAINER_BYTES_MAX)
        except NotFound:
            return ()
        except Refused as refusal:
            self.bury.run(scope, name, b"", refusal)
            return ()
        accepted = self._take(scope, name, content)
        self.inbox.remove(scope, name)
        return accepted

    def run_or_bury(self, scope: TenantScope, name: str) -> tuple[Accepted, ...]:
        """
        As `run`, for a file that failed before: a defect of ours ends it as a dead letter.

        Otherwise it would stand in the inbox for ever and be tried for ever.
        """
        try:
            return self.run(scope, name)
        except IntakeError:
            raise
        except Exception:
            logger.exception("File cannot be taken in")
        content = self.inbox.load(scope, name, bytes_max=CONTAINER_BYTES_MAX)
        failure = Refused("arrival.failed", "Something went wrong here while this file was taken in.")
        self.bury.run(scope, name, content, failure)
        self.inbox.remove(scope, name)
        return ()

    def _take(self, scope: TenantScope, name: str, content: bytes) -> tuple[Accepted, ...]:
        kind = container_kind(name, content)
        if kind is None:
            provenance = self._provenance(Channel.DROP, name)
            return tuple(self._ingest(scope, name, Arrival(content=content, provenance=provenance)))
        try:
            opened = self.opener.open(Document(kind=kind, content=content))
        except Refused as refusal:
            self.bury.run(scope, name, content, refusal)
            return ()
        self.blobs.create(scope, mail_name(sha256_of(content)), content, kind.value)
        return self._take_parts(scope, name, content, opened)

    def _take_parts(
        self, scope: TenantScope, name: str, content: bytes, opened: Opened
    ) -> tuple[Accepted, ...]:
        wanted = [part for part in opened.parts if is_invoice_like(part)]
        if not wanted:
            none = Refused("container.no_document", "There is no invoice-like file inside.")
            self.bury.run(scope, name, content, none)
            return ()
        channel = Channel.MAIL if opened.mail else Channel.DROP
        accepted: list[Accepted] = []
        for part in wanted:
            provenance = self._provenance(channel, part.filename).model_copy(
                update={"path": (cut(name), *part.path), "mail": opened.mail}
            )
            arrival = Arrival(content=part.content, provenance=provenance)
            accepted += self._ingest(scope, f"{name}/{part.filename}", arrival)
        return tuple(accepted)

    def _ingest(self, scope: TenantScope, name: str, arrival: Arrival) -> Iterator[Accepted]:
        try:
            admitted = self.ingest.look(arrival)
        except Refused as refusal:
            self.bury.run(scope, name, arrival.content, refusal)
            return
        yield self.ingest.keep(scope, admitted)

    def _provenance(self, channel: Channel, name: str) -> Provenance:
        return Provenance(
            channel=channel, received_at=self.clock(), principal=DROP, filename=cut(name.rpartition("/")[2])
        )


_HEADER = re.compile(rb"(?:[!-9;-~]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2}")


def container_kind(name: str, content: bytes) -> DocumentKind | None:
    """
    Return the kind of container these bytes are, or None for a document.

    A mail has no signature: it is one if its name says so or it begins with two header lines.
    """
    kind = sniff(content)
    if kind is not None and kind.is_container:
        return kind
    if kind is None and (name.lower().endswith(".eml") or _HEADER.match(content[:SNIFFED_BYTES])):
        return DocumentKind.EML
    return None


def is_invoice_like(part: Part) -> bool:
    """Whether a file from a mail or archive may be an invoice: not a logo, a signature or a calendar."""
    match part.kind:
        case DocumentKind.PDF:
            return True
        case DocumentKind.PNG | DocumentKind.JPEG | DocumentKind.TIFF:
            return not part.inline and len(part.content) >= PICTURE_BYTES_MIN
        case DocumentKind.XML:
            return not part.inline
        case _:
            return False


def cut(name: str) -> str:
    """Return a sender's file name as it may be kept for people."""
    printable = "".join(character if character.isprintable() else "?" for character in name)
    return printable[-FILENAME_CHARACTERS_MAX:]

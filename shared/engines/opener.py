"""Opens mails and archives, and whatever they hold in turn."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.document import (
    CONTAINER_BYTES_MAX,
    Document,
    DocumentKind,
    MailProvenance,
    Opened,
    Part,
    sniff,
)
from shared.domain.errors import TooLarge, UnsupportedMedia
from shared.engines.runner import TaskRunner

DEPTH_MAX = 10
"""Containers within containers: a forwarded mail with a ZIP is three deep."""

PARTS_MAX = 100
"""Files of one container, at every depth together: a month's invoices of one sender fit."""

_TASKS = {
    DocumentKind.EML: "mail.open",
    DocumentKind.MSG: "message.open",
    DocumentKind.ZIP: "archive.open",
}


@dataclass
class _Budget:
    """What may still be taken out."""

    parts: int = PARTS_MAX
    bytes: int = CONTAINER_BYTES_MAX


class SandboxedOpener:
    """Implements the port `Opener`; every parser runs in the sandbox."""

    def __init__(self, sandbox: TaskRunner) -> None:
        self._sandbox = sandbox

    def open(self, container: Document) -> Opened:
        """As the port; bytes that are no container raise UnsupportedMedia (`container.kind`)."""
        if container.kind not in _TASKS:
            raise UnsupportedMedia(
                "container.kind", "Only a mail, an Outlook message or a ZIP archive can be opened."
            )
        if len(container.content) > CONTAINER_BYTES_MAX:
            raise TooLarge("container.bytes", f"A mail or archive has at most {CONTAINER_BYTES_MAX} bytes.")
        opened = self._open(container, (), _Budget())
        return Opened(parts=opened.parts, mail=opened.mail)

    def _open(self, container: Document, path: tuple[str, ...], budget: _Budget) -> Opened:
        if len(path) >= DEPTH_MAX:
            raise TooLarge("container.depth", f"Mails and archives nest at most {DEPTH_MAX} deep.")
        frame = self._sandbox.run(
            _TASKS[container.kind],
            container.content,
            depth_max=DEPTH_MAX - len(path),
            parts_max=budget.parts,
            bytes_max=budget.bytes,
        )
        entries = frame.header["value"]["parts"]
        budget.parts -= len(entries)
        budget.bytes -= len(frame.payload)
        mail = frame.header["value"]["mail"]
        parts = [
            part
            for entry in entries
            for part in self._parts(
                entry["name"],
                frame.payload[entry["start"] : entry["end"]],
                (*path, *entry["path"]),
                budget,
                inline=entry["inline"],
            )
        ]
        return Opened(parts=tuple(parts), mail=MailProvenance(**mail) if mail else None)

    def _parts(
        self, name: str, content: bytes, path: tuple[str, ...], budget: _Budget, *, inline: bool
    ) -> Iterator[Part]:
        """Give a file, or what it holds if it is a container itself."""
        kind = _kind(name, content)
        if kind is None or not kind.is_container:
            yield Part(filename=name, kind=kind, content=content, path=path, inline=inline)
            return
        # A container counts for what it holds.
        budget.parts += 1
        yield from self._open(Document(kind=kind, content=content), (*path, name), budget).parts


def _kind(name: str, content: bytes) -> DocumentKind | None:
    """Return what the bytes are; only a mail is known by its name, since it has no signature."""
    return sniff(content) or (DocumentKind.EML if name.lower().endswith(".eml") else None)

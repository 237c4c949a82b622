"""
Bundles: a tenant's log as one file that an auditor can carry away and check.

A zip archive of `manifest.json` (`{"format": 1, "origin", "size", "root"}`), `sessions.jsonl`, `heads.jsonl`,
`entries.jsonl` and `checkpoints/{size:016d}.note`. Each line is canonical JSON, in the log's order. All of it
is read and written as a stream: a bundle may be larger than memory.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from shared.domain.errors import Malformed
from shared.domain.proof import canonical
from shared.domain.proof.entry import StoredEntry
from shared.domain.proof.fields import Fields
from shared.domain.proof.head import LogHead, SessionCertificate
from shared.domain.proof.note import NOTE_BYTES_MAX

LINE_BYTES_MAX = 256 * 1024
"""Of one entry: twenty facts of 500 characters, escaped twice, are less than half of it."""

CHECKPOINTS_MAX = 1_000_000
"""One a minute for almost two years: more are not needed to judge a log."""

MANIFEST, SESSIONS, HEADS, ENTRIES = "manifest.json", "sessions.jsonl", "heads.jsonl", "entries.jsonl"
MANIFEST_BYTES_MAX = 64 * 1024

ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""Of every member: the same log gives the same bytes."""

_ZIP_DEFECTS = (ValueError, KeyError, RuntimeError, NotImplementedError)
"""What else `zipfile` raises for an archive that contradicts itself."""

_CHECKPOINT = re.compile(r"checkpoints/[0-9]{16}\.note")


class BadBundle(Malformed):
    """The file is not a bundle that can be judged."""


@dataclass(frozen=True)
class Manifest:
    """What the bundle says it holds."""

    origin: str
    size: int
    root: str

    def encode(self) -> bytes:
        """Return its bytes."""
        return canonical.encode({"format": 1, "origin": self.origin, "size": self.size, "root": self.root})

    @classmethod
    def decode(cls, content: bytes) -> Self:
        """Return the manifest in these bytes. Raises Malformed."""
        fields = Fields(canonical.decode(content), "manifest", {"format", "origin", "size", "root"})
        if fields.integer("format") != 1:
            raise BadBundle("bundle.format", "This verifier reads bundles of format 1.")
        return cls(fields.text("origin"), fields.integer("size"), fields.digest("root"))


@dataclass(frozen=True)
class Line[Item]:
    """One line of a bundle: what it holds, or why that cannot be read."""

    number: int
    """From 0."""
    item: Item | None
    problem: str = ""


class BundleReader:
    """
    A bundle, read from the beginning. A context manager that closes the file.

    Raises:
        BadBundle: not a zip archive, or without the files a bundle has. Of making one.
    """

    def __init__(self, path: Path) -> None:
        with ExitStack() as closing, _readable():
            file = closing.enter_context(path.open("rb"))
            self._archive = closing.enter_context(zipfile.ZipFile(file))
            self.notes = _check_members(self._archive.infolist())
            self.manifest = self._manifest()
            # The file itself, not only the archive: a reading that was broken off still holds the archive.
            self._close = closing.pop_all().close

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def sessions(self) -> Iterator[Line[SessionCertificate]]:
        """Give the certificates of writers' sessions. Raises BadBundle, as the others."""
        return self._lines(SESSIONS, SessionCertificate.parse)

    def heads(self) -> Iterator[Line[LogHead]]:
        """Give the signed heads."""
        return self._lines(HEADS, LogHead.parse)

    def entries(self) -> Iterator[Line[StoredEntry]]:
        """Give the entries."""
        return self._lines(ENTRIES, StoredEntry.parse)

    def checkpoints(self) -> Iterator[tuple[str, bytes]]:
        """Give the notary's notes, each with its file's name."""
        for name in self.notes:
            yield name, self._read(name, NOTE_BYTES_MAX)

    def _manifest(self) -> Manifest:
        try:
            return Manifest.decode(self._read(MANIFEST, MANIFEST_BYTES_MAX))
        except Malformed as error:
            raise BadBundle("bundle.manifest", error.message) from error

    def _lines[Item](self, name: str, parse: Callable[[Any], Item]) -> Iterator[Line[Item]]:
        with _readable(), self._archive.open(name) as file:
            number = 0
            while content := file.readline(LINE_BYTES_MAX + 1):
                yield _line(number, content, parse)
                number += 1

    def _read(self, name: str, limit: int) -> bytes:
        with _readable(), self._archive.open(name) as file:
            content = file.read(limit + 1)
        if len(content) > limit:
            raise BadBundle("bundle.size", f"{name} has more than {limit} bytes.")
        return content


def write_bundle(
    target: IO[bytes],
    *,
    manifest: Manifest,
    sessions: Iterable[SessionCertificate],
    heads: Iterable[LogHead],
    entries: Iterable[StoredEntry],
    notes: Iterable[tuple[int, bytes]],
) -> None:
    """Write a bundle; `notes` come with the sizes they speak of."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        _write(archive, MANIFEST, [manifest.encode()])
        _write(archive, SESSIONS, (_encoded(each.document()) for each in sessions))
        _write(archive, HEADS, (_encoded(each.document()) for each in heads))
        _write(archive, ENTRIES, (_encoded(each.document()) for each in entries))
        for size, note in notes:
            _write(archive, f"checkpoints/{size:016d}.note", [note])


def _write(archive: zipfile.ZipFile, name: str, parts: Iterable[bytes]) -> None:
    member = zipfile.ZipInfo(name, ZIP_TIME)
    member.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(member, "w", force_zip64=True) as file, io.BufferedWriter(file) as buffered:
        for part in parts:
            buffered.write(part)


def _check_members(members: list[zipfile.ZipInfo]) -> tuple[str, ...]:
    """Return the names of notes, once nothing else is there than must be."""
    if any(each.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for each in members):
        raise BadBundle("bundle.packing", "A bundle is packed by the one usual method.")
    names = [each.filename for each in members]
    if len(set(names)) != len(names):
        raise BadBundle("bundle.files", "A file is in the bundle twice.")
    notes = tuple(sorted(name for name in names if _CHECKPOINT.fullmatch(name)))
    if set(names) - set(notes) != {MANIFEST, SESSIONS, HEADS, ENTRIES}:
        raise BadBundle("bundle.files", "The bundle lacks a file, or has one that does not belong there.")
    if len(notes) > CHECKPOINTS_MAX:
        raise BadBundle("bundle.checkpoints", f"A bundle has at most {CHECKPOINTS_MAX} checkpoints.")
    return notes


def _encoded(value: Any) -> bytes:
    return canonical.encode(value) + b"\n"


def _line[Item](number: int, content: bytes, parse: Callable[[Any], Item]) -> Line[Item]:
    if not content.endswith(b"\n"):
        return Line(number, None, "The line does not end, or is too long.")
    try:
        return Line(number, parse(canonical.decode(content[:-1])))
    except Malformed as error:
        return Line(number, None, error.message)


@contextmanager
def _readable() -> Iterator[None]:
    """A file that cannot be opened or does not unpack is its own fault, not ours."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, *_ZIP_DEFECTS) as error:
        raise BadBundle("bundle.zip", "The file is not a zip archive, or does not unpack.") from error

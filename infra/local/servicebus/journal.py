"""
Records on disk, written before anyone hears of them.

The file is a magic number and then groups: length, CRC-32 of length and records, records; integers are
big-endian. A group holds all that one turn of the event loop changed and is there whole or not at all. What a
killed process has written is with the operating system and survives it; `fsync` makes it survive the machine
too.
"""

import fcntl
import logging
import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from infra.local.servicebus.errors import CodecError, JournalBroken, JournalInUse, JournalUnreadable
from infra.local.servicebus.records import Record, decode_records, encode_record

logger = logging.getLogger(__name__)

MAGIC = b"SBJRNL1\n"

COMPACT_BYTES_MIN = 64 * 1024 * 1024
"""Below this a file is not worth rewriting: it is read in about a second."""

COMPACT_GROWTH = 3
"""A file is rewritten at this multiple of its size after the last time, so few bytes are copied twice."""

GROUP_BYTES_MAX = 1024 * 1024
"""Of a snapshot's groups, so that rewriting a large queue takes no second copy of it in memory."""

_HEAD = struct.Struct(">II")


class Journal:
    """
    The journal of a state folder, which it holds alone until closed.

    Raises:
        JournalInUse: another process holds the folder.
        JournalUnreadable: the file is another program's, or of another version.
    """

    def __init__(self, folder: Path, *, fsync: bool, compact_bytes_min: int = COMPACT_BYTES_MIN) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._path = folder / "journal"
        self._fsync = fsync
        self._compact_bytes_min = compact_bytes_min
        self._pending: list[bytes] = []
        self._is_broken = False
        self._guard = _hold(folder / "lock")
        try:
            self._file = self._open()
        except BaseException:
            os.close(self._guard)
            raise

    def _open(self) -> int:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            self._size_bytes = _prepare(descriptor, self._path)
        except BaseException:
            os.close(descriptor)
            raise
        self._compacted_bytes = 0
        return descriptor

    def replay(self) -> Iterator[Record]:
        """
        Yield every record written, oldest first; then cut off what is not whole.

        What is cut off was never announced to anyone. It is kept beside the journal as `torn`, in case the
        disk rather than a kill is to blame.

        Raises:
            JournalUnreadable: a whole group does not hold records of this version.
        """
        end = len(MAGIC)
        with self._path.open("rb") as file:
            file.seek(end)
            for group in _groups(file, self._size_bytes):
                try:
                    records = decode_records(group)
                except CodecError as error:
                    raise JournalUnreadable(f"{self._path}, group at byte {end}: {error}") from error
                yield from records
                end += _HEAD.size + len(group)
        if end < self._size_bytes:
            self._cut(end)
        self._size_bytes = end

    def _cut(self, end: int) -> None:
        torn = self._size_bytes - end
        logger.warning("the journal's tail is torn and cut off", extra={"size_bytes": torn})
        (self._folder / "torn").write_bytes(os.pread(self._file, torn, end))
        os.ftruncate(self._file, end)

    def append(self, record: Record) -> None:
        """Take a record into the next group."""
        # Nobody will hear of what comes after a failed write.
        if not self._is_broken:
            self._pending.append(encode_record(record))

    def commit(self) -> None:
        """
        Write the pending records as one group.

        Raises:
            JournalBroken: the group, or one before it, could not be written.
        """
        if self._is_broken:
            raise JournalBroken(f"{self._path} could not be written earlier")
        if not self._pending:
            return
        group = _frame(b"".join(self._pending))
        self._pending.clear()
        try:
            _write_all(self._file, group)
            if self._fsync:
                os.fdatasync(self._file)
        except OSError as error:
            self._is_broken = True
            raise JournalBroken(f"{self._path} cannot be written: {error.strerror}") from error
        self._size_bytes += len(group)

    @property
    def wants_compaction(self) -> bool:
        """Whether most of the file is probably history."""
        return self._size_bytes > max(self._compact_bytes_min, COMPACT_GROWTH * self._compacted_bytes)

    def compact(self, records: Iterable[Record]) -> None:
        """
        Replace the file by one with the given records, which give the same; nothing may be pending.

        Raises:
            JournalBroken: the new file could not be written; the old one stands.
        """
        new = self._path.with_name("journal.new")
        flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC
        try:
            descriptor = os.open(new, flags, 0o600)
            _write_all(descriptor, MAGIC)
            for group in _grouped(records):
                _write_all(descriptor, group)
            # A rename may reach the disk before the data does; without this a power cut could leave neither.
            os.fdatasync(descriptor)
            new.replace(self._path)
        except OSError as error:
            self._is_broken = True
            raise JournalBroken(f"{new} cannot be written: {error.strerror}") from error
        os.close(self._file)
        self._file = descriptor
        self._size_bytes = self._compacted_bytes = os.fstat(descriptor).st_size

    def close(self) -> None:
        """Write what is pending, if it can be written, and let go of the folder."""
        try:
            if not self._is_broken:
                self.commit()
        finally:
            os.close(self._file)
            os.close(self._guard)


def _hold(path: Path) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise JournalInUse(f"{path.parent} is held by another process") from error
    return descriptor


def _prepare(descriptor: int, path: Path) -> int:
    """Give a new file its magic number, refuse another program's, and return the size."""
    magic = os.pread(descriptor, len(MAGIC), 0)
    if len(magic) < len(MAGIC) and MAGIC.startswith(magic):
        # New, or killed at the very first write.
        os.ftruncate(descriptor, 0)
        _write_all(descriptor, MAGIC)
    elif magic != MAGIC:
        raise JournalUnreadable(f"{path} is not a journal of this version")
    return os.fstat(descriptor).st_size


def _groups(file: BinaryIO, size_bytes: int) -> Iterator[bytes]:
    """Yield the groups up to the first that is not whole."""
    while len(head := file.read(_HEAD.size)) == _HEAD.size:
        length, checksum = _HEAD.unpack(head)
        # A torn head may announce anything: ask for no more than there is.
        group = file.read(min(length, size_bytes))
        if len(group) != length or _checksum(group) != checksum:
            return
        yield group


def _grouped(records: Iterable[Record]) -> Iterator[bytes]:
    pending, size_bytes = [], 0
    for record in records:
        pending.append(encode_record(record))
        size_bytes += len(pending[-1])
        if size_bytes >= GROUP_BYTES_MAX:
            yield _frame(b"".join(pending))
            pending, size_bytes = [], 0
    if pending:
        yield _frame(b"".join(pending))


def _frame(group: bytes) -> bytes:
    return _HEAD.pack(len(group), _checksum(group)) + group


def _checksum(group: bytes) -> int:
    return zlib.crc32(group, zlib.crc32(struct.pack(">I", len(group))))


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]

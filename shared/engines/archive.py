"""Opens ZIP archives. Runs in the sandbox, and counts what comes out rather than what the headers say."""

import io
import lzma
import stat
import zipfile
import zlib
from typing import Any

from shared.domain.errors import TooLarge, Unprocessable
from shared.engines.parcels import Parcels, safe_name

RATIO_MAX = 200
"""Unpacked bytes for one packed: XML reaches 50; a bomb has 1,000."""

RATIO_FREE_BYTES = 1024 * 1024
"""A file this small may be packed as well as it likes."""

ENTRIES_MAX = 10_000
"""Directory entries looked at, folders and litter included."""

_CHUNK_BYTES = 256 * 1024
_ENCRYPTED = 0x1
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_LEAKS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    NotImplementedError,
    RuntimeError,
)
"""What the standard library raises on archives that are damaged or packed in an unknown way."""


def open_archive(
    content: bytes, *, depth_max: int, parts_max: int, bytes_max: int
) -> tuple[dict[str, Any], bytes]:
    """
    Return the files of an archive in their order. Folders, links and litter are left out; nothing is unpacked
    to a disk, and a name is never a path.

    Raises:
        TooLarge: `container.parts`, `container.bytes`, or packed like a bomb (`container.ratio`).
        Unprocessable: encrypted (`container.encrypted`), damaged, or one name twice (`container.damaged`).
    """
    del depth_max  # Its opener recurses: an archive in here is handed out like any other file.
    parcels = Parcels(parts_max, bytes_max)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in _entries(archive):
                name = safe_name(entry.filename, f"part-{len(parcels.entries) + 1}")
                parcels.add(name, _unpack(archive, entry, parcels), ())
    except _LEAKS:
        raise Unprocessable(
            "container.damaged", "This archive is damaged or packed in an unknown way."
        ) from None
    return parcels.sealed()


def _entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > ENTRIES_MAX:
        raise TooLarge("container.parts", f"An archive has at most {ENTRIES_MAX} entries.")
    if len({entry.filename for entry in entries}) < len(entries):
        raise Unprocessable("container.damaged", "This archive holds two files of one name.")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Unprocessable("container.encrypted", "This archive cannot be opened without its password.")
    return [entry for entry in entries if _is_file(entry)]


def _is_file(entry: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    regular = kind in {0, stat.S_IFREG}
    return regular and not entry.is_dir() and not any(litter in entry.filename for litter in _LITTER)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, parcels: Parcels) -> bytes:
    allowed = max(RATIO_FREE_BYTES, entry.compress_size * RATIO_MAX)
    content = bytearray()
    with archive.open(entry) as packed:
        while chunk := packed.read(_CHUNK_BYTES):
            content += chunk
            if len(content) > parcels.bytes_left:
                message = f"A mail or archive unpacks to at most {parcels.bytes_max} bytes."
                raise TooLarge("container.bytes", message)
            if len(content) > allowed:
                raise TooLarge("container.ratio", f"A file unpacks to at most {RATIO_MAX} times its size.")
    return bytes(content)

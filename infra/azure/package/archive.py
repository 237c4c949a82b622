"""
Zip archives that are the same, byte for byte, whenever they are made of the same files.

Wherever, too, as long as the Python there compresses with the same zlib.
"""

from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every entry: the earliest a zip can say."""

MODE = 0o100644
"""Of every entry: a file that all may read. Python needs no more, and wheels' programs are left out."""

UNIX = 3
"""The system whose file modes an entry's are (APPNOTE.TXT 4.4.2)."""

COMPRESSED = (".zip", ".whl", ".onnx", ".png")
"""Kinds of file that grow when compressed again."""


def write_archive(target: Path, files: Mapping[str, bytes]) -> None:
    """Write an archive of these files, by path in it; an archive that was there is replaced whole."""
    draft = target.with_name(f"{target.name}.draft")
    with ZipFile(draft, "w") as archive:
        for name in sorted(files):
            entry = ZipInfo(name, EPOCH)
            entry.create_system = UNIX
            entry.external_attr = MODE << 16
            entry.compress_type = ZIP_STORED if name.endswith(COMPRESSED) else ZIP_DEFLATED
            archive.writestr(entry, files[name])
    draft.replace(target)

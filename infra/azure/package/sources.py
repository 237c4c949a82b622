"""What of the repository goes into the package: everything that `.funcignore` does not name."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

IGNORE_FILE = ".funcignore"
"""The one list, which Azure's own tools read as well."""


def load_patterns(root: Path) -> tuple[str, ...]:
    """Return the patterns of `.funcignore`: names, with `*`; a `/` at the end is for folders only."""
    lines = (root / IGNORE_FILE).read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def source_files(root: Path, patterns: Sequence[str]) -> dict[str, bytes]:
    """Return the files to be packed, by path."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(_kept(root, patterns))}


def _kept(folder: Path, patterns: Sequence[str]) -> Iterator[Path]:
    for path in folder.iterdir():
        if any(_matches(path, each) for each in patterns):
            continue
        if path.is_dir():
            yield from _kept(path, patterns)
        elif path.is_file():
            yield path


def _matches(path: Path, pattern: str) -> bool:
    if pattern.endswith("/") and not path.is_dir():
        return False
    return fnmatch(path.name, pattern.rstrip("/"))

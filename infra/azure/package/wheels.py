"""Libraries for Azure's Linux, out of wheels whose digests `requirements.txt` names."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

FOLDER = ".python_packages/lib/site-packages"
"""Where the Functions host of Python apps looks for libraries."""

PYTHON = "3.13"
"""What the template deploys."""

PLATFORMS = tuple(
    f"{each}_x86_64"
    for each in (
        "manylinux_2_28 manylinux_2_27 manylinux_2_26 manylinux_2_24 manylinux_2_17 manylinux2014 "
        "manylinux_2_12 manylinux2010 manylinux_2_5 manylinux1"
    ).split()
)
"""Every kind of wheel that Flex Consumption's Linux runs (glibc 2.28 or later, x86-64)."""

DOWNLOAD_S = 900.0
"""For some 160 MB, on a line of two megabits."""

LIBRARY_PARTS = frozenset({"purelib", "platlib"})
"""Parts of a wheel's `.data` folder that belong among the libraries; programs and headers do not."""


class BadWheel(Exception):
    """The libraries cannot be packed; the message says which."""


def download(requirements: Path, folder: Path) -> None:
    """
    Bring the wheels of a hashed requirements file into a folder.

    Raises:
        BadWheel: one is not to be had, or has another digest; pip has said which.
    """
    platforms = [part for each in PLATFORMS for part in ("--platform", each)]
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--require-hashes", "--only-binary=:all:"),
        *("--python-version", PYTHON, "--implementation", "cp"),
        *("--abi", "cp313", "--abi", "abi3", "--abi", "none"),
        *platforms,
        *("--requirement", str(requirements), "--dest", str(folder)),
    ]
    try:
        subprocess.run(command, check=True, timeout=DOWNLOAD_S)  # noqa: S603 - our own words, no shell
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise BadWheel("The wheels could not be brought.") from error


def library_files(wheels: Sequence[Path]) -> dict[str, bytes]:
    """
    Return the files of these wheels where the host looks for them.

    Raises:
        BadWheel: one is damaged, reaches outside its folder, or brings a file that another has brought.
    """
    files: dict[str, bytes] = {}
    for wheel in sorted(wheels, key=lambda path: path.name):
        for name, content in _contents(wheel):
            path = f"{FOLDER}/{name}"
            if files.setdefault(path, content) != content:
                raise BadWheel(f"{wheel.name} brings another {name} than an earlier wheel.")
    return files


def _contents(wheel: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with ZipFile(wheel) as archive:
            for entry in archive.infolist():
                name = _placed(wheel, entry.filename)
                if name is not None and not entry.is_dir():
                    yield name, archive.read(entry)
    except BadZipFile as error:
        raise BadWheel(f"{wheel.name}: {error}") from error


def _placed(wheel: Path, name: str) -> str | None:
    """Return where a file goes among the libraries, or None (packaging.python.org, binary format)."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise BadWheel(f"{wheel.name} reaches outside its folder: {name}")
    if not path.parts[0].endswith(".data"):
        return name
    if len(path.parts) > 2 and path.parts[1] in LIBRARY_PARTS:
        return "/".join(path.parts[2:])
    return None

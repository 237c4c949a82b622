"""
Makes the sample invoices and their truth; `--check` only compares.

    python -m tests.data.samples.make [--check]

The same versions of the libraries give the same bytes. Pictures are compared by their pixels, so that another
version of the picture library is no reason to complain.
"""

import argparse
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageStat

from tests.data.samples.generator import difficult, einvoices, everyday, mails, refused, scans, statements
from tests.data.samples.generator.index import render_index, render_truth
from tests.data.samples.generator.sample import Sample

FOLDER = Path(__file__).parent

SUFFIXES = {".pdf", ".png", ".jpg", ".xml", ".eml"}
"""Of the files that this program owns."""

PIXEL_DIFFERENCE_MAX = 2.0
"""Mean difference of two pictures, of 255, up to which they are the same scan."""


def main(arguments: list[str], folder: Path = FOLDER) -> int:
    """Write every file, or compare each with what is there; return the process's exit status."""
    parser = argparse.ArgumentParser(prog="make", description=__doc__.split("\n\n")[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="change nothing; say which files differ")
    check = parser.parse_args(arguments).check
    samples = all_samples()
    if check:
        problems = list(differences(samples, folder))
        sys.stdout.writelines(f"{problem}\n" for problem in problems)
        return 1 if problems else 0
    write(samples, folder)
    return 0


def all_samples() -> list[Sample]:
    """Return every sample, sorted by file."""
    rooms = (everyday, difficult, statements, einvoices, scans, mails, refused)
    return sorted((sample for room in rooms for sample in room.samples()), key=lambda sample: sample.file)


def write(samples: list[Sample], folder: Path) -> None:
    """Write the samples, their truth and the list of them; a picture that is the same scan stays."""
    for sample in samples:
        path = folder / sample.file
        path.parent.mkdir(parents=True, exist_ok=True)
        if not _is_same(sample, path):
            path.write_bytes(sample.content)
    for name, content in _texts(samples).items():
        (folder / name).write_bytes(content)


def differences(samples: list[Sample], folder: Path) -> Iterator[str]:
    """Give one sentence for each file that is missing, different or none of ours."""
    for sample in samples:
        path = folder / sample.file
        if not path.exists():
            yield f"{sample.file} is missing."
        elif not _is_same(sample, path):
            yield f"{sample.file} is not what make.py makes."
    for name, content in _texts(samples).items():
        path = folder / name
        if not path.exists() or path.read_bytes() != content:
            yield f"{name} is not what make.py makes."
    made = {folder / sample.file for sample in samples}
    for path in sorted((*folder.glob("*.*"), *folder.glob("bad/*"))):
        if path.suffix in SUFFIXES and path not in made:
            yield f"{path.relative_to(folder)} is made by nothing."


def _texts(samples: list[Sample]) -> dict[str, bytes]:
    entries = {name: entry for sample in samples for name, entry in sample.entries.items()}
    return {"truth.json": render_truth(entries), "README.md": render_index(entries)}


def _is_same(sample: Sample, path: Path) -> bool:
    if not path.exists():
        return False
    content = path.read_bytes()
    if content == sample.content or not sample.raster:
        return content == sample.content
    ours, theirs = _pictures(sample.content), _pictures(content)
    return len(ours) == len(theirs) and all(map(_looks_alike, ours, theirs))


def _pictures(content: bytes) -> list[Image.Image]:
    if not content.startswith(b"%PDF-"):
        return [Image.open(BytesIO(content)).convert("L")]
    with pypdfium2.PdfDocument(content) as document:
        return [
            document[index].render(grayscale=True).to_pil().convert("L") for index in range(len(document))
        ]


def _looks_alike(one: Image.Image, other: Image.Image) -> bool:
    if one.size != other.size:
        return False
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0] <= PIXEL_DIFFERENCE_MAX


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

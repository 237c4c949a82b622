"""
Make what Partner Center takes.

`python -m infra.azure.package` writes into `.local/package`:

- `released-package.zip`: the app with its libraries for Azure's Linux, tried alone before it is kept;
- `invoice-intake.zip`: template, portal pages, and the package.

The same files make the same bytes. Wheels are brought once and kept beside them, checked against their
digests each time.
"""

import hashlib
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from infra.azure.build import FOLDER
from infra.azure.check import FILES
from infra.azure.checks.counterparts.functions import ROOT, indexed
from infra.azure.package.archive import write_archive
from infra.azure.package.sources import load_patterns, source_files
from infra.azure.package.trial import BadPackage, function_names
from infra.azure.package.wheels import BadWheel, download, library_files

PACKAGE = "released-package.zip"
"""The name that one deploy asks for."""

OFFER = "invoice-intake.zip"

OUTPUT = ROOT / ".local" / "package"


def make(output: Path, wheel_files: Sequence[Path]) -> tuple[Path, Path]:
    """
    Write the package and the offer around it, and return where they are.

    Raises:
        BadWheel: the libraries cannot be packed.
    """
    output.mkdir(parents=True, exist_ok=True)
    package, offer = output / PACKAGE, output / OFFER
    write_archive(package, source_files(ROOT, load_patterns(ROOT)) | library_files(wheel_files))
    files = {name: (FOLDER / name).read_bytes() for name in FILES}
    write_archive(offer, {**files, PACKAGE: package.read_bytes()})
    return package, offer


def main(argv: Sequence[str] | None = None) -> int:
    """Make both archives and try the package; 0 if it starts with every function."""
    parser = ArgumentParser(prog="python -m infra.azure.package", description=__doc__)
    parser.add_argument("--output", type=Path, default=OUTPUT, metavar="FOLDER")
    arguments = parser.parse_args(argv)
    requirements = ROOT / "requirements.txt"
    # Other requirements, other wheels: none of an earlier list can slip in.
    folder = arguments.output / "wheels" / hashlib.sha256(requirements.read_bytes()).hexdigest()[:16]
    try:
        download(requirements, folder)
        made = make(arguments.output, sorted(folder.glob("*.whl")))
        found = function_names(made[0])
    except (BadWheel, BadPackage) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    wanted = tuple(each.name for each in indexed())
    if found != wanted:
        sys.stderr.write(f"The package has other functions: {sorted(set(found) ^ set(wanted))}\n")
        return 1
    for path in made:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        sys.stdout.write(f"{digest}  {path.stat().st_size:>10}  {path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

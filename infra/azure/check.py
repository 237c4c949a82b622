"""
Check the package's files as far as that goes without Azure.

`python -m infra.azure.check [--today DATE] [FOLDER]` prints what is wrong with `mainTemplate.json`,
`createUiDefinition.json` and `viewDefinition.json`, one finding a line; 1 if there was any.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from infra.azure.build import FOLDER
from infra.azure.checks import page as asking
from infra.azure.checks import portal
from infra.azure.checks.counterparts.functions import indexed
from infra.azure.checks.every import template_findings
from infra.azure.checks.findings import Finding
from infra.azure.checks.ttk import package, rules

FILES = ("mainTemplate.json", "createUiDefinition.json", "viewDefinition.json")
"""What Partner Center reads, in the order of the checks."""


def findings(texts: Sequence[str], today: date) -> Iterator[Finding]:
    """
    Give what is wrong with the three files; the same finding may come more than once.

    Raises:
        ValueError: one of them is not JSON.
    """
    template, page, view = (json.loads(each) for each in texts)
    yield from rules.findings(package.load(texts[0], texts[1]))
    yield from portal.findings(template, page, view)
    yield from asking.findings(template, page)
    yield from template_findings(template, indexed(), today=today)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the findings; 0 if there are none."""
    parser = ArgumentParser(prog="python -m infra.azure.check", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--today", type=date.fromisoformat, default=datetime.now(UTC).date(), metavar="DATE")
    arguments = parser.parse_args(argv)
    texts = [(arguments.folder / name).read_text(encoding="utf-8") for name in FILES]
    found = sorted(set(findings(texts, arguments.today)))
    for each in found:
        sys.stdout.write(f"{each}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

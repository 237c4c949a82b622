"""
`python -m tests.score`: reads every document there is truth for, and prints how much was right.

Beside our own samples these are the development documents, where `../shared/data/invoices` is there. What was
read is kept, so that an interrupted run goes on where it was.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType

from rich.console import Console
from rich.markdown import Markdown
from rich.progress import track

from tests.score.board import Column, changes, render
from tests.score.reading import ROOT, Case, Prediction, read_all
from tests.score.scoring import compared, load_scorer, scored

DOCUMENTS = ROOT.parent / "shared" / "data" / "invoices"
SAMPLES = ROOT / "tests" / "data" / "samples"
BOARD = ROOT / "docs" / "scoreboard.md"

SAMPLES_NAME = "our samples"
_STRATA = {
    "born-digital e-invoice rendering": "e-invoice renderings",
    "born-digital invoice": "other born-digital",
}
_SEEN = "scans and photos"

_INTRODUCTION = """# Scoreboard

Written by `make score WRITE=1`. Electronic data inside PDFs is not used; shares in percent, of the values
that stand on the page. Names may differ in spelling; everything else is exact. A line is right by
description and amount (strict), or by amount; a document goes straight through where vendor, number, date
and total are right.

"""


def main(argv: Sequence[str] | None = None) -> int:
    """Read, score, print, and compare with the board there is; return 0 where nothing stands in the way."""
    arguments = _arguments(argv)
    console = Console()
    documents = list(_documents()) if DOCUMENTS.is_dir() else []
    scorer = None
    if documents:
        try:
            scorer = load_scorer(DOCUMENTS)
        except ImportError as error:
            console.print(f"The development documents are left out: their score.py needs {error.name}.")
            documents = []
    else:
        console.print(f"{DOCUMENTS} is not there: only our own samples are read.")
    cases = [*_samples(), *documents]
    done = read_all(cases, workers=arguments.workers)
    read = {
        case.key: (case, prediction)
        for case, prediction in track(done, "Reading", total=len(cases), console=console)
    }
    board = render(list(_columns(read, scorer)))
    console.print(Markdown(board))
    if BOARD.exists():
        for change in changes(BOARD.read_text(encoding="utf-8"), board):
            console.print(change)
    if arguments.write:
        BOARD.write_text(_INTRODUCTION + board, encoding="utf-8")
    return 0


def _columns(read: dict[str, tuple[Case, Prediction]], scorer: ModuleType | None) -> Iterator[Column]:
    strata: dict[str, dict[str, tuple[Case, Prediction]]] = {}
    for key, (case, prediction) in read.items():
        strata.setdefault(case.stratum, {})[key] = (case, prediction)
    for name in (*_STRATA.values(), _SEEN):
        if scorer is not None and name in strata:
            yield scored(scorer, name, strata[name])
    yield compared(SAMPLES_NAME, strata[SAMPLES_NAME])


def _documents() -> Iterator[Case]:
    truth = json.loads((DOCUMENTS / "truth.json").read_text(encoding="utf-8"))
    for key, entry in truth.items():
        yield Case(key, DOCUMENTS / entry["file"], _STRATA.get(entry["stratum"], _SEEN), entry)


def _samples() -> Iterator[Case]:
    truth = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))
    for name, entry in truth.items():
        # What has no pages, or is inside a mail, is no matter of reading.
        if entry["pages"] and "!" not in name and entry["kind"] != "not_a_bill":
            yield Case(name, SAMPLES / name, SAMPLES_NAME, entry["truth"])


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.score", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put what was found into docs/scoreboard.md")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="documents read at once")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())

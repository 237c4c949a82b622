"""Every document read once by our own readers; what was read is kept until an engine changes."""

import hashlib
import io
import json
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.cli.read import read_files
from shared.engines.opener import SandboxedOpener
from shared.engines.router import page_reader
from shared.engines.sandbox import Sandbox
from shared.ports.extractor import Extractor

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".local" / "score"
"""Readings of earlier runs, a folder per state of the engines."""

type Prediction = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A document and its truth."""

    key: str
    path: Path
    stratum: str
    truth: dict[str, Any]
    """As `truth.json` beside it has it."""


def engines_state() -> str:
    """Return what changes whenever a reader may read differently."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "shared" / "engines").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def read_all(cases: Sequence[Case], *, workers: int) -> Iterator[tuple[Case, Prediction]]:
    """
    Give each case with what was read from its pages, in the order they are done.

    Electronic data inside a PDF is not looked at: this measures reading. A case read before, by the same
    engines, is given at once.
    """
    folder = KEPT / engines_state()
    folder.mkdir(parents=True, exist_ok=True)
    waiting: list[Case] = []
    for case in cases:
        kept = folder / f"{case.key.replace('/', '_')}.json"
        if kept.exists():
            yield case, json.loads(kept.read_text(encoding="utf-8"))
        else:
            waiting.append(case)
    # Forked children would share the parent's sandbox; these make their own.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start) as pool:
        running = {pool.submit(_read, case.path): case for case in waiting}
        for future in as_completed(running):
            case, prediction = running[future], future.result()
            (folder / f"{case.key.replace('/', '_')}.json").write_text(
                json.dumps(prediction), encoding="utf-8"
            )
            yield case, prediction


_workplace: list[tuple[Extractor, SandboxedOpener]] = []
"""Of this worker; a list, since it is filled after the import."""


def _start() -> None:
    sandbox = Sandbox(children=1)
    _workplace.append((page_reader(sandbox, ocr=True), SandboxedOpener(sandbox)))


def _read(path: Path) -> Prediction:
    """Return what the command line prints of a file, as `score.py` takes it."""
    output = io.StringIO()
    read_files([path], *_workplace[0], output)
    line: Prediction = json.loads(output.getvalue().splitlines()[0])
    if not line["invoices"]:
        return {"_error": line["error"]["code"]}
    first: Prediction = line["invoices"][0]
    return first | {"_seconds": line["seconds"], "_invoices": len(line["invoices"])}

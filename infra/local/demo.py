"""The sample invoices through the whole chain, on a bench of their own."""

import json
import re
import shutil
import signal
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from infra.local.answers import Invoice
from infra.local.occupancy import occupant
from infra.local.options import ROOT, STATE_DIR
from infra.local.ports import Ports
from infra.local.running import RunningBench, running
from infra.local.sending import Outcome, Pause, send_all, ways
from shared.domain.invoice import InvoiceState

SAMPLES = ROOT / "tests" / "data" / "samples"

EXIT_INTERRUPTED = 130
"""What shells say of a command that Ctrl-C ended."""

PIPED_COLUMNS = 160
"""Where nobody's window says: nothing is cut."""

STATES: Mapping[str, frozenset[InvoiceState]] = {
    "processed": frozenset({InvoiceState.PROCESSED}),
    "review": frozenset({InvoiceState.AWAITING_APPROVAL, InvoiceState.AWAITING_PERSON}),
}
"""Where a sample's invoices must come to rest, by what its truth expects."""

_SEQUEL = re.compile(r"-[1-9]-")
"""`x-2-again.pdf` means something only after `x-1-first.pdf`."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What should become of one file."""

    states: frozenset[InvoiceState] = frozenset()
    """In which its invoices rest."""
    problem: str | None = None
    """With which it is refused."""


def run(ports: Ports, state_dir: Path | None, *, stay: bool) -> int:
    """
    Send the samples, print what became of them, and return 0 if all came through as they should.

    With `stay` the bench keeps running until interrupted, on state that lasts; without, it starts empty.

    Raises:
        StandInError: the bench did not start.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    state_dir = (state_dir or (STATE_DIR if stay else STATE_DIR / "demo")).resolve()
    if not stay and occupant(state_dir) is None:
        shutil.rmtree(state_dir, ignore_errors=True)
    try:
        with running(state_dir, ports) as bench:
            code = show(bench)
            return _stay(bench) if stay else code
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def show(bench: RunningBench) -> int:
    """Send the samples through a running bench, print the table and return 0 if all came through."""
    expected = expectations(json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8")))
    console = Console(width=None if sys.stdout.isatty() else PIPED_COLUMNS)
    started = time.monotonic()
    outcomes = sorted(_sent(bench, expected, console), key=lambda outcome: outcome.name)
    elapsed_s = time.monotonic() - started
    console.print(table(outcomes))
    faults = [fault for outcome in outcomes if (fault := wrong(outcome, expected[outcome.name]))]
    for fault in faults:
        print(f"  {fault}", file=sys.stderr)
    count = sum(len(outcome.invoices) for outcome in outcomes)
    verdict = f"{len(faults)} not as expected" if faults else "all as expected"
    print(f"{len(outcomes)} files, {count} invoices in {elapsed_s:.1f} s: {verdict}.", flush=True)
    return 1 if faults else 0


def expectations(truth: Mapping[str, Mapping[str, str]]) -> dict[str, Expectation]:
    """Return what each file should become; an entry `mail!attachment` belongs to its mail."""
    expected: dict[str, Expectation] = {}
    for name, entry in truth.items():
        file = name.partition("!")[0]
        if entry["expect"] == "refused":
            expected[file] = Expectation(problem=entry["code"])
        else:
            known = expected.get(file, Expectation())
            expected[file] = Expectation(states=known.states | STATES[entry["expect"]])
    return expected


def wrong(outcome: Outcome, expected: Expectation) -> str | None:
    """Return what is not as the truth says, or None."""
    if outcome.lost is not None:
        return f"{outcome.name}: {outcome.lost}"
    states = frozenset(view.state for view in outcome.invoices)
    if (
        outcome.problem == expected.problem
        and states <= expected.states
        and bool(states) == bool(expected.states)
    ):
        return None
    wanted = expected.problem or " or ".join(sorted(expected.states))
    found = outcome.problem or ", ".join(sorted(states)) or "nothing"
    return f"{outcome.name}: expected {wanted}, found {found}"


def chains(sizes: Mapping[str, int]) -> list[list[str]]:
    """
    Return the names of files in the order to send them; those of a chain one after the other.

    Large files come first: scans take longest, and nothing should wait for the last one.
    """
    found: dict[str, list[str]] = {}
    for name in sorted(sizes):
        found.setdefault(_SEQUEL.split(name)[0], []).append(name)
    return sorted(found.values(), key=lambda chain: -sum(sizes[name] for name in chain))


def table(outcomes: Sequence[Outcome]) -> Table:
    """Return the outcomes as people read them, a row for each invoice."""
    made = Table(box=None, pad_edge=False)
    for name in ("file", "vendor", "number", "total", "gate", "state", "seconds"):
        made.add_column(name, justify="right" if name in {"total", "seconds"} else "left", no_wrap=True)
    for outcome in outcomes:
        for row in _rows(outcome):
            made.add_row(*row, f"{outcome.seconds:.1f}")
    return made


def _rows(outcome: Outcome) -> Iterator[tuple[str, ...]]:
    if not outcome.invoices:
        yield outcome.name, "", "", "", "", f"refused: {outcome.problem or outcome.lost}"
    for view in outcome.invoices:
        yield (
            outcome.name,
            view.vendor_name or "",
            view.invoice_number or "",
            _total(view),
            _level(view),
            view.state,
        )


def _total(view: Invoice) -> str:
    return f"{view.total} {view.currency or ''}" if view.total is not None else ""


def _level(view: Invoice) -> str:
    return view.decision.level if view.decision else ""


def _sent(bench: RunningBench, names: Collection[str], console: Console) -> Iterator[Outcome]:
    pause = Pause()
    post, drop = ways(bench.report, bench.client(pause))
    columns = (TextColumn("Sending invoices"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=len(names))
        ordered = chains({name: (SAMPLES / name).stat().st_size for name in names})
        files = [[SAMPLES / name for name in chain] for chain in ordered]
        for outcome in send_all(files, SAMPLES, post, drop, pause):
            progress.advance(task)
            yield outcome


def _stay(bench: RunningBench) -> int:
    print(f"\n{bench.report.describe(bench.credential_file)}\n\nCtrl-C stops it.", flush=True)
    with suppress(KeyboardInterrupt):
        return bench.wait()
    return 0


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt

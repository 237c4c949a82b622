"""`python -m infra.local.feed DIR`: send every file of a folder to the running bench and account for each."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from infra.local.answers import Invoice
from infra.local.client import Client
from infra.local.options import REPORT_FILE, STATE_DIR, BenchReport
from infra.local.sending import Outcome, Pause, send_all, ways
from infra.local.tenant import CREDENTIAL_FILE
from shared.domain.audit import AuditAction, LogEntry, digest
from shared.domain.invoice import InvoiceState

EXIT_INTERRUPTED = 130
"""What shells say of a command that Ctrl-C ended."""

AUDIT_LIMIT_S = 30.0
"""Until the log holds the last event of an invoice at rest; it is written right after."""

POLL_S = 0.2
"""How often an incomplete trail is looked at."""

SLOWEST = 5
"""Files named in the summary for being slow."""

STEPS: tuple[frozenset[AuditAction], ...] = (
    frozenset({AuditAction.DOCUMENT_RECEIVED}),
    frozenset({AuditAction.DOCUMENT_READ, AuditAction.DOCUMENT_UNREADABLE}),
    frozenset({AuditAction.INVOICE_CLASSIFIED}),
    frozenset({AuditAction.GATE_DECIDED}),
    frozenset({AuditAction.HUMAN_TOLD, AuditAction.INVOICE_RESTED}),
)
"""What the log must say of every invoice: received, read or refused, tagged, decided, told or at rest."""


def main() -> int:
    """Send, account, and return 1 if anything is lost, stuck or not in the log."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.feed", description=__doc__)
    parser.add_argument("folder", type=Path, help="every file below it is sent")
    parser.add_argument("--state", type=Path, default=STATE_DIR, help="of the running bench (default .local)")
    found = parser.parse_args()
    try:
        report = BenchReport.model_validate_json((found.state / REPORT_FILE).read_bytes())
    except OSError:
        print(f"No bench is running on {found.state}; start one with: make run", file=sys.stderr)
        return 1
    files = sorted(path for path in found.folder.rglob("*") if path.is_file())
    try:
        return feed(report, files, found.folder)
    except KeyboardInterrupt:
        print("\nInterrupted; what was sent goes on.", file=sys.stderr)
        return EXIT_INTERRUPTED


def feed(report: BenchReport, files: Sequence[Path], root: Path) -> int:
    """Send these files, print what became of them and return 1 if any is not accounted for, else 0."""
    pause = Pause()
    credential = (report.state_dir / CREDENTIAL_FILE).read_text(encoding="utf-8")
    client = Client(report.api_url, credential, sleep=pause)
    started = time.monotonic()
    outcomes = []
    for outcome in send_all([[file] for file in files], root, *ways(report, client), pause):
        outcomes.append(outcome)
        if sys.stdout.isatty():
            print(f"\r{len(outcomes)}/{len(files)}", end="", flush=True)
    elapsed_s = time.monotonic() - started
    faults = [*_lost(outcomes), *_unlogged(client, outcomes)]
    print(("\r" if sys.stdout.isatty() else "") + summary(outcomes, elapsed_s))
    for fault in faults:
        print(f"  FAULT  {fault}", file=sys.stderr)
    return 1 if faults else 0


def summary(outcomes: Sequence[Outcome], elapsed_s: float) -> str:
    """Return what a person wants to know of a feed."""
    views = [view for outcome in outcomes for view in outcome.invoices]
    levels = Counter(view.decision.level if view.decision else "none" for view in views)
    states = Counter(view.state.value for view in views)
    problems = [(outcome.problem, outcome.name) for outcome in outcomes if outcome.problem is not None]
    slowest = sorted(outcomes, key=lambda outcome: outcome.seconds, reverse=True)[:SLOWEST]
    lines = [
        f"{len(outcomes)} files, {len(views)} invoices in {elapsed_s:.1f} s ({len(views) / elapsed_s:.1f}/s)",
        f"  states   {_counted(states)}",
        f"  gate     {_counted(levels)}",
        f"  refused  {len(problems)}",
        *(f"    {problem:<28} {name}" for problem, name in sorted(problems)),
        "  slowest",
        *(f"    {outcome.seconds:6.1f} s  {outcome.name}" for outcome in slowest),
    ]
    return "\n".join(lines)


def missing_steps(view: Invoice, entries: Sequence[LogEntry]) -> str | None:
    """Return what the log lacks of an invoice at rest, or None when it tells the whole story, unbroken."""
    events = [entry.event for entry in sorted(entries, key=lambda entry: entry.event.number)]
    if [event.number for event in events] != list(range(len(events))):
        return "its events have gaps or repeats"
    for before, event in pairwise(events):
        if event.previous != digest(before):
            return f"event {event.number} does not continue the one before"
    actions = {event.action for event in events}
    if view.state is InvoiceState.FAILED:
        return None if AuditAction.DEAD_LETTERED in actions else "no dead letter in the log"
    missing = [min(step) for step in STEPS if not step & actions]
    return f"no {', '.join(missing)} in the log" if missing else None


def _lost(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        if outcome.lost is not None:
            yield f"{outcome.name}: {outcome.lost}"
        elif not outcome.invoices and outcome.problem is None:
            yield f"{outcome.name}: taken in, and neither an invoice nor a dead letter"


def _unlogged(client: Client, outcomes: Sequence[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        for view in outcome.invoices:
            deadline = time.monotonic() + AUDIT_LIMIT_S
            while (missing := missing_steps(view, client.audit(view.invoice_id).entries)) is not None:
                if time.monotonic() > deadline:
                    yield f"{outcome.name}: {missing}"
                    break
                time.sleep(POLL_S)


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counter.items())) or "none"


if __name__ == "__main__":
    sys.exit(main())

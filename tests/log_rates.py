"""
`python -m tests.log_rates`: how fast the audit log is written, judged and shown on this machine.

Beside what is measured stands what Azure Cosmos DB would allow, which no stand-in knows: a model of its
request units and limits, made from the sizes of the documents that are written.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path

from rich.console import Console
from rich.table import Table

from infra.local import load
from infra.local.errors import StandInError
from infra.local.ports import Ports
from infra.local.running import RunningBench, running
from infra.local.settings import FILE
from shared.domain.audit import Actor, ActorKind, AuditAction, AuditEvent, LogEntry, digest, stored
from shared.domain.audit_facts import event_of
from shared.domain.ids import TenantId, derive, parse_tenant_id, sha256_of
from shared.domain.proof.canonical import encode
from shared.domain.proof.verdict import Verdict
from shared.exports.oscal import assessment_results
from shared.exports.oscal.parts import File, Source
from shared.pipeline.sequencing import BATCH_ENTRIES_MAX
from shared.settings import Settings
from shared.wiring import build_proof
from tests.data.samples.many import one_page_invoice
from tests.logs import TENANT, bundle_of

SEQUENCED_PER_S = 300
"""Events a second into one tenant's log, with the chain running."""

VERIFIED_PER_S = 10_000
"""Events a second out of a bundle: a million in under 100 s."""

OBSERVATIONS = 10_000
OBSERVATIONS_S_MAX = 1.5
"""For one OSCAL document of so many."""

MEMORY_BYTES_MAX = 32 * 2**20
"""Of the verifier, whatever the log's length; a subject's name and digest are its only growth."""

CHAIN_EVENTS = 10
"""Of one invoice: from its arrival over its review to its end."""

WRITERS = 8
"""Callers at once: they share batches, as the stages of a busy instance do."""

RU_PER_KB = 5.5
"""A create of 1 KB costs 5 (learn.microsoft.com, request units), and a little for the indexed properties."""

RU_PER_S_LOGICAL = 10_000
"""Of one partition key value ("Azure Cosmos DB service quotas"): a tenant's log writes to one at a time."""

RU_PER_S_SERVERLESS = 5_000
"""Of one physical partition of a serverless container, as the template makes them."""

BATCH_BYTES_MAX = 2 * 2**20
"""Of one transactional batch, which has at most 100 operations."""


@dataclass(frozen=True)
class Figure:
    """One line of the answer."""

    name: str
    value: float
    goal: float
    unit: str
    at_most: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the goal is met."""
        return self.value <= self.goal if self.at_most else self.value >= self.goal


def main() -> int:
    """Measure, print, and return 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.log_rates", description=__doc__)
    parser.add_argument("--sequenced", type=int, default=6_000, help="events written (default %(default)s)")
    parser.add_argument("--verified", type=int, default=100_000, help="events judged (default %(default)s)")
    found = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="log-rates-") as folder:
            figures = [
                sequenced(Path(folder, "bench"), found.sequenced),
                *verified(Path(folder, "audit.zip"), found.verified),
                shown(),
            ]
    except StandInError as error:
        print(error, file=sys.stderr)
        return 1
    console = Console()
    console.print(_table(figures))
    console.print("\n".join(model()))
    return 0 if all(each.is_met for each in figures) else 1


def sequenced(state_dir: Path, count: int) -> Figure:
    """Return how many events a second enter a log of a bench whose chain is at work."""
    print(f"{count} events into a bench's log, {load.PACED_PER_S:.0f} invoices a second beside …", flush=True)
    with ExitStack() as stack:
        bench = stack.enter_context(running(state_dir, Ports.free()))
        stack.enter_context(_chain_at_work(bench))
        return Figure("sequenced", _sequence(bench, count), SEQUENCED_PER_S, "events/s")


def verified(path: Path, count: int) -> Iterator[Figure]:
    """Give how many events a second a bundle is judged at, and the memory that it takes."""
    print(f"{count} events in a bundle …", flush=True)
    judge = bundle_of(events_of(TENANT, "judged", count), path)
    started = time.perf_counter()
    clean = judge()
    yield Figure("verified", clean / (time.perf_counter() - started), VERIFIED_PER_S, "events/s, one core")
    tracemalloc.start()
    judge()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    yield Figure("memory", peak / 2**20, MEMORY_BYTES_MAX / 2**20, "MB at most", at_most=True)


def shown() -> Figure:
    """Return how long an OSCAL document of many observations takes, written out."""
    events = events_of(TENANT, "shown", OBSERVATIONS)
    entries = [LogEntry(sequence=number, event=event) for number, event in enumerate(events)]
    verdict = Verdict("rates/log", size=OBSERVATIONS, root="a" * 64, has_evidence=True)
    bundle = File(name="audit.zip", sha256="b" * 64, media_type="application/zip")
    source = Source(bundle, verdict, verified_at="2026-11-23T12:00:00+00:00", title="rates")
    started = time.perf_counter()
    for document in assessment_results.detail(source, entries):
        json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Figure(
        f"{OBSERVATIONS} observations", time.perf_counter() - started, OBSERVATIONS_S_MAX, "s", at_most=True
    )


def model() -> Iterator[str]:
    """Give what Azure Cosmos DB would allow one tenant's log, by its documented limits."""
    documents = [encode(stored(each, 0).document()) for each in events_of(TENANT, "model", CHAIN_EVENTS)]
    # The store adds the entry's id, its keys and its own properties.
    entry_bytes = sum(map(len, documents)) / len(documents) + 400
    batch_bytes = entry_bytes * (BATCH_ENTRIES_MAX + 1)
    ru_per_event = RU_PER_KB * entry_bytes / 1024 * (BATCH_ENTRIES_MAX + 1) / BATCH_ENTRIES_MAX
    yield f"Model of Azure Cosmos DB: an entry of {entry_bytes:.0f} bytes costs {ru_per_event:.1f} RU"
    yield (
        f"  a batch of {BATCH_ENTRIES_MAX} entries and a head: {ru_per_event * BATCH_ENTRIES_MAX:.0f} RU, "
        f"{batch_bytes / 1024:.0f} of {BATCH_BYTES_MAX / 1024:.0f} KB, "
        f"{BATCH_ENTRIES_MAX + 1} of 100 operations"
    )
    for name, limit in (("serverless", RU_PER_S_SERVERLESS), ("provisioned", RU_PER_S_LOGICAL)):
        events_per_s = limit / ru_per_event
        yield (
            f"  {name}, {limit} RU/s: {events_per_s:.0f} events/s a tenant, "
            f"{events_per_s / CHAIN_EVENTS:.0f} invoices/s"
        )


def events_of(tenant_id: TenantId, name: str, count: int) -> list[AuditEvent]:
    """Return events of as many invoices as it takes, each with its chain."""
    events: list[AuditEvent] = []
    for first in range(0, count, CHAIN_EVENTS):
        events += _chain(tenant_id, derive(name, str(first)), min(CHAIN_EVENTS, count - first))
    return events


def _chain(tenant_id: TenantId, subject: str, length: int) -> list[AuditEvent]:
    chain: list[AuditEvent] = []
    for number in range(length):
        event = event_of(
            tenant_id=tenant_id,
            subject=subject,
            number=number,
            action=AuditAction.DOCUMENT_READ,
            at=datetime.now(UTC),
            actor=Actor(kind=ActorKind.SERVICE, reference="log-rates"),
            facts={
                "engine": "text-layer",
                "engine_version": "2",
                "reading": sha256_of(subject.encode()),
                "pages": 1,
                "unread_pages": 0,
                "invoices": 1,
                "cost_micros": 0,
            },
            previous=digest(chain[-1]) if chain else None,
        )
        chain.append(event)
    return chain


def _sequence(bench: RunningBench, count: int) -> float:
    values = json.loads((bench.report.state_dir / FILE).read_text(encoding="utf-8"))["Values"]
    proof = build_proof(Settings.load(values))
    try:
        tenant_id = parse_tenant_id(bench.report.tenant_id)
        scope = proof.admission.admit(tenant_id)
        log = proof.verify_logs.audit_log
        chains = [
            tuple(each) for each in batched(events_of(tenant_id, "rates", count), CHAIN_EVENTS, strict=False)
        ]
        log.append(scope, chains.pop())
        started = time.perf_counter()
        with ThreadPoolExecutor(WRITERS) as pool:
            receipts = list(pool.map(lambda each: log.append(scope, each), chains))
        return sum(map(len, receipts)) / (time.perf_counter() - started)
    finally:
        proof.close()


@contextmanager
def _chain_at_work(bench: RunningBench) -> Iterator[None]:
    """Post invoices at an even rate until the end of the block; the first are through when it begins."""
    client = bench.client()
    load.rested(client, load.burst(client, one_page_invoice, range(load.WARM_UP)))
    done = threading.Event()

    def post() -> None:
        number = load.WARM_UP
        while not done.is_set():
            per_round = round(load.PACED_PER_S)
            load.pace(client, one_page_invoice, range(number, number + per_round))
            number += per_round

    thread = threading.Thread(target=post)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _table(figures: Sequence[Figure]) -> Table:
    table = Table(title="Audit log", title_justify="left")
    for name in ("", "measured", "goal", "unit", ""):
        table.add_column(name, justify="right" if name in {"measured", "goal"} else "left")
    for each in figures:
        met = "met" if each.is_met else "missed"
        table.add_row(each.name, f"{each.value:,.1f}", f"{each.goal:,.1f}", each.unit, met)
    return table


if __name__ == "__main__":
    sys.exit(main())

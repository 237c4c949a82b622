"""`python -m infra.local.load`: how many invoices a bench of this machine takes, and how long one takes."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import quantiles

from rich.console import Console
from rich.table import Table

from infra.local.answers import Invoice
from infra.local.client import Client, Posting
from infra.local.errors import StandInError
from infra.local.options import INSTANCES_DEFAULT
from infra.local.ports import Ports
from infra.local.running import running
from shared.domain.invoice import RESTING

type Content = Callable[[int], bytes]

GOAL_PER_S = 20.0
"""Invoices a second on two cores."""

GOAL_P95_S = 2.0
"""From post to notice, at the paced rate."""

PACED_PER_S = 5.0
"""A busy hour of a large tenant."""

WARM_UP = 40
"""Invoices before anything is measured: every instance has loaded its SDKs and opened its links."""

POSTING_AT_ONCE = 16
"""Callers; more only queue at the door."""

REST_LIMIT_S = 300.0
"""Until the last invoice must rest."""

POLL_S = 0.5
"""Between two looks at the invoice posted last: looking costs what is measured."""

MOMENTS = ("received_at", "read_at", "classified_at", "acted_at", "rested_at")
"""Ends of an invoice's stages, in order."""

DECISION_TO_NOTICE = ("classified_at", "rested_at")
"""From the gate's decision until a person's notice is handed over."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One invoice that was taken in."""

    invoice_id: str
    at: datetime
    """When its post began."""


def main() -> int:
    """Measure, print, and return 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.load", description=__doc__)
    parser.add_argument("--count", type=int, default=400, help="invoices at once (default %(default)s)")
    parser.add_argument("--seconds", type=int, default=30, help="of the paced run (default %(default)s)")
    parser.add_argument("--instances", type=int, default=INSTANCES_DEFAULT, help="default %(default)s")
    found = parser.parse_args()
    # The samples need what only the tests install.
    from tests.data.samples.many import one_page_invoice

    try:
        with (
            tempfile.TemporaryDirectory(prefix="load-") as folder,
            running(Path(folder), Ports.free(), instances=found.instances) as bench,
        ):
            return measure(bench.client(), one_page_invoice, count=found.count, seconds=found.seconds)
    except StandInError as error:
        print(error, file=sys.stderr)
        return 1


def measure(client: Client, content: Content, *, count: int, seconds: int) -> int:
    """Run both loads, print both tables and return 1 if a goal is missed, else 0."""
    paced = round(PACED_PER_S * seconds)
    rested(client, burst(client, content, range(WARM_UP)))
    print(f"{count} invoices at once …", flush=True)
    first, second = WARM_UP + count, WARM_UP + count + paced
    sent = burst(client, content, range(WARM_UP, first))
    views = rested(client, sent)
    rate_per_s = count / _span_s(sent, views)
    print(f"{PACED_PER_S:.0f} a second for {seconds} s …", flush=True)
    paced_sent = pace(client, content, range(first, second))
    paced_views = rested(client, paced_sent)
    p50_s, p95_s = percentiles([*_latencies_s(paced_sent, paced_views)])
    console = Console()
    console.print(_table("At once", views), _table("Paced", paced_views))
    console.print(
        f"throughput  {rate_per_s:6.1f}/s   {rate_per_s / GOAL_PER_S:5.2f} of the goal of {GOAL_PER_S:.0f}/s"
    )
    console.print(f"paced p50   {p50_s:6.2f} s")
    console.print(
        f"paced p95   {p95_s:6.2f} s   {p95_s / GOAL_P95_S:5.2f} of the limit of {GOAL_P95_S:.0f} s"
    )
    return 0 if rate_per_s >= GOAL_PER_S and p95_s < GOAL_P95_S else 1


def burst(client: Client, content: Content, numbers: range) -> list[Sent]:
    """Post these invoices as fast as they are taken and return them in order."""
    contents = [content(number) for number in numbers]
    with ThreadPoolExecutor(POSTING_AT_ONCE) as pool:
        return list(pool.map(lambda pair: _post(client, *pair), zip(numbers, contents, strict=True)))


def pace(client: Client, content: Content, numbers: range) -> list[Sent]:
    """Post these invoices at an even rate, done or not the ones before, and return them in order."""
    contents = [content(number) for number in numbers]
    started = time.monotonic()
    with ThreadPoolExecutor(POSTING_AT_ONCE) as pool:
        posted = []
        for position, pair in enumerate(zip(numbers, contents, strict=True)):
            time.sleep(max(0.0, started + position / PACED_PER_S - time.monotonic()))
            posted.append(pool.submit(_post, client, *pair))
        return [each.result() for each in posted]


def rested(client: Client, sent: Sequence[Sent]) -> list[Invoice]:
    """Return the invoices in order, once all rest. Raises StandInError when one does not."""
    deadline = time.monotonic() + REST_LIMIT_S
    views = {}
    for each in reversed(sent):
        while (view := client.invoice(each.invoice_id)).state not in RESTING:
            if time.monotonic() > deadline:
                raise StandInError(
                    f"invoice {each.invoice_id} is still {view.state} after {REST_LIMIT_S:.0f} s"
                )
            time.sleep(POLL_S)
        views[each.invoice_id] = view
    return [views[each.invoice_id] for each in sent]


def percentiles(values_s: Sequence[float]) -> tuple[float, float]:
    """Return the 50th and the 95th percentile."""
    cuts = quantiles(values_s, n=20, method="inclusive")
    return cuts[9], cuts[18]


def _post(client: Client, number: int, content: bytes) -> Sent:
    at = datetime.now(UTC)
    (accepted,) = client.post(Posting(content, "application/pdf", f"{number}.pdf", f"load-{number}"))
    return Sent(accepted.invoice_id, at)


def _span_s(sent: Sequence[Sent], views: Sequence[Invoice]) -> float:
    ends = [view.rested_at for view in views if view.rested_at is not None]
    return (max(ends) - min(each.at for each in sent)).total_seconds()


def _latencies_s(sent: Sequence[Sent], views: Sequence[Invoice]) -> Iterator[float]:
    for each, view in zip(sent, views, strict=True):
        if view.rested_at is not None:
            yield (view.rested_at - each.at).total_seconds()


def _table(title: str, views: Sequence[Invoice]) -> Table:
    table = Table(title=title, title_justify="left")
    for name in ("stage", "p50 s", "p95 s"):
        table.add_column(name, justify="left" if name == "stage" else "right")
    for before, after in (*pairwise(MOMENTS), DECISION_TO_NOTICE):
        spans_s = [*_spans_s(views, before, after)]
        if len(spans_s) > 1:
            p50_s, p95_s = percentiles(spans_s)
            table.add_row(f"{before[:-3]} → {after[:-3]}", f"{p50_s:.2f}", f"{p95_s:.2f}")
    return table


def _spans_s(views: Sequence[Invoice], before: str, after: str) -> Iterator[float]:
    for view in views:
        began, ended = getattr(view, before), getattr(view, after)
        if began is not None and ended is not None:
            yield (ended - began).total_seconds()


if __name__ == "__main__":
    sys.exit(main())

"""
The whole bench is killed while invoices are on their way, and started again on what it had written.

`CRASH_INVOICES`, `CRASH_KILLS` and `CRASH_SEED` make it longer, or repeat a run that failed.
"""

import os
import random
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from azure.storage.blob import BlobServiceClient

from infra.local import running
from infra.local.client import Client, Posting
from infra.local.feed import missing_steps
from infra.local.ports import Ports
from infra.local.settings import storage_connection
from shared.domain.audit import AuditAction
from shared.domain.invoice import RESTING
from tests.data.samples.many import one_page_invoice

pytestmark = pytest.mark.integration

INVOICES = int(os.environ.get("CRASH_INVOICES", "30"))
KILLS = int(os.environ.get("CRASH_KILLS", "2"))
SEED = int(os.environ.get("CRASH_SEED", str(random.randrange(1_000_000))))

LIFE_MIN_S, LIFE_MAX_S = 0.2, 3.0
"""How long a bench lives between being ready and being killed: in the midst of the work."""

REST_LIMIT_S = 120.0
"""Until everything must rest once nothing is killed any more."""

POLL_S = 0.5

SETTINGS = {"INVOICE_STALE_S": "3", "INVOICE_SWEEP_SCHEDULE": "*/2 * * * * *"}
"""What stands still is set going again at once: nobody waits for it here."""


class Lives:
    """A bench that can be killed and started again on the same state and ports."""

    def __init__(self, state_dir):
        self._state_dir = state_dir
        self._ports = Ports.free()
        self._output = (state_dir / "bench.log").open("ab")
        self.bench = None

    def start(self):
        self.bench = running.start(self._state_dir, self._ports, settings=SETTINGS, output=self._output)

    def client(self):
        return self.bench.client()

    def close(self):
        self.bench.stop()
        self._output.close()


@contextmanager
def lives(state_dir):
    found = Lives(state_dir)
    found.start()
    try:
        yield found
    finally:
        found.close()


def post(client: Client, number: int) -> str:
    posting = Posting(one_page_invoice(number), "application/pdf", f"{number}.pdf", f"crash-{number}")
    (accepted,) = client.post(posting)
    return accepted.invoice_id


def kill_again_and_again(found: Lives, moments: random.Random) -> None:
    for _ in range(KILLS):
        time.sleep(moments.uniform(LIFE_MIN_S, LIFE_MAX_S))
        found.bench.kill()
        found.start()


def rested(client: Client, invoice_ids: list[str]):
    deadline = time.monotonic() + REST_LIMIT_S
    while True:
        views = [client.invoice(invoice_id) for invoice_id in invoice_ids]
        standing = Counter(view.state for view in views if view.state not in RESTING)
        if not standing and not any(
            missing_steps(view, client.audit(view.invoice_id).entries) for view in views
        ):
            return views
        assert time.monotonic() < deadline, f"seed {SEED}: {standing or 'the log is not complete'}"
        time.sleep(POLL_S)


@pytest.mark.timeout(3000)
def test_nothing_is_lost_and_nothing_done_twice(tmp_path):
    """Through any crash, each accepted invoice ends at rest once, acted on once, with an unbroken log."""
    sys.stdout.write(f"CRASH_SEED={SEED}\n")
    with lives(tmp_path) as found, ThreadPoolExecutor(8) as senders:
        client = found.client()
        sent = [senders.submit(post, client, number) for number in range(INVOICES)]
        kill_again_and_again(found, random.Random(SEED))

        invoice_ids = [each.result() for each in sent]
        views = rested(client, invoice_ids)

        assert len(set(invoice_ids)) == INVOICES
        assert sorted(view.invoice_id for view in client.each_invoice()) == sorted(invoice_ids)
        assert Counter(exported(found)) == Counter(view.invoice_id for view in views if view.acted_at)
        for invoice_id in invoice_ids:
            actions = Counter(entry.event.action for entry in client.audit(invoice_id).entries)
            assert actions[AuditAction.GATE_DECIDED] == 1
            assert actions[AuditAction.INVOICE_ACTED] <= 1
        assert not client.dead_letters()


def exported(found: Lives) -> list[str]:
    """The invoice of each exported document; its name is tenant, invoice, digest."""
    service = BlobServiceClient.from_connection_string(storage_connection(found.bench.report.ports))
    with service:
        return [name.split("/")[1] for name in service.get_container_client("exports").list_blob_names()]

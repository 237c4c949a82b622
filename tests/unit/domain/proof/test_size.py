"""Large logs: clean ones are clean, quickly, and in little memory."""

import os
import time
import tracemalloc

from shared.domain.proof.verdict import Outcome
from tests.logs import TenantLog, chain, judge

EVENTS = int(os.environ.get("LOG_EVENTS", "3000"))
"""In the bundle; the long run has 100,000."""

EVENTS_PER_S_MIN = 2_000
"""A fifth of what a quiet machine must do, for this one may be busy."""

SUBJECT_BYTES_MAX = 2_000
"""Memory per subject: its name and one digest, and nothing for each of its events."""


def large(events):
    log = TenantLog()
    every = [event for number in range(events // 10) for event in chain(f"subject-{number}", 10)]
    for start in range(0, len(every), 900):
        log.append(*every[start : start + 900])
    log.notary.run()
    return log.bundle()


def test_a_large_untouched_log_is_clean(tmp_path):
    """Every entry is read, chained, hashed and compared."""
    bundle = large(EVENTS)
    started = time.process_time()

    verdict = judge(bundle, tmp_path)

    per_s = EVENTS / (time.process_time() - started)
    assert (verdict.outcome, verdict.size) == (Outcome.CLEAN, EVENTS)
    assert per_s > EVENTS_PER_S_MIN, f"{per_s:.0f} events a second"
    print(f"{per_s:.0f} events a second")  # noqa: T201 - the long run is looked at


def test_memory_grows_with_subjects_only(tmp_path):
    """A verifier of a million events runs on any machine."""
    bundle = large(2000)
    tracemalloc.start()

    judge(bundle, tmp_path)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000 + SUBJECT_BYTES_MAX * 200

"""The log under crashes, rivals and lost answers: never a fork, a gap or a double."""

import os
import random
import threading

import pytest

from shared.domain.errors import Conflict, Malformed, Unavailable
from shared.domain.proof.verdict import Outcome
from shared.domain.proof.verify import verify
from shared.engines.proof.signatures import check_signature
from tests.fakes.audit_log import FakeAuditLog
from tests.fakes.log_store import FakeLogStore
from tests.logs import SESSION_KEY, TRUST, Clock, TenantLog, chain

SCHEDULES = int(os.environ.get("LOG_SCHEDULES", "500"))
"""Random schedules tried; a nightly run takes 10,000."""

STRETCH_ENTRIES = 8
"""Small, so that every schedule crosses several ends."""

RIVALS = 3


class Died(BaseException):
    """The process is gone: nothing catches it."""


class Unruly:
    """A store that fails before or after a write, or lets a rival go first, as a schedule says."""

    WRITES = frozenset({"create", "create_session"})

    def __init__(self, inner, schedule, rival):
        self.stretch_entries = inner.stretch_entries
        self._inner = inner
        self._schedule = schedule
        self._rival = rival

    def __getattr__(self, name):
        method = getattr(self._inner, name)

        def call(*args, **kwargs):
            if self._schedule.random() < 0.25:
                self._rival()
            fate = self._schedule.random() if name in self.WRITES else 1.0
            self._fail(fate, 0.0)
            result = method(*args, **kwargs)
            self._fail(fate, 0.1)
            return result

        return call

    def _fail(self, fate, start):
        if start <= fate < start + 0.05:
            raise Unavailable("fake.lost", "The answer was lost.")
        if start + 0.05 <= fate < start + 0.1:
            raise Died


class Schedule:
    """One random history: several writers, each of which may be interrupted by the others at every call."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.log = TenantLog(store=FakeLogStore(STRETCH_ENTRIES))
        self.events = [chain(name, self.random.randint(1, 6)) for name in "abcdefgh"]
        self.depth = 0
        self.writers = [self.start() for _ in range(RIVALS)]

    def start(self):
        return FakeAuditLog(
            Unruly(self.log.store, self.random, self.interrupt), signer=SESSION_KEY, clock=self.log.clock
        )

    def interrupt(self):
        if self.depth < RIVALS - 1:
            self.depth += 1
            self.step(self.depth)
            self.depth -= 1

    def step(self, number):
        """One writer brings the beginnings of some subjects' stories into the log."""
        chosen = self.random.sample(self.events, self.random.randint(1, 4))
        told = [each[: self.random.randint(1, len(each))] for each in chosen]
        try:
            self.writers[number].append(self.log.scope, tuple(event for each in told for event in each))
        except Died:
            self.writers[number] = self.start()
        except Unavailable:
            pass

    def run(self):
        for _ in range(self.random.randint(3, 12)):
            self.step(0)
        every = tuple(event for each in self.events for event in each)
        receipts = self.log.log.append(self.log.scope, every)
        assert len({receipt.event_id for receipt in receipts}) == len(every)
        return every, receipts


@pytest.mark.parametrize("part", range(5))
def test_no_schedule_forks_skips_or_doubles(part):
    """Whatever dies, whoever interrupts: each event is there once, and a verifier finds nothing."""
    for seed in range(part, SCHEDULES, 5):
        schedule = Schedule(seed)

        events, receipts = schedule.run()

        log = schedule.log
        entries = log.log.entries(log.scope)
        assert [entry.sequence for entry in entries] == list(range(len(events))), seed
        assert {entry.event.event_id for entry in entries} == {event.event_id for event in events}, seed
        places = {entry.event.event_id: entry.sequence for entry in entries}
        assert all(places[each.event_id] == each.sequence for each in receipts), seed
        verdict = verify(log.evidence(), TRUST, check_signature)
        assert verdict.outcome is Outcome.CANNOT_JUDGE, (seed, list(verdict.lines()))
        log.notary.run()
        verdict = verify(log.evidence(), TRUST, check_signature)
        assert (verdict.outcome, verdict.anchored) == (Outcome.CLEAN, len(events)), seed


def test_callers_of_one_process_share_a_batch():
    """While one writes, the others wait, and then go in together."""
    log = TenantLog()
    entered, go = threading.Event(), threading.Event()
    create = log.store.create

    def slow(scope, head, entries):
        entered.set()
        assert go.wait(10)
        create(scope, head, entries)

    log.store.create = slow
    threads = [
        threading.Thread(target=log.log.append, args=(log.scope, chain(name, 1))) for name in "abcdefgh"
    ]
    threads[0].start()
    assert entered.wait(10)
    for thread in threads[1:]:
        thread.start()
    line = log.log._lines[log.scope.tenant_id]
    while len(line.waiting) < len(threads) - 1:
        assert all(thread.is_alive() for thread in threads)
    go.set()
    for thread in threads:
        thread.join()

    assert [head.size for head in log.store.heads(log.scope)] == [1, 8]


def test_a_head_never_goes_back_in_time():
    """A writer whose clock is behind takes the time of the head before."""
    log = TenantLog()
    log.append(*chain("a", 1))
    behind = Clock()
    behind.now = log.clock.now.replace(hour=9, minute=59)
    FakeAuditLog(log.store, signer=SESSION_KEY, clock=behind).append(log.scope, chain("b", 1))

    first, second = log.store.heads(log.scope)
    assert second.at == first.at


def test_a_clock_far_ahead_is_not_followed():
    """One wrong clock does not make every later head wrong: the verifier names the one."""
    log = TenantLog()
    ahead = Clock(log.clock.now.replace(hour=20))
    FakeAuditLog(log.store, signer=SESSION_KEY, clock=ahead).append(log.scope, chain("a", 1))
    log.append(*chain("b", 1))
    log.append(*chain("c", 1))

    verdict = verify(log.evidence(), TRUST, check_signature)

    assert [(each.code, each.where) for each in verdict.findings] == [("head-time", 2)]


class Refusing:
    """A store that always says somebody was first."""

    stretch_entries = 8

    def __init__(self, trouble):
        self.trouble = trouble

    def latest(self, _scope, **_):
        return None

    def find(self, _scope, _ids):
        return {}

    def create_session(self, *_):
        return None

    def create(self, *_):
        raise self.trouble


@pytest.mark.parametrize(
    ("trouble", "code"),
    [(Conflict("c", "c"), "audit.busy"), (Malformed("m", "m"), "m"), (Unavailable("u", "u"), "u")],
)
def test_a_store_that_never_takes_it_is_no_endless_loop(trouble, code):
    """The caller hears of it, and tries again later."""
    log = FakeAuditLog(Refusing(trouble))

    with pytest.raises((Unavailable, Malformed)) as caught:
        log.append(TenantLog().scope, chain("a", 1))

    assert caught.value.code == code

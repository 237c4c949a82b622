"""The contract of the port `audit_log`."""

import threading

import pytest

from shared.adapters.azure.log_store import EPOCH_ENTRIES, CosmosLogStore
from shared.domain.audit import Actor, ActorKind, AuditAction, AuditEvent
from shared.domain.errors import Unavailable
from tests.contracts.conftest import NOW, container_of
from tests.fakes.audit_log import FakeAuditLog


@pytest.fixture(params=["fake", "azure", "azure-small-epochs"])
def audit_log(request):
    if request.param == "fake":
        return FakeAuditLog()
    epoch_entries = 8 if "small" in request.param else EPOCH_ENTRIES
    return azure_log(container_of(request, "audit"), epoch_entries)


def azure_log(container, epoch_entries=EPOCH_ENTRIES):
    return FakeAuditLog(CosmosLogStore(container, epoch_entries=epoch_entries))


def events(scope, subject="s", count=3, start=0):
    return tuple(
        AuditEvent(
            tenant_id=scope.tenant_id,
            subject=subject,
            number=number,
            action=AuditAction.DOCUMENT_READ,
            at=NOW,
            actor=Actor(kind=ActorKind.SERVICE, reference="test"),
            facts={"n": number},
            previous=None,
        )
        for number in range(start, start + count)
    )


def sequences(receipts):
    return [receipt.sequence for receipt in receipts]


def test_events_enter_in_order_and_come_back_whole(audit_log, scope):
    """What went in comes out, numbered from 0."""
    receipts = audit_log.append(scope, events(scope))

    entries = audit_log.entries(scope)
    assert sequences(receipts) == [0, 1, 2]
    assert tuple(entry.event for entry in entries) == events(scope)
    assert [entry.sequence for entry in entries] == [0, 1, 2]


def test_an_event_enters_once(audit_log, scope):
    """A repeat gets the receipt of the first time, also among new ones."""
    first = audit_log.append(scope, events(scope, count=2))

    again = audit_log.append(scope, events(scope, count=4))

    assert sequences(again)[:2] == sequences(first)
    assert sequences(again) == [0, 1, 2, 3]
    assert len(audit_log.entries(scope)) == 4


def test_entries_of_one_subject_are_found(audit_log, scope):
    """One invoice's trail, without the others'."""
    audit_log.append(scope, events(scope, "a") + events(scope, "b"))

    assert {entry.event.subject for entry in audit_log.entries(scope, subject="b")} == {"b"}
    assert len(audit_log.entries(scope, subject="b")) == 3


def test_many_events_enter_at_once(audit_log, scope):
    """More than one write's worth, over several epochs where they are small."""
    receipts = audit_log.append(scope, events(scope, count=205))

    assert sequences(receipts) == list(range(205))
    assert sequences(audit_log.append(scope, events(scope, count=205))) == list(range(205))
    assert [entry.sequence for entry in audit_log.entries(scope)] == list(range(205))


def test_nothing_is_nothing(audit_log, scope):
    """No events, no receipts."""
    assert audit_log.append(scope, ()) == ()


def test_invariant_4_a_stranger_sees_nothing(audit_log, scope, stranger):
    """Each tenant has a log of its own."""
    audit_log.append(scope, events(scope))

    assert audit_log.entries(stranger) == ()
    assert sequences(audit_log.append(stranger, events(stranger))) == [0, 1, 2]


@pytest.fixture
def container(request):
    return container_of(request, "audit")


def test_rival_writers_leave_one_unbroken_log(container, scope):
    """Several processes and threads at once: every event once, no gap, no fork."""
    logs = [azure_log(container, 16) for _ in range(3)]

    def write(log, subject):
        for number in range(6):
            log.append(scope, events(scope, subject, count=2, start=2 * number))

    threads = [
        threading.Thread(target=write, args=(log, f"{index}-{turn}"))
        for index, log in enumerate(logs)
        for turn in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    entries = logs[0].entries(scope)
    assert [entry.sequence for entry in entries] == list(range(72))
    assert len({entry.event.event_id for entry in entries}) == 72


class LosingAnswers:
    """A container whose every other batch is written and never answered."""

    def __init__(self, container):
        self._container = container
        self._calls = 0

    def __getattr__(self, name):
        return getattr(self._container, name)

    def execute_item_batch(self, *args):
        from azure.core.exceptions import ServiceResponseError

        result = self._container.execute_item_batch(*args)
        self._calls += 1
        if self._calls % 2:
            message = "the answer was lost"
            raise ServiceResponseError(message)
        return result


def test_a_lost_answer_never_doubles_an_event(container, scope):
    """Appended again after an unknown outcome, also over an epoch's end, an event is there once."""
    log = azure_log(LosingAnswers(container), 8)
    for start in range(0, 20, 5):
        batch = events(scope, count=5, start=start)
        for _ in range(6):
            try:
                log.append(scope, batch)
            except Unavailable:
                continue
            break

    entries = log.entries(scope)
    assert [entry.event.number for entry in entries] == list(range(20))
    assert [entry.sequence for entry in entries] == list(range(20))


def test_events_of_another_tenant_are_refused(container, scope, stranger):
    """A log takes its own tenant's events only."""
    with pytest.raises(Unavailable, match="another tenant"):
        azure_log(container).append(scope, events(stranger))

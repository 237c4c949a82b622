"""The contracts of the ports `log_store` and `checkpoints`."""

from dataclasses import replace

import pytest

from shared.adapters.azure.checkpoints import AzureCheckpoints
from shared.adapters.azure.log_store import CosmosLogStore
from shared.domain.audit import stored
from shared.domain.errors import Conflict
from shared.domain.proof.head import next_head
from shared.engines.proof.sessions import CertifiedSessions
from tests.contracts.conftest import blob_service_of, container_of
from tests.fakes.checkpoints import FakeCheckpoints
from tests.fakes.keys import FakeSigner
from tests.fakes.log_store import FakeLogStore
from tests.logs import Clock, chain

STRETCH_ENTRIES = 4


@pytest.fixture(params=["fake", "azure"])
def store(request):
    if request.param == "fake":
        return FakeLogStore(STRETCH_ENTRIES)
    return CosmosLogStore(container_of(request, "audit"), epoch_entries=STRETCH_ENTRIES)


def write(store, scope, head, *events):
    entries = tuple(stored(event, number) for number, event in enumerate(events, head.size if head else 0))
    made = next_head(
        head,
        [each.leaf_hash for each in entries],
        at="2026-11-23T10:00:00.000000+00:00",
        session="s" * 32,
    )
    store.create(scope, made, entries)
    return made


def fill(store, scope):
    """Write six entries in three batches over two stretches, and return the heads and the entries."""
    events = (*chain("a", 3, tenant=scope.tenant_id), *chain("b", 3, tenant=scope.tenant_id))
    first = write(store, scope, None, *events[:3])
    second = write(store, scope, first, *events[3:4])
    third = write(store, scope, second, *events[4:])
    return [first, second, third], [stored(event, number) for number, event in enumerate(events)]


def test_what_was_written_comes_back_in_order(store, scope):
    """Heads and entries, from the beginning and from anywhere."""
    heads, entries = fill(store, scope)

    assert store.latest(scope) == heads[-1]
    assert list(store.heads(scope)) == heads
    assert list(store.heads(scope, first=3)) == heads[1:]
    assert list(store.entries(scope)) == entries
    assert list(store.entries(scope, first=2)) == entries[2:]
    assert list(store.entries(scope, subject="b")) == entries[3:]


@pytest.mark.parametrize("heads", [4, 12])
def test_the_latest_is_found_from_any_head_on(heads, store, scope):
    """Whether few followed it or many."""
    made = [None]
    for event in chain("a", heads, tenant=scope.tenant_id):
        made.append(write(store, scope, made[-1], event))

    assert {store.latest(scope, known=known) for known in made} == {made[-1]}


def test_events_are_found_where_they_stand(store, scope):
    """Each with its place and its batch's head; those that are not there are not in the answer."""
    heads, _ = fill(store, scope)

    found = store.find(scope, ("a.000001", "b.000002", "c.000000"))

    assert {event_id: (each.sequence, each.head) for event_id, each in found.items()} == {
        "a.000001": (1, heads[0]),
        "b.000002": (5, heads[2]),
    }
    assert not store.find(scope, ())


def test_a_place_is_taken_once(store, scope):
    """The second head that begins there conflicts, and nothing of it is written."""
    heads, entries = fill(store, scope)

    with pytest.raises(Conflict):
        write(store, scope, heads[0], *chain("z", 1, tenant=scope.tenant_id))

    assert list(store.entries(scope)) == entries


def test_an_event_is_in_a_stretch_once(store, scope):
    """A repeat conflicts, and nothing beside it is written."""
    heads, entries = fill(store, scope)
    new, again = chain("z", 1, tenant=scope.tenant_id)[0], chain("b", 2, tenant=scope.tenant_id)[1]

    with pytest.raises(Conflict):
        write(store, scope, heads[-1], new, again)

    assert list(store.entries(scope)) == entries


def test_a_session_is_kept_once(store, scope):
    """Keeping it again changes nothing."""
    certificates = [
        CertifiedSessions(FakeSigner(), "invoice-intake/test", Clock()).current().certificate
        for _ in range(2)
    ]
    for each in (*certificates, *certificates):
        store.create_session(scope, each)

    assert list(store.sessions(scope)) == sorted(certificates, key=lambda each: each.session_id)


def test_invariant_4_a_stranger_s_log_is_empty(store, scope, stranger):
    """Each tenant has a log of its own."""
    fill(store, scope)

    assert store.latest(stranger) is None
    assert list(store.entries(stranger)) == []
    assert not store.find(stranger, ("a.000001",))


@pytest.fixture(params=["fake", "azure"])
def checkpoints(request):
    return FakeCheckpoints() if request.param == "fake" else AzureCheckpoints(blob_service_of(request))


def test_the_largest_checkpoint_is_the_latest(checkpoints, scope, stranger):
    """Whatever the order they came in, and nobody sees another's."""
    for size in (9, 10, 100):
        assert checkpoints.create(scope, size, b"note %d" % size)

    assert checkpoints.latest(scope) == b"note 100"
    assert list(checkpoints.all(scope)) == [(100, b"note 100"), (10, b"note 10"), (9, b"note 9")]
    assert checkpoints.latest(stranger) is None
    assert checkpoints.around(scope, 9) == (b"note 9", b"note 10")
    assert checkpoints.around(scope, 99) == (b"note 10", b"note 100")
    assert checkpoints.around(scope, 8) == (None, b"note 9")
    assert checkpoints.around(scope, 100) == (b"note 100", None)
    assert checkpoints.around(stranger, 0) == (None, None)


def test_a_checkpoint_is_written_once(checkpoints, scope):
    """A taken size keeps what it has."""
    assert checkpoints.create(scope, 1, b"first")

    assert not checkpoints.create(scope, 1, b"second")
    assert checkpoints.latest(scope) == b"first"


def test_a_session_s_id_says_nothing_of_its_signature():
    """It names what is signed."""
    certificate = CertifiedSessions(FakeSigner(), "invoice-intake/test", Clock()).current().certificate

    assert replace(certificate, signature="").session_id == certificate.session_id

"""Everything is checked before anything is written; the same bytes are one invoice."""

import pytest

from shared.domain.audit import AuditAction
from shared.domain.document import Channel
from shared.domain.errors import Conflict, Malformed, TooLarge, Unavailable, Unprocessable, UnsupportedMedia
from shared.pipeline import ingest as module
from shared.ports.invoices import InvoiceFilter
from tests.unit.pipeline.world import World


def count(world):
    return len(world.invoices.page(world.scope, InvoiceFilter(), size=100, continuation=None).items)


def test_the_same_bytes_are_one_invoice():
    """Posted twice, even in one request, they are taken in once."""
    world = World()

    first, second = world.post(b"%PDF-1.7 one", b"%PDF-1.7 one")
    (third,) = world.post(b"%PDF-1.7 one")

    assert first.invoice_id == second.invoice_id == third.invoice_id
    assert [first.again, second.again, third.again] == [False, True, True]
    assert count(world) == 1


def test_the_same_bytes_another_way_are_noted():
    """The trail says that they came again; a mere retry says nothing."""
    world = World()
    (accepted,) = world.post()
    world.post()
    arrival = world.arrival()
    other = arrival.model_copy(
        update={"provenance": arrival.provenance.model_copy(update={"channel": Channel.MAIL})}
    )

    world.ingest.post(world.scope, (other,), request_key=None)
    world.drain()

    actions = world.actions(accepted.invoice_id)
    assert actions.count(AuditAction.DOCUMENT_RECEIVED_AGAIN) == 1
    assert world.record(accepted.invoice_id).export_sha256


def test_one_bad_document_refuses_the_whole_request():
    """Nothing of it is taken in."""
    world = World()
    world.inspector.refusals[b"%PDF-1.7 bad"] = Unprocessable("document.encrypted", "It is encrypted.")

    with pytest.raises(Unprocessable):
        world.post(b"%PDF-1.7 one", b"%PDF-1.7 bad")

    assert count(world) == 0
    assert world.blobs.count("raw") == 0


@pytest.mark.parametrize(
    ("contents", "error"),
    [
        ((b"",), Malformed),
        ((b"hello",), UnsupportedMedia),
        ((b"PK\x03\x04",), UnsupportedMedia),
        ((b"%PDF-1.7 large",), TooLarge),
        (tuple(b"%%PDF %d" % number for number in range(21)), TooLarge),
    ],
)
def test_invariant_9_limits_are_kept(monkeypatch, contents, error):
    """Empty, foreign, too large, too many."""
    monkeypatch.setattr(module, "DOCUMENT_BYTES_MAX", 13)

    with pytest.raises(error):
        World().post(*contents)


def test_no_document_is_no_request():
    """There must be something to take in."""
    world = World()

    with pytest.raises(Malformed):
        world.ingest.post(world.scope, (), request_key=None)


def test_a_key_belongs_to_one_body():
    """The same key and body get the same answer, another body is refused."""
    world = World()
    first = world.post(b"%PDF-1.7 one", key="k")

    again = world.post(b"%PDF-1.7 one", key="k")

    assert [each.invoice_id for each in again] == [each.invoice_id for each in first]
    with pytest.raises(Unprocessable, match="another body"):
        world.post(b"%PDF-1.7 two", key="k")


class Busy:
    """A store in which somebody else is always first."""

    def __init__(self, inner, *, found):
        self._inner = inner
        self._found = found

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def find(self, scope, invoice_id):
        return self._inner.find(scope, invoice_id) if self._found else None

    def commit(self, scope, change, version):
        raise Conflict("invoice.version", "Somebody else was first.")


@pytest.mark.parametrize("found", [True, False])
def test_a_note_that_cannot_be_written_is_tried_again_by_the_sender(found):
    """After some lost races the sender is asked to send the same again."""
    world = World()
    world.post()
    arrival = world.arrival(filename="other.pdf")
    busy = Busy(world.invoices, found=found)
    ingest = module.Ingest(world.blobs, busy, world.queues, world.request_keys, world.inspector, world.clock)

    with pytest.raises(Unavailable, match="send the same again"):
        ingest.post(world.scope, (arrival,), request_key=None)

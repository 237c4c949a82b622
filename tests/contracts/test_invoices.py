"""The contract of the port `invoices`."""

from datetime import timedelta

import pytest

from shared.adapters.azure.invoices import CosmosInvoices
from shared.domain.audit import Actor, ActorKind, AuditAction
from shared.domain.document import Channel, DocumentKind, Provenance, StoredDocument
from shared.domain.errors import Conflict, Malformed, Unavailable
from shared.domain.gate import Decision, GateLevel
from shared.domain.ids import invoice_id_for, sha256_of
from shared.domain.invoice import InvoiceRecord, InvoiceState, Summary, change
from shared.domain.review import Review
from shared.domain.vendor import VendorMatch, VendorOutcome
from shared.ports.invoices import InvoiceFilter
from tests.contracts.conftest import NOW, container_of
from tests.fakes.invoices import FakeInvoices

ACTOR = Actor(kind=ActorKind.SERVICE, reference="test")
EVERYTHING = InvoiceFilter()


@pytest.fixture(params=["fake", "azure"])
def invoices(request):
    return FakeInvoices() if request.param == "fake" else CosmosInvoices(container_of(request, "invoices"))


FACTS = {"channel": "http", "commitment": sha256_of(b"c"), "size_bytes": 3, "media_type": "application/pdf"}


def received(scope, content=b"one", *, at=NOW):
    digest = sha256_of(content)
    record = InvoiceRecord(
        tenant_id=scope.tenant_id,
        invoice_id=invoice_id_for(scope.tenant_id, digest),
        state=InvoiceState.RECEIVED,
        document=StoredDocument(sha256=digest, kind=DocumentKind.PDF, size_bytes=3, page_count=1),
        provenance=Provenance(channel=Channel.HTTP, received_at=at, principal="k1"),
        received_at=at,
        updated_at=at,
        events=0,
        last_event_sha256=None,
    )
    return change(record).then(at, AuditAction.DOCUMENT_RECEIVED, ACTOR, FACTS)


def tagged(record, *, state=InvoiceState.READ, at=NOW, **changes):
    return change(record).then(at, AuditAction.INVOICE_REJECTED, ACTOR, {}, state=state, **changes)


def test_what_is_committed_is_found(invoices, scope):
    """The record comes back as it was written, with its version."""
    made = invoices.commit(scope, received(scope), None)

    assert invoices.find(scope, made.value.invoice_id) == made
    assert made.value == received(scope).record


def test_the_unknown_is_not_found(invoices, scope):
    """No record, no error."""
    assert invoices.find(scope, invoice_id_for(scope.tenant_id, sha256_of(b"?"))) is None


def test_creating_twice_is_a_conflict(invoices, scope):
    """Of two creators one is first, and the other's events are not written."""
    made = invoices.commit(scope, received(scope), None)

    with pytest.raises(Conflict):
        invoices.commit(scope, received(scope), None)
    assert len(invoices.outbox(scope, made.value)) == 1


def test_a_stale_version_is_a_conflict_and_writes_nothing(invoices, scope):
    """State and events change together or not at all."""
    made = invoices.commit(scope, received(scope), None)
    invoices.commit(scope, tagged(made.value), made.version)

    with pytest.raises(Conflict):
        invoices.commit(scope, tagged(made.value), made.version)
    assert len(invoices.outbox(scope, made.value)) == 2


def test_the_outbox_holds_what_is_not_logged_in_order(invoices, scope):
    """Events come back whole, from the first that is not in the log."""
    made = invoices.commit(scope, received(scope), None)
    read = invoices.commit(scope, tagged(made.value), made.version).value

    events = invoices.outbox(scope, read)
    rest = invoices.outbox(scope, read.model_copy(update={"logged": 1}))

    assert [event.number for event in events] == [0, 1]
    assert events[0] == received(scope).events[0]
    assert rest == events[1:]


def test_logged_never_counts_down(invoices, scope):
    """A late marker does not undo a later one."""
    made = invoices.commit(scope, received(scope), None)
    read = invoices.commit(scope, tagged(made.value), made.version).value

    invoices.mark_logged(scope, read.invoice_id, 2)
    invoices.mark_logged(scope, read.invoice_id, 1)

    found = invoices.find(scope, read.invoice_id)
    assert found.value.logged == 2


def test_invariant_4_a_stranger_finds_nothing(invoices, scope, stranger):
    """Another tenant's scope leads nowhere near."""
    made = invoices.commit(scope, received(scope), None)

    assert invoices.find(stranger, made.value.invoice_id) is None
    assert invoices.page(stranger, EVERYTHING, size=10, continuation=None).items == ()
    assert invoices.stalled(stranger, before=NOW + timedelta(days=1), limit=10) == ()


def test_pages_come_latest_first_and_end(invoices, scope):
    """Every invoice once, in order, however small the pages."""
    times = [NOW + timedelta(minutes=minute) for minute in range(5)]
    for number, at in enumerate(times):
        invoices.commit(scope, received(scope, str(number).encode(), at=at), None)

    found = []
    continuation = None
    while True:
        page = invoices.page(scope, EVERYTHING, size=2, continuation=continuation)
        found += [record.received_at for record in page.items]
        continuation = page.continuation
        if continuation is None:
            break

    assert found == sorted(times, reverse=True)


def test_a_foreign_continuation_is_malformed(invoices, scope):
    """What is not ours is refused, not guessed."""
    with pytest.raises(Malformed):
        invoices.page(scope, EVERYTHING, size=2, continuation="nonsense")


@pytest.mark.parametrize(
    "wanted",
    [
        InvoiceFilter(state=InvoiceState.CLASSIFIED),
        InvoiceFilter(level=GateLevel.L2),
        InvoiceFilter(vendor="v1"),
        InvoiceFilter(invoice_number="R-1"),
        InvoiceFilter(received_from=NOW + timedelta(minutes=1)),
        InvoiceFilter(received_before=NOW + timedelta(minutes=2), state=InvoiceState.CLASSIFIED),
    ],
)
def test_filters_select(invoices, scope, wanted):
    """Each filter finds the one invoice that fits."""
    invoices.commit(scope, received(scope, b"other", at=NOW - timedelta(minutes=1)), None)
    at = NOW + timedelta(minutes=1)
    made = invoices.commit(scope, received(scope, b"wanted", at=at), None)
    classified = tagged(
        made.value,
        state=InvoiceState.CLASSIFIED,
        decision=Decision(level=GateLevel.L2, because=("Because.",), policy_version=1),
        vendor=VendorMatch(outcome=VendorOutcome.MATCHED, vendor_id="v1"),
        summary=Summary(reading_sha256=sha256_of(b"r"), engine="e", invoice_number="R-1"),
    )
    invoices.commit(scope, classified, made.version)

    page = invoices.page(scope, wanted, size=10, continuation=None)

    assert [record.invoice_id for record in page.items] == [made.value.invoice_id]


def test_stalled_are_those_with_something_ahead(invoices, scope):
    """A stage ahead or events not logged, and not touched for a while; oldest first."""
    waiting = invoices.commit(scope, received(scope, b"waiting", at=NOW), None).value
    made = invoices.commit(scope, received(scope, b"unlogged", at=NOW + timedelta(seconds=1)), None)
    at = NOW + timedelta(seconds=2)
    unlogged = invoices.commit(
        scope, tagged(made.value, state=InvoiceState.PROCESSED, at=at), made.version
    ).value
    made = invoices.commit(scope, received(scope, b"done"), None)
    done = invoices.commit(scope, tagged(made.value, state=InvoiceState.PROCESSED), made.version).value
    invoices.mark_logged(scope, done.invoice_id, done.events)
    invoices.commit(scope, received(scope, b"fresh", at=NOW + timedelta(hours=1)), None)

    found = invoices.stalled(scope, before=NOW + timedelta(minutes=1), limit=10)

    assert [record.invoice_id for record in found] == [waiting.invoice_id, unlogged.invoice_id]
    assert len(invoices.stalled(scope, before=NOW + timedelta(minutes=1), limit=1)) == 1


class Misrouting:
    """A store that answers with another tenant's document."""

    def __init__(self, document):
        self._document = document

    def read_item(self, *_):
        return self._document


def test_invariant_4_a_misrouted_answer_is_never_handed_out(scope):
    """The owner is checked after the store answered: a second wall, which fails this test if removed."""
    with pytest.raises(Unavailable, match="no usable answer"):
        CosmosInvoices(Misrouting({"tenantId": "another", "_etag": "1", "record": {}})).find(scope, "i")


def waiting(scope, invoices, content, *, level=GateLevel.L2, due=NOW, assignee="ada", vendor="Muster AG"):
    """Commit an invoice that waits for a person."""
    made = invoices.commit(scope, received(scope, content), None)
    digest = sha256_of(content)
    record = tagged(
        made.value,
        state=InvoiceState.AWAITING_APPROVAL,
        decision=Decision(level=level, because=("So.",), policy_version=1),
        assignee=assignee,
        summary=Summary(reading_sha256=digest, engine="e", vendor_name=vendor, invoice_number="R-7"),
        review=Review(due_at=due),
    )
    return invoices.commit(scope, record, made.version).value


def test_what_waits_is_listed_by_gate_and_deadline(invoices, scope):
    """The strictest first, then the nearest; what is done is not in it."""
    later = waiting(scope, invoices, b"later", due=NOW + timedelta(hours=2))
    sooner = waiting(scope, invoices, b"sooner", due=NOW + timedelta(hours=1))
    strict = waiting(scope, invoices, b"strict", level=GateLevel.L3, due=NOW + timedelta(hours=9))
    invoices.commit(scope, received(scope, b"done"), None)

    page = invoices.page(scope, InvoiceFilter(waiting=True), size=10, continuation=None)

    assert [each.invoice_id for each in page.items] == [each.invoice_id for each in (strict, sooner, later)]


def test_what_waits_is_found_by_person_and_by_words(invoices, scope, stranger):
    """Mine, and those whose vendor or number holds a text, in any case; never another tenant's."""
    mine = waiting(scope, invoices, b"mine", vendor="Müller & Söhne")
    waiting(scope, invoices, b"other", assignee="bob")
    waiting(stranger, invoices, b"foreign")

    for wanted in (
        InvoiceFilter(waiting=True, assignee="ada"),
        InvoiceFilter(text="MÜLLER"),
        InvoiceFilter(waiting=True, assignee="ada", text="r-7"),
    ):
        page = invoices.page(scope, wanted, size=10, continuation=None)
        assert [each.invoice_id for each in page.items] == [mine.invoice_id]
        assert invoices.count(scope, wanted, limit=10) == 1


def test_counting_ends_at_its_limit(invoices, scope):
    """A list of thousands is counted as fast as one of ten."""
    for content in (b"a", b"b", b"c"):
        waiting(scope, invoices, content)

    assert invoices.count(scope, InvoiceFilter(waiting=True), limit=2) == 2
    assert invoices.count(scope, InvoiceFilter(waiting=True), limit=9) == 3


def test_what_is_overdue_comes_longest_first(invoices, scope):
    """Only what waits and whose deadline passed."""
    first = waiting(scope, invoices, b"a", due=NOW - timedelta(hours=2))
    second = waiting(scope, invoices, b"b", due=NOW - timedelta(hours=1))
    waiting(scope, invoices, b"c", due=NOW)

    found = invoices.overdue(scope, before=NOW, limit=10)

    assert [each.invoice_id for each in found] == [first.invoice_id, second.invoice_id]
    assert len(invoices.overdue(scope, before=NOW, limit=1)) == 1

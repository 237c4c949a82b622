"""A change is a new record and its event; every record's chain is unbroken."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.audit import Actor, ActorKind, AuditAction, digest
from shared.domain.document import Channel, DocumentKind, Provenance, StoredDocument
from shared.domain.errors import Conflict
from shared.domain.ids import invoice_id_for, parse_tenant_id, sha256_of
from shared.domain.invoice import (
    NEXT_STAGE,
    RESTING,
    InvoiceRecord,
    InvoiceState,
    Summary,
    change,
    require,
    summarise,
)
from shared.domain.money import Currency
from shared.domain.reading import EngineStamp, Read, Reading, ReadInvoice
from shared.domain.stage import Stage, StageMessage
from tests.facts import example_facts

TENANT = parse_tenant_id("11111111-2222-4333-8444-555555555555")
DIGEST = sha256_of(b"x")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ACTOR = Actor(kind=ActorKind.SERVICE, reference="test")


def record(state=InvoiceState.RECEIVED):
    return InvoiceRecord(
        tenant_id=TENANT,
        invoice_id=invoice_id_for(TENANT, DIGEST),
        state=state,
        document=StoredDocument(sha256=DIGEST, kind=DocumentKind.PDF, size_bytes=1, page_count=1),
        provenance=Provenance(channel=Channel.HTTP, received_at=NOW, principal="k1"),
        received_at=NOW,
        updated_at=NOW,
        events=0,
        last_event_sha256=None,
    )


@given(st.lists(st.sampled_from(AuditAction), min_size=1, max_size=8))
def test_events_form_an_unbroken_chain(actions):
    """Each event names the one before, and the record names the last."""
    made = change(record())
    for action in actions:
        made = made.then(NOW, action, ACTOR, example_facts(action))

    previous = [None, *map(digest, made.events)]
    assert [event.previous for event in made.events] == previous[:-1]
    assert [event.number for event in made.events] == list(range(len(actions)))
    assert made.record.last_event_sha256 == previous[-1]
    assert made.record.events == len(actions)


def test_every_state_either_rests_or_has_a_next_stage():
    """Nothing can be stuck by design."""
    assert RESTING | set(NEXT_STAGE) == set(InvoiceState)
    assert record(InvoiceState.READ).next_stage is Stage.CLASSIFY
    assert record(InvoiceState.FAILED).next_stage is None


def test_require_names_what_was_expected():
    """A decision on an old state is refused."""
    require(record(), InvoiceState.RECEIVED)

    with pytest.raises(Conflict, match="received, not failed"):
        require(record(), InvoiceState.FAILED)


def test_summary_of_nothing_recognised_is_bare():
    """No invoice, no fields."""
    reading = Reading(engine=EngineStamp(name="e", version="1", seconds=0), page_count=1, invoices=())

    assert summarise(reading, DIGEST) == Summary(reading_sha256=DIGEST, engine="e")


def test_summary_money_needs_a_total_in_whole_units():
    """A total that cannot be paid is no money."""

    def money(total, currency):
        invoice = ReadInvoice(
            total=total and Read(value=Decimal(total), confidence=1),
            currency=currency and Read(value=Currency(currency), confidence=1),
        )
        stamp = EngineStamp(name="e", version="1", seconds=0)
        return summarise(Reading(engine=stamp, page_count=1, invoices=(invoice,)), DIGEST).money

    assert str(money("12.50", "EUR")) == "12.50 EUR"
    assert money("12.505", "EUR") is None
    assert money(None, "EUR") is None
    assert money("12.50", None) is None


def test_a_step_has_one_message_id_until_it_is_repeated_on_purpose():
    """The broker drops repeats of the same step, and lets a sweep's through."""
    message = StageMessage(tenant_id=TENANT, invoice_id=record().invoice_id, revision=3)

    assert message.message_id == message.model_copy().message_id
    assert message.message_id != message.model_copy(update={"nonce": "-1"}).message_id
    assert message.message_id != message.model_copy(update={"attempt": 1}).message_id

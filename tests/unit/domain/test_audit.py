"""Events have one byte form, and chain up by it."""

from datetime import UTC, datetime

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.domain.audit import (
    Actor,
    ActorKind,
    AuditAction,
    AuditEvent,
    canonical,
    digest,
    stored,
)
from shared.domain.ids import parse_tenant_id
from shared.domain.proof.entry import LeafEvent

TENANT = parse_tenant_id("11111111-2222-4333-8444-555555555555")


def event(number=0, *, facts=None, previous=None):
    return AuditEvent(
        tenant_id=TENANT,
        subject="s",
        number=number,
        action=AuditAction.DOCUMENT_RECEIVED,
        at=datetime(2026, 11, 23, 10, 0, 0, 123456, tzinfo=UTC),
        actor=Actor(kind=ActorKind.SERVICE, reference="test"),
        facts=facts or {},
        previous=previous,
    )


names = st.from_regex(r"[a-z_]{1,20}", fullmatch=True)
values = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=50), st.integers(-(2**53) + 1, 2**53 - 1)
)


@given(st.dictionaries(names, values, max_size=5))
def test_canonical_form_is_rfc_8785(facts):
    """Our bytes are those of an independent implementation."""
    made = event(facts=facts)

    assert canonical(made) == rfc8785.dumps(made.model_dump(mode="json"))


def test_event_id_is_subject_and_number():
    """Written twice, it is the same event."""
    assert event(7).event_id == "s.000007"


def test_any_change_changes_the_digest():
    """A different fact is a different event."""
    assert digest(event(facts={"a": 1})) != digest(event(facts={"a": 2}))


@pytest.mark.parametrize(
    "facts", [{"a": 2**53}, {"A": 1}, {"é": 1}, {"a": "x" * 501}, {"a": "\ud800"}, {"a": 1.5}]
)
def test_what_has_no_canonical_form_is_no_fact(facts):
    """Large numbers, strange names, long texts and floats never enter an event."""
    with pytest.raises(ValidationError):
        event(facts=facts)


def test_the_stored_entry_holds_the_canonical_event():
    """What a verifier hashes is what was chained."""
    entry = stored(event(3), 7)

    assert (entry.sequence, entry.subject, entry.action) == (7, "s", "channel:document:receive")
    assert LeafEvent.parse(entry.content).digest == digest(event(3))
    assert LeafEvent.parse(entry.content).event_id == event(3).event_id

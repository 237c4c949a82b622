"""Events have one byte form, chain up, and enter the log in batches that chain up too."""

from datetime import UTC, datetime

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.audit import (
    Actor,
    ActorKind,
    AuditAction,
    AuditEvent,
    canonical,
    digest,
    next_batch,
)
from shared.domain.ids import parse_tenant_id

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


def test_batches_follow_each_other():
    """Each batch starts where the last ended and covers its head."""
    first = next_batch(None, (event(0), event(1)))
    second = next_batch(first, (event(2),))

    assert (first.first, first.size, first.previous) == (0, 2, None)
    assert (second.first, second.size, second.previous) == (2, 3, first.head)


def test_a_changed_event_changes_every_later_head():
    """The head covers every event before it."""
    honest = next_batch(next_batch(None, (event(0),)), (event(1),))
    forged = next_batch(next_batch(None, (event(0, facts={"a": 1}),)), (event(1),))

    assert honest.head != forged.head

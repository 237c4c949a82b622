"""Published events: read or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.eventgrid.events import BadEvent, Schema, parse_events
from infra.local.eventgrid.subscriptions import Sink, Subscription
from tests.unit.infra.eventgrid.fakes import cloud_event, event

GRID = {"id": "1", "subject": "s", "eventType": "t", "eventTime": "2026-11-23T00:00:00Z", "dataVersion": "1"}
CLOUD = {"id": "1", "source": "/app", "type": "t", "specversion": "1.0"}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*GRID, *CLOUD]), inner),
    max_leaves=20,
)


@given(st.sampled_from(["application/json", "application/cloudevents-batch+json", ""]), json_values)
def test_anything(content_type, published):
    """Whatever is published is a list of events or refused with our error."""
    try:
        events = parse_events(content_type, published)
    except BadEvent:
        return
    assert all(isinstance(each.type, str) and isinstance(each.subject, str) for each in events)


def test_grid_schema():
    """An event in Event Grid's schema gets a topic and keeps everything else."""
    (found,) = parse_events("application/json; charset=utf-8", [GRID])

    assert found.schema is Schema.EVENT_GRID
    assert found.document == {**GRID, "topic": "/bench", "metadataVersion": "1"}
    assert (found.type, found.subject) == ("t", "s")


def test_cloud_schema():
    """A CloudEvent alone or in a batch is kept as it is; it need not have a subject."""
    (alone,) = parse_events("application/cloudevents+json", CLOUD)
    (batched,) = parse_events("application/cloudevents-batch+json; charset=utf-8", [CLOUD])

    assert alone == batched
    assert alone.document == CLOUD
    assert (alone.type, alone.subject) == ("t", "")


@pytest.mark.parametrize("published", [GRID, [{**GRID, "id": 1}], [{"id": "1"}], "text", [[]], None])
def test_refused(published):
    """One event outside a list, a missing field and a field of another type are refused."""
    with pytest.raises(BadEvent):
        parse_events("application/json", published)


@pytest.mark.parametrize(
    ("types", "prefix", "wanted"),
    [
        ((), "", True),
        (("invoice.received",), "T1/Invoices/", True),
        (("invoice.other",), "", False),
        ((), "t2/", False),
    ],
)
def test_filters(types, prefix, wanted):
    """Types match exactly, subjects by prefix without case, and empty filters let all through."""
    subscription = Subscription("s", Sink(None), frozenset(types), prefix)

    assert subscription.wants(event()) is wanted


def test_filter_without_subject():
    """A CloudEvent without a subject passes no prefix."""
    assert not Subscription("s", Sink(None), subject_prefix="t1/").wants(cloud_event())

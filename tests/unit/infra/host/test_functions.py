"""Functions as the runtime describes them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.host.errors import UnusableBinding
from infra.local.host.functions import Binding, caveats, obstacles, parse_binding
from tests.unit.infra.host.fakes import function


def test_parse():
    """A raw binding keeps its properties under Azure's names."""
    binding = parse_binding('{"direction": "IN", "type": "serviceBusTrigger", "name": "m", "queueName": "q"}')

    assert (binding.name, binding.type, binding.direction) == ("m", "serviceBusTrigger", "IN")
    assert binding.text("queueName") == "q"
    assert binding.text("dataType", "") == ""


@given(st.text(max_size=30) | st.sampled_from(["[]", "1", "null", '{"name": 1}', '{"name": "a"}']))
def test_parse_never_crashes(raw):
    """Any text is a binding or the host's own error."""
    with suppress(UnusableBinding):
        parse_binding(raw)


def test_text_missing():
    """A property that must be there is named when it is not."""
    with pytest.raises(UnusableBinding, match="queueName"):
        Binding("m", "serviceBusTrigger", "IN", {}).text("queueName")


def test_no_trigger():
    """A function without a trigger is refused by name."""
    with pytest.raises(UnusableBinding, match="work"):
        _ = function(trigger="blob").trigger


@pytest.mark.parametrize(
    ("subject", "word"),
    [
        (function(trigger="eventHubTrigger"), "eventHubTrigger"),
        (function(trigger="serviceBusTrigger", cardinality="MANY"), "batches"),
        (function(trigger="serviceBusTrigger", isSessionsEnabled=True), "sessions"),
        (function(extra=[Binding("b", "blob", "IN", {})]), "input binding"),
        (function(trigger="blobTrigger", properties={"SupportsDeferredBinding": True}), "SDK type"),
    ],
)
def test_obstacles(subject, word):
    """What cannot be imitated keeps a function from starting and is said."""
    assert any(word in sentence for sentence in obstacles(subject))


def test_caveats():
    """What is ignored is said, and the function starts."""
    subject = function(trigger="serviceBusTrigger", retry=True, extra=[Binding("o", "queue", "OUT", {})])

    assert not list(obstacles(subject))
    assert [sentence.split()[0] for sentence in caveats(subject)] == ["@app.retry", "the"]

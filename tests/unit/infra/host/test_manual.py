"""Functions run by hand."""

import asyncio
import json

from infra.local.host.manual import manual_runs
from tests.unit.infra.host.fakes import function, invoker


def run(trigger, text):
    """Run a function by hand and return what it was handed."""
    calls, runtime = invoker()
    asyncio.run(manual_runs(calls, {})[trigger](function(trigger=trigger), text))
    return runtime.calls


def test_http():
    """The text is the body of a POST."""
    (call,) = run("httpTrigger", "hi")

    assert (call.data.value.method, call.data.value.body.value) == ("POST", b"hi")


def test_message():
    """The text is the body of a message on its first delivery."""
    (call,) = run("serviceBusTrigger", "hi")

    assert call.data.value == "hi"
    assert call.metadata["DeliveryCount"] == "1"
    assert call.metadata["UserProperties"] == "{}"


def test_timer():
    """A timer is not past due when a person runs it."""
    (call,) = run("timerTrigger", "ignored")

    assert json.loads(call.data.value)["IsPastDue"] is False


def test_blob_of_a_disabled_function():
    """A blob function without a pump is not run."""
    assert run("blobTrigger", "drop/a") == []

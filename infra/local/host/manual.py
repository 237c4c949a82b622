"""Functions run by hand, through the admin API, on a text instead of an event."""

from collections.abc import Mapping
from types import SimpleNamespace

from infra.local.host.admin import ManualRun
from infra.local.host.blobs import BlobPump
from infra.local.host.functions import (
    BLOB_TRIGGER,
    HTTP_TRIGGER,
    SERVICE_BUS_TRIGGER,
    TIMER_TRIGGER,
    HostedFunction,
)
from infra.local.host.invoker import Invoker
from infra.local.host.messages import Message, body_data, trigger_metadata
from infra.local.host.timers import Status, timer_data
from infra.local.host.web import Request, call_function


def manual_runs(invoker: Invoker, blob_pumps: Mapping[str, BlobPump]) -> Mapping[str, ManualRun]:
    """
    Return, for each kind of trigger, how a function is run by hand.

    The text is the body of a request or a message, or `container/name` of a blob; a timer ignores it.
    """

    async def run_http(function: HostedFunction, text: str) -> None:
        url = f"http://127.0.0.1/admin/functions/{function.name}"
        await call_function(invoker, function, Request("POST", "/", url, {}, {}, text.encode()), {})

    async def run_message(function: HostedFunction, text: str) -> None:
        message = manual_message(text)
        await invoker.invoke(function, body_data(message, ""), trigger_metadata(message))

    async def run_blob(function: HostedFunction, text: str) -> None:
        if pump := blob_pumps.get(function.name):
            await pump.call_once(function, text)

    async def run_timer(function: HostedFunction, _text: str) -> None:
        await invoker.invoke(function, timer_data(Status(), is_past_due=False), {})

    return {
        HTTP_TRIGGER: run_http,
        SERVICE_BUS_TRIGGER: run_message,
        BLOB_TRIGGER: run_blob,
        TIMER_TRIGGER: run_timer,
    }


def manual_message(text: str) -> Message:
    """Return a message as the admin API makes one: a body and nothing else."""
    absent: Mapping[str, None] = dict.fromkeys(Message.__annotations__)
    fields = {
        **absent,
        "body": text,
        "message_id": "manual",
        "lock_token": "00000000-0000-0000-0000-000000000000",
    }
    return SimpleNamespace(**fields)

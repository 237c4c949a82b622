"""Stand-ins for what is around one part of the host."""

import asyncio
from types import SimpleNamespace

from infra.local.host.functions import Binding, HostedFunction
from infra.local.host.invoker import Invoker
from infra.local.host.keys import Keys
from infra.local.host.runtime import Failure, Outcome, TypedData

KEYS = Keys(master="m", functions={"default": "f"}, system={"blobs_extension": "s"})


def function(name="work", trigger="httpTrigger", *, disabled=False, retry=False, extra=(), **properties):
    """A function with one trigger, as the runtime describes it."""
    binding = Binding("arg", trigger, "IN", properties)
    return HostedFunction(name, f"id-{name}", (binding, *extra), retry, disabled)


class FakeRuntime:
    """Answers calls with a handler's return value, or with a failure when it raises."""

    def __init__(self, handler=lambda call: None):
        self.calls = []
        self._handler = handler

    async def invoke(self, function, data, metadata, *, invocation_id, trace_parent=""):
        call = SimpleNamespace(
            function=function.name,
            data=data,
            metadata={name: value.value for name, value in metadata.items()},
            invocation_id=invocation_id,
            trace_parent=trace_parent,
        )
        self.calls.append(call)
        try:
            returned = self._handler(call)
            if asyncio.iscoroutine(returned):
                returned = await returned
        except ValueError as error:
            return Outcome(None, Failure(f"ValueError: {error}", "Traceback …"))
        return Outcome(returned, None)


def invoker(handler=lambda call: None):
    """An invoker and the runtime behind it."""
    runtime = FakeRuntime(handler)
    return Invoker(runtime), runtime


def http_reply(status="200", body=b"", headers=None, cookies=None):
    """What the runtime returns for an HttpResponse."""
    return TypedData(
        http=SimpleNamespace(
            status_code=status, headers=headers or {}, cookies=cookies, body=TypedData(bytes=body)
        )
    )


async def eventually(condition, limit_s=5.0):
    """Let other tasks run until the condition holds."""
    async with asyncio.timeout(limit_s):
        while not condition():  # noqa: ASYNC110 - any condition will do here
            await asyncio.sleep(0)

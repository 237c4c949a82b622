"""
Microsoft's `azure-functions-runtime`, spoken to in-process.

The library builds every reply from a `protos` object it is handed, and asks only for attributes of those
names. Plain records therefore stand in for the protobuf classes of FunctionRpc, and no gRPC is needed.
Written against azure-functions-runtime 1.3.0; only its exported handlers are used. It keeps the app in
module globals, so one process holds one app.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from infra.local.host.errors import IndexingFailed
from infra.local.host.functions import HostedFunction, parse_binding
from infra.local.host.settings import AppSettings


class TypedData:
    """
    One value on its way between host and function: FunctionRpc's `oneof`.

    Made with exactly one keyword, the kind: `string`, `bytes`, `json`, `http`, `int` or `double`.
    """

    __slots__ = ("kind", "value")

    def __init__(self, **kind_and_value: Any) -> None:
        ((self.kind, self.value),) = kind_and_value.items()

    def __getattr__(self, name: str) -> Any:
        # The runtime reads the value under the name of its kind.
        if name == self.kind:
            return self.value
        raise AttributeError(name)

    def WhichOneof(self, _group: str) -> str:  # noqa: N802 - protobuf's name
        """Return the kind of the value, as protobuf messages do."""
        return str(self.kind)


class _StatusResult(SimpleNamespace):
    Failure = 0
    Success = 1


class _SameSite:
    Lax = 1
    Strict = 2
    ExplicitNone = 3


# The member's name is a Python keyword; the runtime reads it with getattr.
setattr(_SameSite, "None", 0)


class _Cookie(SimpleNamespace):
    SameSite = _SameSite


class _BindingInfo(SimpleNamespace):
    out = 1
    inout = 2
    undefined = 0


def _unwrapped(value: Any = None) -> Any:
    # protobuf wraps nullable scalars in messages; here the scalar itself will do.
    return value


_RECORDS = (
    "FunctionMetadataResponse",
    "InvocationResponse",
    "ParameterBinding",
    "RpcException",
    "RpcFunctionMetadata",
    "RpcHttp",
    "RpcRetryOptions",
    "Timestamp",
    "WorkerInitResponse",
    "WorkerMetadata",
)
_NULLABLES = ("NullableBool", "NullableDouble", "NullableString", "NullableTimestamp")


def _protos() -> SimpleNamespace:
    return SimpleNamespace(
        TypedData=TypedData,
        StatusResult=_StatusResult,
        BindingInfo=_BindingInfo,
        RpcHttpCookie=_Cookie,
        **dict.fromkeys(_RECORDS, SimpleNamespace),
        **dict.fromkeys(_NULLABLES, _unwrapped),
    )


@dataclass(frozen=True, slots=True)
class Failure:
    """What a function raised."""

    message: str
    """The exception's class and text."""
    stack_trace: str
    """Python's traceback, possibly empty."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one call of a function ended."""

    returned: TypedData | None
    """What it returned, when its return value is bound."""
    failure: Failure | None
    """What it raised; absent after success."""


class _Input(SimpleNamespace):
    def WhichOneof(self, _group: str) -> str:  # noqa: N802 - protobuf's name
        return "data"


_NO_RETRY = SimpleNamespace(retry_count=0, max_retry_count=0, exception=None)


class Runtime:
    """One Functions app, indexed and ready to be called."""

    def __init__(self, library: Any, functions: Sequence[HostedFunction]) -> None:
        self._library = library
        self.functions = functions

    async def invoke(
        self,
        function: HostedFunction,
        data: TypedData,
        metadata: Mapping[str, TypedData],
        *,
        invocation_id: str,
        trace_parent: str = "",
    ) -> Outcome:
        """Run a function on its trigger's data and say how it ended; what it raises is in the outcome."""
        call = SimpleNamespace(
            invocation_id=invocation_id,
            function_id=function.function_id,
            input_data=[_Input(name=function.trigger.name, data=data)],
            trigger_metadata=metadata,
            trace_context=SimpleNamespace(trace_parent=trace_parent, trace_state="", attributes={}),
            retry_context=_NO_RETRY,
        )
        envelope = SimpleNamespace(properties={}, request=SimpleNamespace(invocation_request=call))
        # The context carries the id to the log records of async functions; the runtime itself does the
        # same for sync functions in their threads.
        token = self._library.invocation_id_cv.set(invocation_id)
        try:
            reply = await self._library.invocation_request(envelope)
        finally:
            self._library.invocation_id_cv.reset(token)
        if reply.result.status == _StatusResult.Success:
            return Outcome(reply.return_value, None)
        problem = reply.result.exception
        return Outcome(None, Failure(problem.message, problem.stack_trace))

    def current_invocation_id(self) -> str | None:
        """Return the id of the call that the running code belongs to, if any."""
        found: str | None = self._library.invocation_id_cv.get()
        return found

    def close(self) -> None:
        """End the thread pool once its running functions are done."""
        self._library.stop_threadpool_executor()


async def load(app_dir: Path, settings: AppSettings) -> Runtime:
    """
    Import and index the app in `app_dir` and return it ready to be called.

    Changes the working folder and `sys.path` of this process, as Azure's worker does. Works once per process.

    Raises:
        IndexingFailed: `function_app.py` is missing, cannot be imported, or declares bindings wrongly.
    """
    import azure_functions_runtime as library

    if not (app_dir / os.environ.get("PYTHON_SCRIPT_FILE_NAME", "function_app.py")).exists():
        raise IndexingFailed(f"there is no function_app.py in {app_dir}")
    sys.path.insert(0, str(app_dir))
    os.chdir(app_dir)
    library.start_threadpool_executor()
    init = SimpleNamespace(capabilities={}, function_app_directory=str(app_dir))
    envelope = SimpleNamespace(
        properties={"host": "127.0.0.1", "protos": _protos()},
        request=SimpleNamespace(worker_init_request=init),
    )
    reply = await library.worker_init_request(envelope)
    if reply.result.status != _StatusResult.Success:
        problem = reply.result.exception
        raise IndexingFailed(f"{problem.message}\n{problem.stack_trace}".rstrip())
    if "HttpUri" in reply.capabilities:
        raise IndexingFailed("HTTP streaming (azurefunctions-extensions-http-fastapi) is not imitated")
    listing = await library.functions_metadata_request(envelope)
    functions = [_hosted(entry, settings) for entry in listing.function_metadata_results or ()]
    return Runtime(library, functions)


def _hosted(entry: SimpleNamespace, settings: AppSettings) -> HostedFunction:
    return HostedFunction(
        name=entry.name,
        function_id=entry.function_id,
        bindings=tuple(parse_binding(raw) for raw in entry.raw_bindings),
        has_retry_policy=entry.retry_options is not None,
        is_disabled=settings.is_disabled(entry.name),
    )

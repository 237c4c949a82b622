"""`/admin/…`: how the host is, which functions it has, and running any of them by hand."""

import json
import os
import platform
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from infra.local.host.functions import HTTP_TRIGGER, HostedFunction
from infra.local.host.invoker import Invoker
from infra.local.host.keys import Keys
from infra.local.host.web import Request, Response

# Of this host, in the field where Azure's writes 4.x.y.
HOST_VERSION = "4.0.0-local"

type ManualRun = Callable[[HostedFunction, str], Coroutine[Any, Any, None]]
"""Runs a function on the text the caller gave."""


class Admin:
    """The admin API, as far as a desk needs it; everything but `ping` asks for the master key."""

    def __init__(
        self,
        *,
        functions: Sequence[HostedFunction],
        invoker: Invoker,
        keys: Keys,
        manual_runs: Mapping[str, ManualRun],
        instance: int,
        route_prefix: str,
    ) -> None:
        self._functions = {function.name.lower(): function for function in functions}
        self._invoker = invoker
        self._keys = keys
        self._manual_runs = manual_runs
        self._instance = instance
        self._route_prefix = route_prefix
        self._started = time.monotonic()

    async def __call__(self, request: Request) -> Response | None:
        """Answer a request below `/admin`; None when it is for someone else."""
        path = request.path.rstrip("/").lower()
        if path != "/admin" and not path.startswith("/admin/"):
            return None
        if path == "/admin/host/ping" and request.method in {"GET", "POST"}:
            return Response(200)
        if not self._keys.opens_admin(request.key):
            return Response(401)
        return await self._answer(path.split("/")[2:], request)

    async def _answer(self, words: list[str], request: Request) -> Response:
        match request.method, words:
            case "GET", ["host", "status"]:
                return _json(self._status())
            case "GET", ["functions"]:
                return _json([self._describe(function) for function in self._functions.values()])
            case "GET", ["functions", name] if name in self._functions:
                return _json(self._describe(self._functions[name]))
            case "GET", ["functions", name, "status"] if name in self._functions:
                return _json({"isDisabled": self._functions[name].is_disabled})
            case "POST", ["functions", name] if name in self._functions:
                return self._start(self._functions[name], request.body)
        return Response(404)

    def _start(self, function: HostedFunction, body: bytes) -> Response:
        run = self._manual_runs.get(function.trigger.type)
        text = _input(body)
        if run is None or text is None:
            return Response(400)
        self._invoker.start(run(function, text))
        return Response(202)

    def _status(self) -> Mapping[str, object]:
        return {
            "id": "local",
            "state": "Running",
            "version": HOST_VERSION,
            "versionDetails": HOST_VERSION,
            "platformVersion": platform.python_version(),
            "instanceId": str(self._instance),
            "computerName": platform.node(),
            "processId": os.getpid(),
            "processUptime": round((time.monotonic() - self._started) * 1000),
            "running": self._invoker.running_functions(),
        }

    def _describe(self, function: HostedFunction) -> Mapping[str, object]:
        found: dict[str, object] = {
            "name": function.name,
            "language": "python",
            "isDisabled": function.is_disabled,
            "href": f"/admin/functions/{function.name}",
            "config": {"bindings": [binding.properties for binding in function.bindings]},
        }
        if function.trigger.type == HTTP_TRIGGER:
            route = function.trigger.text("route", function.name)
            found["invoke_url_template"] = "/" + "/".join(
                part for part in (self._route_prefix, route) if part
            )
        return found


def _input(body: bytes) -> str | None:
    if not body:
        return ""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    value = found.get("input", "") if isinstance(found, dict) else None
    return value if isinstance(value, str) else None


def _json(value: object) -> Response:
    return Response(200, json.dumps(value).encode(), [("content-type", "application/json; charset=utf-8")])

"""The admin API."""

import asyncio
import json

import pytest

from infra.local.host.admin import Admin
from infra.local.host.web import Request
from tests.unit.infra.host.fakes import KEYS, function, invoker


def asked(method, path, body=b"", key="m"):
    """Ask the admin API and return its response and what it started."""
    started = []

    async def run(subject, text):
        started.append((subject.name, text))

    async def scene():
        calls, _ = invoker()
        admin = Admin(
            functions=[
                function("Web", route="w/{id}"),
                function("timer", "timerTrigger"),
                function("q", "queueTrigger"),
            ],
            invoker=calls,
            keys=KEYS,
            manual_runs={"timerTrigger": run},
            instance=3,
            route_prefix="api",
        )
        response = await admin(
            Request(method, path, "", {} if key is None else {"x-functions-key": key}, {}, body)
        )
        await calls.drain(5)
        return response

    return asyncio.run(scene()), started


def test_ping_is_open():
    """Anyone may ask whether the host is there."""
    response, _ = asked("GET", "/admin/host/ping", key=None)

    assert response.status == 200


@pytest.mark.parametrize("path", ["/admin", "/admin/host/status", "/admin/functions", "/Admin/none"])
def test_everything_else_needs_the_master_key(path):
    """Without the master key nothing is told, not even what exists."""
    assert asked("GET", path, key="f")[0].status == 401
    assert asked("GET", path, key=None)[0].status == 401


def test_status():
    """The status says that the host runs and which instance answers."""
    response, _ = asked("GET", "/admin/host/status")
    status = json.loads(response.body)

    assert (status["state"], status["instanceId"], status["running"]) == ("Running", "3", [])


def test_functions():
    """Each function is described with its bindings and, for HTTP, its address."""
    response, _ = asked("GET", "/admin/functions")
    web, timer, _ = json.loads(response.body)

    assert (web["name"], web["invoke_url_template"], web["isDisabled"]) == ("Web", "/api/w/{id}", False)
    assert "invoke_url_template" not in timer


def test_one_function():
    """Names are found in any case."""
    assert json.loads(asked("GET", "/admin/functions/WEB")[0].body)["name"] == "Web"
    assert json.loads(asked("GET", "/admin/functions/web/status")[0].body) == {"isDisabled": False}


@pytest.mark.parametrize(("body", "text"), [(b'{"input": "x"}', "x"), (b"{}", ""), (b"", "")])
def test_manual_run(body, text):
    """A function is started by hand and answered 202 before it ends."""
    response, started = asked("POST", "/admin/functions/timer", body)

    assert response.status == 202
    assert started == [("timer", text)]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/admin/functions/none", b"", 404),
        ("/admin/functions/timer", b"{", 400),
        ("/admin/functions/timer", b'{"input": 1}', 400),
        ("/admin/functions/timer", b"[]", 400),
        ("/admin/functions/q", b"", 400),
        ("/admin/host/none", b"", 404),
    ],
)
def test_manual_run_refused(path, body, status):
    """What cannot be started says so."""
    response, started = asked("POST", path, body)

    assert (response.status, started) == (status, [])


def test_other_paths():
    """Paths outside /admin are someone else's."""
    assert asked("GET", "/administrator")[0] is None

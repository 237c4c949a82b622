"""The HTTP front."""

import asyncio
from types import SimpleNamespace

import pytest

from infra.local.host import web
from infra.local.host.routes import RouteTable
from infra.local.host.runtime import TypedData
from tests.unit.infra.host.fakes import KEYS, function, http_reply, invoker


def scope(method="GET", path="/api/work", query="", headers=()):
    raw = [(name.encode(), value.encode()) for name, value in headers]
    return {
        "type": "http",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": raw,
    }


def exchange(asked, handler=lambda call: http_reply(), chunks=(b"",), endpoints=(), **trigger):
    """Send one request through the front and return status, headers, body and the calls made."""
    calls, runtime = invoker(handler)
    subject = function(**({"authLevel": "ANONYMOUS"} | trigger))
    front = web.WebFront(invoker=calls, routes=RouteTable([subject], "api"), keys=KEYS, endpoints=endpoints)
    last = len(chunks) - 1
    events = [
        {"type": "http.request", "body": chunk, "more_body": i < last} for i, chunk in enumerate(chunks)
    ]
    sent = []

    async def receive():
        return events.pop(0)

    async def send(event):
        sent.append(event)

    asyncio.run(front(asked, receive, send))
    headers = [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]
    return SimpleNamespace(
        status=sent[0]["status"], headers=headers, body=sent[1]["body"], calls=runtime.calls, unread=events
    )


def test_request_reaches_the_function():
    """Method, URL, query, headers, route parameters, trace and body arrive as Azure sends them."""
    asked = scope(
        "POST",
        "/api/items/a%2Fb",
        "a=1&a=2&empty=&c=%20",
        [("Host", "h:1"), ("X-One", "1"), ("x-one", "2"), ("traceparent", "00-t")],
    )

    got = exchange(asked, chunks=(b"ab", b"c"), route="items/{id}")

    (call,) = got.calls
    http = call.data.value
    assert (http.method, http.url) == ("POST", "http://h:1/api/items/a%2Fb?a=1&a=2&empty=&c=%20")
    assert http.query == {"a": "1,2", "c": " "}
    assert http.headers["x-one"] == "1,2"
    assert http.params == {"id": "a%2Fb"}
    assert http.body.value == b"abc"
    assert call.trace_parent == "00-t"


def test_platform_headers_are_dropped():
    """Nobody can forge who Easy Auth says they are."""
    asked = scope(
        headers=[
            ("X-MS-CLIENT-PRINCIPAL", "x"),
            ("x-ms-client-principal-id", "x"),
            ("X-MS-TOKEN-AAD-ID-TOKEN", "x"),
        ]
    )

    got = exchange(asked)

    assert got.calls[0].data.value.headers == {}


@pytest.mark.parametrize(
    ("level", "headers", "query", "status"),
    [
        ("ANONYMOUS", (), "", 200),
        ("FUNCTION", (), "", 401),
        ("FUNCTION", (), "code=f", 200),
        ("FUNCTION", [("x-functions-key", "f")], "", 200),
        ("FUNCTION", [("x-functions-key", "wrong")], "code=f", 401),
        ("FUNCTION", [("x-functions-key", "m")], "", 200),
        ("FUNCTION", (), "code=s", 401),
        ("ADMIN", (), "code=f", 401),
        ("ADMIN", (), "code=m", 200),
        ("FUNCTION", (), "code=%C3%A4", 401),
    ],
)
def test_keys(level, headers, query, status):
    """Each level needs its key; the header wins over the query; a refusal has no body."""
    got = exchange(scope(query=query, headers=headers), lambda _: http_reply(body=b"in"), authLevel=level)

    assert got.status == status
    assert got.body == (b"in" if status == 200 else b"")


def test_level_defaults_to_function():
    """A binding that says nothing needs a key."""
    calls, _ = invoker()
    front = web.WebFront(invoker=calls, routes=RouteTable([function()], "api"), keys=KEYS, endpoints=())
    request = web.Request("GET", "/api/work", "http://h/api/work", {}, {}, b"")

    assert asyncio.run(front.answer(request)).status == 401


def test_not_found():
    """An unknown path is 404 without a call."""
    got = exchange(scope(path="/api/none"))

    assert (got.status, got.calls) == (404, [])


def test_failure_is_500_without_a_body():
    """What a function raises never reaches the caller."""

    def fail(_call):
        raise ValueError("secret")

    got = exchange(scope(), fail)

    assert (got.status, got.body) == (500, b"")


def test_text_and_nothing():
    """A returned text is 200 text/plain; no returned value is 204."""
    text = exchange(scope(), lambda _: TypedData(string="hä"))
    nothing = exchange(scope(), lambda _: None)

    assert (text.status, text.body) == (200, "hä".encode())
    assert ("content-type", "text/plain; charset=utf-8") in text.headers
    assert (nothing.status, nothing.body) == (204, b"")


def test_response_headers():
    """The function's headers pass; framing is the server's."""
    reply = http_reply(
        "201", b"{}", {"content-type": "application/json", "Transfer-Encoding": "chunked", "X": "1"}
    )

    got = exchange(scope(), lambda _: reply)

    assert got.status == 201
    assert got.headers == [("content-type", "application/json"), ("X", "1"), ("content-length", "2")]


@pytest.mark.parametrize(
    "reply", [http_reply(headers={"x": "a\r\nset-cookie: b"}), http_reply("99"), http_reply("ok")]
)
def test_invalid_response_is_500(reply):
    """A header that would become two, or a status HTTP does not have, is the function's failure."""
    assert exchange(scope(), lambda _: reply).status == 500


def test_declared_body_too_large():
    """A body announced as too long is refused unread."""
    got = exchange(
        scope("POST", headers=[("content-length", str(web.BODY_SIZE_MAX_BYTES + 1))]), chunks=(b"x", b"y")
    )

    assert (got.status, got.calls, len(got.unread)) == (413, [], 2)


def test_streamed_body_too_large():
    """A body that turns out too long is refused as soon as it does."""
    half = b"x" * (web.BODY_SIZE_MAX_BYTES // 2 + 1)

    got = exchange(scope("POST"), chunks=(half, half, b"never read"))

    assert (got.status, got.calls, len(got.unread)) == (413, [], 1)
    assert ("connection", "close") in got.headers


def test_truncated_body_is_no_request():
    """A client that hangs up halfway has asked for nothing."""
    calls, runtime = invoker()
    table = RouteTable([function(authLevel="ANONYMOUS")], "api")
    front = web.WebFront(invoker=calls, routes=table, keys=KEYS, endpoints=())
    events = [{"type": "http.request", "body": b"ha", "more_body": True}, {"type": "http.disconnect"}]
    sent = []

    async def receive():
        return events.pop(0)

    asyncio.run(front(scope("POST"), receive, sent.append))

    assert (runtime.calls, sent) == ([], [])


def test_endpoints_come_first():
    """The host's own endpoints answer before any route of the app."""

    async def endpoint(_request):
        return web.Response(418)

    assert exchange(scope(), endpoints=[endpoint]).status == 418

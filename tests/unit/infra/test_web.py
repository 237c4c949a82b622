"""The stand-ins' HTTP."""

import asyncio

import pytest

from infra.local.web import NotJSON, Request, application, json_response


def serve(handler, events, *, size_max_bytes=10):
    """Return what an application sends for what it receives."""
    received, sent = list(events), []

    async def receive():
        return received.pop(0)

    async def send(event):
        sent.append(event)

    scope = {
        "type": "http",
        "method": "post",
        "path": "/a",
        "query_string": b"x=1&x=2&y=",
        "headers": [(b"X-Name", b"value")],
    }
    asyncio.run(application(handler, body_size_max_bytes=size_max_bytes)(scope, receive, send))
    return sent


def chunk(body, *, more=False):
    """Return one piece of a request's body."""
    return {"type": "http.request", "body": body, "more_body": more}


def test_request():
    """A handler gets the whole request, and its answer is framed."""
    seen = []

    async def handler(request):
        seen.append(request)
        return json_response(201, {"a": 1})

    start, body = serve(handler, [chunk(b"12345", more=True), chunk(b"67890")])

    assert seen == [Request("POST", "/a", {"x": "2", "y": ""}, {"x-name": "value"}, b"1234567890")]
    assert start["status"] == 201
    assert (b"content-length", b"7") in start["headers"]
    assert body["body"] == b'{"a":1}'


def test_too_large():
    """A body one byte over the limit is refused without asking the handler, and the connection is closed."""
    start, _ = serve(None, [chunk(b"1234567890", more=True), chunk(b"1")])

    assert start["status"] == 413
    assert (b"connection", b"close") in start["headers"]


def test_client_gone():
    """A request that was never whole is nobody's."""
    assert serve(None, [chunk(b"1", more=True), {"type": "http.disconnect"}]) == []


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000])
def test_not_json(body):
    """What is not JSON, or nested beyond reason, is our error."""
    with pytest.raises(NotJSON):
        Request("POST", "/", {}, {}, body).json()

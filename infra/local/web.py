"""The little of HTTP that the stand-ins need: whole requests in, whole responses out, over ASGI."""

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
type Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class BodyTooLarge(Exception):
    """The request's body is longer than the application's limit."""


class ClientGone(Exception):
    """The client hung up before its request was whole."""


class NotJSON(Exception):
    """The request's body is not JSON."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request."""

    method: str
    """Upper case."""
    path: str
    """Decoded; starts with a slash."""
    query: Mapping[str, str]
    """Decoded; of a repeated name the last one."""
    headers: Mapping[str, str]
    """Lower-case names; of a repeated name the last one."""
    body: bytes = b""
    """Whole."""

    def json(self) -> Any:
        """
        Return the body as JSON, None when there is no body.

        Raises:
            NotJSON: the body is not JSON in UTF-8, or nested beyond reason.
        """
        try:
            return json.loads(self.body) if self.body else None
        except (ValueError, RecursionError) as error:
            raise NotJSON("the body is not JSON") from error


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response."""

    status: int
    """The status code."""
    body: bytes = b""
    """Whole."""
    headers: Sequence[tuple[str, str]] = ()
    """In order; the length is added."""


type Handler = Callable[[Request], Awaitable[Response]]


def json_response(status: int, value: Any, headers: Sequence[tuple[str, str]] = ()) -> Response:
    """Return a response with a JSON body."""
    body = json.dumps(value, separators=(",", ":")).encode()
    return Response(status, body, [("content-type", "application/json; charset=utf-8"), *headers])


def html_response(status: int, page: str) -> Response:
    """Return a page that may run no script and load nothing, whatever a sender wrote into what it shows."""
    policy = ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
    return Response(status, page.encode(), [("content-type", "text/html; charset=utf-8"), policy])


def text_response(status: int, text: str) -> Response:
    """Return plain text, and nothing a browser would take for more."""
    headers = [("content-type", "text/plain; charset=utf-8"), ("x-content-type-options", "nosniff")]
    return Response(status, text.encode(), headers)


def application(handler: Handler, *, body_size_max_bytes: int) -> Application:
    """Return an ASGI application that answers each request with `handler`; a longer body gets 413."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            request = await _read(scope, receive, body_size_max_bytes)
        except ClientGone:
            return
        except BodyTooLarge:
            # The rest of the body is still on the wire: this connection cannot carry another request.
            await _answer(send, Response(413, headers=[("connection", "close")]))
            return
        await _answer(send, await handler(request))

    return serve


async def _read(scope: Scope, receive: Receive, body_size_max_bytes: int) -> Request:
    return Request(
        method=scope["method"].upper(),
        path=scope["path"],
        query=dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)),
        headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]},
        body=await _read_body(receive, body_size_max_bytes),
    )


async def _read_body(receive: Receive, size_max_bytes: int) -> bytes:
    body, more = bytearray(), True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise ClientGone
        body += event.get("body", b"")
        if len(body) > size_max_bytes:
            raise BodyTooLarge
        more = event.get("more_body", False)
    return bytes(body)


async def _answer(send: Send, response: Response) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})

"""The HTTP front: requests in, calls of functions, responses out."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

from infra.local.host.cookies import cookie_header
from infra.local.host.functions import HostedFunction
from infra.local.host.invoker import Invoker
from infra.local.host.keys import Keys
from infra.local.host.routes import RouteTable, decode_path
from infra.local.host.runtime import TypedData

logger = logging.getLogger(__name__)

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

# Azure's own limit on an HTTP trigger's body (FUNCTIONS_REQUEST_BODY_SIZE_LIMIT, 100 MB).
BODY_SIZE_MAX_BYTES = 100 * 1024 * 1024

# Easy Auth sets these after checking a token and drops what clients send; forging one must fail here too.
PLATFORM_HEADERS = ("x-ms-client-principal", "x-ms-token-")

# The server frames the body itself.
_FRAMING_HEADERS = frozenset({"content-length", "transfer-encoding", "connection", "keep-alive", "upgrade"})


class BodyTooLarge(Exception):
    """The request's body is longer than the limit."""


class ClientGone(Exception):
    """The client hung up before its request was whole."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as the host reads it."""

    method: str
    """Upper case."""
    path: str
    """Decoded, except for `%2F`; starts with a slash."""
    url: str
    """Absolute, as the client wrote it."""
    headers: Mapping[str, str]
    """Lower-case names; repeated headers are joined by commas; nothing only the platform may set."""
    query: Mapping[str, str]
    """Decoded; repeated names are joined by commas and empty values are left out, as Azure's host does."""
    body: bytes
    """Whole."""

    @property
    def key(self) -> str | None:
        """The access key the caller gave; the header wins over the query."""
        return self.headers.get("x-functions-key") or self.query.get("code")


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response."""

    status: int
    """The status code."""
    body: bytes = b""
    """Whole."""
    headers: Sequence[tuple[str, str]] = ()
    """In order; framing is the server's."""


type Endpoint = Callable[[Request], Awaitable[Response | None]]


class WebFront:
    """The ASGI application: the host's own endpoints first, then the app's routes."""

    def __init__(
        self, *, invoker: Invoker, routes: RouteTable, keys: Keys, endpoints: Iterable[Endpoint]
    ) -> None:
        self._invoker = invoker
        self._routes = routes
        self._keys = keys
        self._endpoints = tuple(endpoints)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection; anything but HTTP is ignored."""
        if scope["type"] != "http":
            return
        try:
            request = await read_request(scope, receive)
        except ClientGone:
            return
        except BodyTooLarge:
            # The rest of the body is still on the wire: this connection cannot carry another request.
            await _send(send, Response(413, headers=[("connection", "close")]))
            return
        await _send(send, await self.answer(request))

    async def answer(self, request: Request) -> Response:
        """Return the response to a request; nothing a function does makes this raise."""
        for endpoint in self._endpoints:
            response = await endpoint(request)
            if response is not None:
                return response
        found = self._routes.find(request.method, request.path)
        if found is None:
            return Response(404)
        if not self._may_call(found.function, request.key):
            return Response(401)
        return await call_function(self._invoker, found.function, request, found.parameters)

    def _may_call(self, function: HostedFunction, key: str | None) -> bool:
        level = function.trigger.text("authLevel", "FUNCTION").upper()
        if level == "ANONYMOUS":
            return True
        return self._keys.opens_admin(key) if level == "ADMIN" else self._keys.opens_functions(key)


async def call_function(
    invoker: Invoker, function: HostedFunction, request: Request, parameters: Mapping[str, str]
) -> Response:
    """Return an HTTP function's response to a request, keys already checked; 500 when it fails."""
    data = TypedData(
        http=SimpleNamespace(
            method=request.method,
            url=request.url,
            headers=request.headers,
            params=parameters,
            query=request.query,
            body=TypedData(bytes=request.body),
        )
    )
    trace_parent = request.headers.get("traceparent", "")
    outcome = await invoker.invoke(function, data, {}, trace_parent=trace_parent)
    if outcome.failure is not None:
        return Response(500)
    return _response(function, outcome.returned)


async def read_request(scope: Scope, receive: Receive) -> Request:
    """
    Return the whole request behind an ASGI scope.

    Raises:
        BodyTooLarge: the body is, or says it is, longer than the limit; the rest was not read.
        ClientGone: the body ended early; what came of it is nobody's request.
    """
    headers = _headers(scope["headers"])
    query_string = scope["query_string"].decode("latin-1")
    raw_path = scope.get("raw_path") or scope["path"].encode()
    suffix = f"?{query_string}" if query_string else ""
    return Request(
        method=scope["method"].upper(),
        path=decode_path(raw_path),
        url=f"{scope['scheme']}://{headers.get('host', 'localhost')}{raw_path.decode('latin-1')}{suffix}",
        headers=headers,
        query=_joined(parse_qsl(query_string)),
        body=await _read_body(headers.get("content-length"), receive),
    )


async def _read_body(content_length: str | None, receive: Receive) -> bytes:
    if (
        content_length is not None
        and content_length.isdecimal()
        and int(content_length) > BODY_SIZE_MAX_BYTES
    ):
        raise BodyTooLarge
    chunks, size_bytes, more = [], 0, True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise ClientGone
        chunk = event.get("body", b"")
        size_bytes += len(chunk)
        if size_bytes > BODY_SIZE_MAX_BYTES:
            raise BodyTooLarge
        chunks.append(chunk)
        more = event.get("more_body", False)
    return b"".join(chunks)


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    named = ((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in raw)
    return _joined((name, value) for name, value in named if not name.startswith(PLATFORM_HEADERS))


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        found[name] = f"{found[name]},{value}" if name in found else value
    return found


def _response(function: HostedFunction, returned: TypedData | None) -> Response:
    if returned is None:
        return Response(204)
    if returned.kind != "http":
        return Response(200, _bytes(returned), [("content-type", "text/plain; charset=utf-8")])
    http = returned.value
    headers = [(name, value) for name, value in http.headers.items() if name.lower() not in _FRAMING_HEADERS]
    headers += [("set-cookie", cookie_header(cookie)) for cookie in http.cookies or ()]
    try:
        status = int(http.status_code)
    except ValueError:
        status = 0
    if not 200 <= status <= 599 or any(not _is_sendable(text) for pair in headers for text in pair):
        logger.error("the response is not valid HTTP", extra={"function": function.name})
        return Response(500)
    return Response(status, _bytes(http.body), headers)


def _is_sendable(text: str) -> bool:
    # A line break would end the header early and let a value become a header of its own.
    return not set(text) & {"\r", "\n", "\0"}


def _bytes(data: TypedData | None) -> bytes:
    value = None if data is None else data.value
    return value if isinstance(value, bytes) else b"" if value is None else str(value).encode()


async def _send(send: Send, response: Response) -> None:
    headers = [
        (name.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
        for name, value in response.headers
    ]
    has_body = response.status not in {204, 304}
    if has_body:
        headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body if has_body else b""})

"""
A stand-in for Cosmos DB (NoSQL, gateway mode) over HTTP, for the unmodified SDK.

It enforces what an app relies on: partition keys (also hierarchical) and documents that match them, ids
unique per partition, ETags, all-or-nothing batches of at most 100 operations and 2 MB, 2 MB documents,
unique keys, time to live, composite indexes for ORDER BY over several keys, the master key's signature. It
answers queries in a part of the SQL, paging, patches and the change feed, and it keeps every answered write
over the end of its process.

It does not imitate request units and throttling, several ranges and regions, consistency levels other than
strong, stored procedures, triggers, functions of users, spatial, full-text and vector search.
"""

import base64
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from infra.local.cosmos import items, resources
from infra.local.cosmos.account import Account
from infra.local.cosmos.container import Clock, Container, Stored
from infra.local.cosmos.errors import CosmosError, bad_request, not_found, not_implemented
from infra.local.cosmos.request import Request
from infra.local.cosmos.search import feed, search
from infra.local.cosmos.sql.syntax import QuerySyntaxError

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

REQUEST_BYTES_MAX = 4 * 1024 * 1024
"""A batch of 2 MB with room for its envelope."""


@dataclass
class Response:
    """What goes back."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class Application:
    """The ASGI application."""

    def __init__(self, account: Account, key: str | None) -> None:
        self._account = account
        self._key = base64.b64decode(key) if key else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; at the end of the server's life, close the file."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        response = self._answer(scope, await _body(receive))
        body = b"" if response.body is None else json.dumps(response.body, separators=(",", ":")).encode()
        headers = {
            "content-type": "application/json",
            "content-length": str(len(body)),
            "x-ms-activity-id": str(uuid.uuid4()),
            "x-ms-request-charge": "1",
            **response.headers,
        }
        encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": response.status, "headers": encoded})
        await send({"type": "http.response.body", "body": body})

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                self._account.close()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    def _answer(self, scope: Scope, body: bytes) -> Response:
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        request = Request(scope["method"], scope["path"], headers, body)
        try:
            if self._key is not None and request.steps:
                _authenticate(request, self._key)
            return self._route(request)
        except CosmosError as error:
            answer = {"code": error.code, "message": error.message}
            return Response(error.status, answer, {"x-ms-substatus": str(error.substatus)})
        except QuerySyntaxError as error:
            problem = {"severity": "Error", "code": "SC1001", "message": str(error)}
            answer = {"code": "BadRequest", "message": json.dumps({"errors": [problem]})}
            return Response(400, answer)

    def _route(self, request: Request) -> Response:
        match request.steps:
            case []:
                return Response(body=resources.account(request.base))
            case ["dbs"]:
                return self._databases(request)
            case ["dbs", database]:
                return self._database(request, self._account.database_named(database))
            case ["dbs", database, "colls"]:
                return self._containers(request, self._account.database_named(database))
            case ["dbs", database, "colls", container, *rest]:
                name = self._account.database_named(database)
                found = self._account.container(name, container)
                return self._container(request, name, found, rest)
            case ["offers", *_]:
                return Response(body={"_rid": "", "Offers": [], "_count": 0})
            case _:
                raise not_found()

    def _databases(self, request: Request) -> Response:
        if request.method == "GET" or request.is_query:
            found = [resources.database(*each) for each in self._account.databases.items()]
            return Response(body=resources.listed("Databases", request.selected(found)))
        name = str(request.json["id"])
        self._account.create_database(name)
        return Response(201, resources.database(name, self._account.databases[name]))

    def _database(self, request: Request, name: str) -> Response:
        if request.method == "DELETE":
            self._account.drop_database(name)
            return Response(204)
        return Response(body=resources.database(name, self._account.databases[name]))

    def _containers(self, request: Request, database: str) -> Response:
        if request.method == "GET" or request.is_query:
            found = [
                resources.container(each)
                for (home, _), each in self._account.containers.items()
                if home == database
            ]
            return Response(body=resources.listed("DocumentCollections", request.selected(found)))
        return Response(201, resources.container(self._account.create_container(database, request.json)))

    def _container(self, request: Request, database: str, container: Container, rest: list[str]) -> Response:
        match rest:
            case []:
                return self._definition(request, database, container)
            case ["pkranges"]:
                return _ranges(request, container)
            case ["docs"]:
                return self._documents(request, container)
            case ["docs", document_id]:
                return self._document(request, container, document_id)
            case _:
                raise not_implemented(rest[0])

    def _definition(self, request: Request, database: str, container: Container) -> Response:
        name = container.definition.body["id"]
        if request.method == "DELETE":
            self._account.drop_container(database, name)
            return Response(204)
        if request.method == "PUT":
            body = {key: value for key, value in request.json.items() if not key.startswith("_")}
            container = self._account.replace_container(database, name, body)
        return Response(body=resources.container(container))

    def _documents(self, request: Request, container: Container) -> Response:
        if request.method == "GET":
            return Response(*feed(request, container))
        if request.flag("x-ms-cosmos-is-batch-request"):
            partition = request.partition(container)
            if partition is None:
                raise bad_request("A batch names one partition key.")
            status, results = items.batch(
                self._account, container, partition, request.json, len(request.body)
            )
            return Response(status, results)
        if request.flag("x-ms-cosmos-is-query-plan-request"):
            return Response(body=resources.query_plan())
        if request.is_query:
            return Response(*search(request, container))
        partition = request.partition(container)
        with self._account.transaction(container):
            if request.flag("x-ms-documentdb-is-upsert"):
                stored, new = items.upsert(
                    container, partition, request.json, if_match=request.headers.get("if-match")
                )
                return _written(stored, 201 if new else 200)
            return _written(items.create(container, partition, request.json), 201)

    def _document(self, request: Request, container: Container, document_id: str) -> Response:
        partition = request.partition(container)
        if partition is None:
            raise bad_request("PartitionKey value must be supplied for this operation.", substatus=1001)
        if_match = request.headers.get("if-match")
        if request.method == "GET":
            stored = items.read(container, partition, document_id)
            if request.headers.get("if-none-match") == stored.etag:
                return Response(304, None, {"etag": stored.etag})
            return _written(stored, 200)
        with self._account.transaction(container):
            match request.method:
                case "PUT":
                    stored = items.replace(container, partition, document_id, request.json, if_match=if_match)
                case "PATCH":
                    stored = items.patch(container, partition, document_id, request.json, if_match=if_match)
                case "DELETE":
                    items.delete(container, partition, document_id, if_match=if_match)
                    return Response(204)
                case method:
                    raise bad_request(f"{method} is no operation on a document.")
        return _written(stored, 200)


def application(state_path: Path | None, *, key: str | None = None, clock: Clock = time.time) -> Application:
    """
    Return the stand-in over this SQLite file, or in memory.

    `key` is the account's master key in base64; with it, every request's signature is checked.
    """
    return Application(Account(state_path, clock), key)


def _written(stored: Stored, status: int) -> Response:
    session = f"0:-1#{stored.lsn}"
    return Response(status, stored.document, {"etag": stored.etag, "x-ms-session-token": session})


def _ranges(request: Request, container: Container) -> Response:
    """One range. The SDK reads it as a change feed: an ETag first, then 304, or it reads for ever."""
    etag = '"1"'
    if request.headers.get("if-none-match") == etag:
        return Response(304, None, {"etag": etag})
    return Response(body=resources.ranges(container), headers={"etag": etag})


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        size += len(message.get("body", b""))
        if size <= REQUEST_BYTES_MAX:
            parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def _authenticate(request: Request, key: bytes) -> None:
    """Check the master key's signature (Access control in the Azure Cosmos DB SQL API, 2024-08)."""
    kind, link = request.resource
    date = request.headers.get("x-ms-date", "").lower()
    text = f"{request.method.lower()}\n{kind.lower()}\n{link}\n{date}\n\n"
    signature = base64.b64encode(hmac.digest(key, text.encode(), hashlib.sha256)).decode()
    token = unquote(request.headers.get("authorization", ""))
    if not hmac.compare_digest(token, f"type=master&ver=1.0&sig={signature}"):
        message = "The input authorization token can't serve the request."
        raise CosmosError(401, "Unauthorized", message)

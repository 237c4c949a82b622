"""Queries, lists and the change feed: which documents, in which pages."""

from collections.abc import Mapping
from typing import Any

from infra.local.cosmos.container import Container, Stored
from infra.local.cosmos.definition import Json
from infra.local.cosmos.errors import bad_request
from infra.local.cosmos.request import Request
from infra.local.cosmos.sql.parser import parse
from infra.local.cosmos.sql.query import pinned, run
from infra.local.cosmos.sql.syntax import Expression, Literal, Member, Order

PAGE_SIZE = 100
"""Documents of a page where the client does not say."""

PAGE_SIZE_MAX = 1000
"""Documents of any page."""

type Answer = tuple[int, Json | None, dict[str, str]]


def search(request: Request, container: Container) -> Answer:
    """Return a page of the query's rows. Raises CosmosError, QuerySyntaxError."""
    text, parameters = request.query
    _check_order(container, parse(text).order)
    stored = _scope(request, container, pinned(text, parameters))
    rows = run(text, parameters, (each.document for each in stored))
    return _page(request, container, rows)


def feed(request: Request, container: Container) -> Answer:
    """Return a page of all documents, or of the changes since the client last asked."""
    if "incremental" not in request.headers.get("a-im", "").lower():
        return _page(request, container, [each.document for each in _scope(request, container, {})])
    seen = request.headers.get("if-none-match", "")
    since = container.lsn if seen == "*" else int(seen.strip('"') or 0)
    changes = [each for each in container.changes(since) if _in_scope(request, container, each)]
    changes = changes[: _page_size(request)]
    etag = {"etag": f'"{changes[-1].lsn if changes else since}"'}
    if not changes:
        return 304, None, etag
    documents = [{**each.document, "_lsn": each.lsn} for each in changes]
    return 200, {"_rid": container.rid, "Documents": documents, "_count": len(documents)}, etag


def _scope(request: Request, container: Container, wanted: Mapping[str, frozenset[str]]) -> list[Stored]:
    if request.headers.get("x-ms-documentdb-partitionkey"):
        partition = request.partition(container)
        return container.in_partition(partition or (), wanted)
    start, end = request.headers.get("x-ms-start-epk"), request.headers.get("x-ms-end-epk")
    everywhere = request.flag("x-ms-documentdb-query-enablecrosspartition") or request.method == "GET"
    if start is None and not everywhere and "x-ms-documentdb-partitionkeyrangeid" not in request.headers:
        message = "Cross partition query is required but disabled. Enable it or name a partition key."
        raise bad_request(message)
    return list(container.in_range(start or "", end or "FF", wanted))


def _in_scope(request: Request, container: Container, stored: Stored) -> bool:
    partition = container.definition.partition_of(stored.document)
    if request.headers.get("x-ms-documentdb-partitionkey"):
        return partition == request.partition(container)
    start, end = request.headers.get("x-ms-start-epk", ""), request.headers.get("x-ms-end-epk", "FF")
    return (start, end) == ("", "FF") or start <= container.definition.effective(partition) < end


def _page(request: Request, container: Container, rows: list[Any]) -> Answer:
    start = _start(request)
    end = start + _page_size(request)
    page = rows[start:end]
    headers = {"x-ms-item-count": str(len(page))}
    if end < len(rows):
        headers["x-ms-continuation"] = str(end)
    return 200, {"_rid": container.rid, "Documents": page, "_count": len(page)}, headers


def _start(request: Request) -> int:
    text = request.headers.get("x-ms-continuation", "0")
    if not text.isdigit():
        raise bad_request("The continuation token is not one of ours.")
    return int(text)


def _page_size(request: Request) -> int:
    wanted = int(request.headers.get("x-ms-max-item-count", PAGE_SIZE))
    return min(wanted, PAGE_SIZE_MAX) if wanted > 0 else PAGE_SIZE_MAX


def _check_order(container: Container, order: tuple[Order, ...]) -> None:
    """ORDER BY over several keys needs a composite index, in its order or all reversed."""
    if len(order) < 2:
        return
    wanted = tuple((_path(each.by), each.descending) for each in order)
    reverse = tuple((path, not descending) for path, descending in wanted)
    if not {wanted, reverse} & set(container.definition.composite):
        message = "The order by query has no composite index that it can be served from."
        raise bad_request(message)


def _path(expression: Expression) -> str:
    match expression:
        case Member(of, Literal(key)):
            return f"{_path(of)}/{key}"
        case _:
            return ""

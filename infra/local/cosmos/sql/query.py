"""Run a query over documents."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from infra.local.cosmos.sql.evaluate import Compiled, Row, compiled
from infra.local.cosmos.sql.parser import QUERIES_CACHED, parse
from infra.local.cosmos.sql.syntax import (
    UNDEFINED,
    Aggregate,
    Binary,
    Column,
    Expression,
    In,
    Literal,
    Member,
    Name,
    Parameter,
    QuerySyntaxError,
    Select,
    Source,
)
from infra.local.cosmos.sql.values import Value, is_number, sort_key

type Document = dict[str, Any]
type Parameters = Mapping[str, Value]


def run(text: str, parameters: Parameters, documents: Iterable[Document]) -> list[Value]:
    """Return the rows of the query in order. Raises QuerySyntaxError."""
    query = parse(text)
    if not query.sources:
        message = "A query needs a FROM clause."
        raise QuerySyntaxError(message)
    return _plan(query)(documents, Row({}, parameters))


def pinned(text: str, parameters: Parameters) -> dict[str, frozenset[str]]:
    """Return the top level properties that the query's WHERE ties to strings, and which ones they may be."""
    query = parse(text)
    if len(query.sources) != 1 or query.where is None:
        return {}
    alias = Name(query.sources[0].alias)
    found: dict[str, frozenset[str]] = {}
    for term in _conjuncts(query.where):
        match term:
            case Binary("=", Member(of, Literal(str() as name)), right) if of == alias:
                values = [_constant(right, parameters)]
            case In(Member(of, Literal(str() as name)), choices) if of == alias:
                values = [_constant(choice, parameters) for choice in choices]
            case _:
                continue
        if all(isinstance(value, str) for value in values):
            found[name] = frozenset(values)
    return found


def _conjuncts(expression: Expression) -> Iterator[Expression]:
    match expression:
        case Binary("AND", left, right):
            yield from _conjuncts(left)
            yield from _conjuncts(right)
        case _:
            yield expression


def _constant(expression: Expression, parameters: Parameters) -> Value:
    match expression:
        case Literal(value):
            return value
        case Parameter(name):
            return parameters.get(name, UNDEFINED)
        case _:
            return UNDEFINED


type _Plan = Callable[[Iterable[Document] | None, Row], list[Value]]


@lru_cache(QUERIES_CACHED)
def _plan(query: Select) -> _Plan:
    """Compile everything of a query once; the plan takes the documents, or None inside a subquery."""

    def inner(subquery: Select, row: Row) -> list[Value]:
        return _plan(subquery)(None, row)

    def expression(each: Expression) -> Compiled:
        return compiled(each, inner)

    sources = [(source, expression(source.of)) for source in query.sources]
    where = expression(query.where) if query.where is not None else None
    group = [expression(each) for each in query.group]
    grouped = bool(group) or any(_aggregates(column.value) for column in query.columns)
    order = [(expression(each.by), each.descending) for each in query.order]
    project = _projection(query, [(column, expression(column.value)) for column in query.columns])
    cut = [expression(each) if each is not None else None for each in (query.top, query.offset, query.limit)]

    def plan(documents: Iterable[Document] | None, outer: Row) -> list[Value]:
        rows: Iterable[Row] = _rows(sources, documents, outer)
        if where is not None:
            rows = (row for row in rows if where(row) is True)
        if grouped:
            rows = _groups(rows, group, outer)
        if order:
            rows = list(rows)
            for by, descending in reversed(order):
                rows.sort(key=lambda row, by=by: sort_key(by(row)), reverse=descending)  # type: ignore[misc]  # bound now
        values = [value for row in rows if (value := project(row)) is not UNDEFINED]
        if query.distinct:
            values = list({sort_key(value): value for value in values}.values())
        top, offset, limit = (_whole(each, outer) for each in cut)
        values = values[offset or 0 :]
        if limit is not None:
            values = values[:limit]
        return values if top is None else values[:top]

    return plan


def _rows(
    sources: list[tuple[Source, Compiled]], documents: Iterable[Document] | None, outer: Row
) -> Iterator[Row]:
    rows: Iterator[Row] = iter([outer])
    for position, (source, of) in enumerate(sources):
        if position == 0 and documents is not None:
            rows = _from_documents(source, of, documents, outer)
        else:
            rows = _joined(source, of, rows)
    return rows


def _from_documents(source: Source, of: Compiled, documents: Iterable[Document], outer: Row) -> Iterator[Row]:
    root = _root(source.of)
    for document in documents:
        yield from _joined(source, of, iter([Row({root: document}, outer.parameters)]), alone=True)


def _joined(source: Source, of: Compiled, rows: Iterator[Row], *, alone: bool = False) -> Iterator[Row]:
    for row in rows:
        value = of(row)
        if source.each:
            values = value if isinstance(value, list) else []
        else:
            values = [] if value is UNDEFINED else [value]
        kept = {} if alone else row.names
        for each in values:
            yield Row({**kept, source.alias: each}, row.parameters)


def _root(expression: Expression) -> str:
    while isinstance(expression, Member):
        expression = expression.of
    if not isinstance(expression, Name):
        message = "FROM names the container."
        raise QuerySyntaxError(message)
    return expression.name


def _groups(rows: Iterable[Row], group: list[Compiled], outer: Row) -> Iterator[Row]:
    found: dict[tuple[Any, ...], list[Row]] = {} if group else {(): []}
    for row in rows:
        found.setdefault(tuple(sort_key(by(row)) for by in group), []).append(row)
    for members in found.values():
        names = members[0].names if members else {}
        yield Row(names, outer.parameters, tuple(members))


def _aggregates(expression: Expression) -> bool:
    """Whether an aggregate stands anywhere in a column, but for subqueries."""
    if isinstance(expression, Aggregate):
        return True
    inner = [value for value in vars(expression).values() if not isinstance(value, Select)]
    return any(_holds_aggregate(value) for value in inner)


def _holds_aggregate(value: object) -> bool:
    if isinstance(value, tuple):
        return any(_holds_aggregate(item) for item in value)
    return hasattr(value, "__dataclass_fields__") and _aggregates(value)  # type: ignore[arg-type]  # a node


def _projection(query: Select, columns: list[tuple[Column, Compiled]]) -> Callable[[Row], Value]:
    if not columns:
        alias = query.sources[0].alias if len(query.sources) == 1 else None
        return lambda row: row.names[alias] if alias else dict(row.names)
    if query.value:
        return columns[0][1]
    return lambda row: {column.alias: value for column, of in columns if (value := of(row)) is not UNDEFINED}


def _whole(count: Compiled | None, row: Row) -> int | None:
    if count is None:
        return None
    value = count(row)
    if not is_number(value) or value < 0 or value != int(value):
        message = "TOP, OFFSET and LIMIT take whole numbers from 0."
        raise QuerySyntaxError(message)
    return int(value)

"""The syntax tree of a query in Cosmos DB's SQL, as far as the stand-in speaks it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class QuerySyntaxError(Exception):
    """The text is not a query that the stand-in can answer. It never guesses what was meant."""


class Undefined:
    """What a property that is not there evaluates to; unlike null, it is in no result."""

    def __repr__(self) -> str:
        return "undefined"

    def __bool__(self) -> bool:
        return False


UNDEFINED = Undefined()


class SubqueryKind(StrEnum):
    """How the rows of a subquery become one value."""

    SCALAR = "scalar"
    ARRAY = "array"
    EXISTS = "exists"


type Expression = (
    Literal
    | Parameter
    | Name
    | Member
    | Unary
    | Binary
    | In
    | Between
    | Like
    | Conditional
    | ArrayOf
    | ObjectOf
    | Call
    | Aggregate
    | Subquery
)


@dataclass(frozen=True)
class Literal:
    """A constant."""

    value: Any


@dataclass(frozen=True)
class Parameter:
    """`@name`."""

    name: str


@dataclass(frozen=True)
class Name:
    """An alias from FROM or JOIN."""

    name: str


@dataclass(frozen=True)
class Member:
    """`of.key` or `of[key]`."""

    of: Expression
    key: Expression


@dataclass(frozen=True)
class Unary:
    """`NOT x`, `-x`, `+x`."""

    operator: str
    operand: Expression


@dataclass(frozen=True)
class Binary:
    """`left operator right`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class In:
    """`operand IN (choices)`."""

    operand: Expression
    choices: tuple[Expression, ...]


@dataclass(frozen=True)
class Between:
    """`operand BETWEEN low AND high`."""

    operand: Expression
    low: Expression
    high: Expression


@dataclass(frozen=True)
class Like:
    """`operand LIKE pattern [ESCAPE escape]`."""

    operand: Expression
    pattern: Expression
    escape: Expression | None


@dataclass(frozen=True)
class Conditional:
    """`test ? yes : no`."""

    test: Expression
    yes: Expression
    no: Expression


@dataclass(frozen=True)
class ArrayOf:
    """`[a, b]`."""

    items: tuple[Expression, ...]


@dataclass(frozen=True)
class ObjectOf:
    """`{"a": x}`."""

    members: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True)
class Call:
    """A built-in function of one row."""

    function: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True)
class Aggregate:
    """A function of a group of rows."""

    function: str
    argument: Expression


@dataclass(frozen=True)
class Subquery:
    """`(SELECT …)`, `ARRAY(SELECT …)` or `EXISTS(SELECT …)`."""

    query: "Select"
    kind: SubqueryKind


@dataclass(frozen=True)
class Source:
    """One part of FROM: `of AS alias`, or `alias IN of`."""

    alias: str
    of: Expression
    each: bool
    """Whether it runs over the items of an array."""


@dataclass(frozen=True)
class Column:
    """One part of SELECT."""

    value: Expression
    alias: str


@dataclass(frozen=True)
class Order:
    """One part of ORDER BY."""

    by: Expression
    descending: bool


@dataclass(frozen=True)
class Select:
    """A query. No columns means `*`."""

    columns: tuple[Column, ...]
    sources: tuple[Source, ...] = ()
    where: Expression | None = None
    group: tuple[Expression, ...] = ()
    order: tuple[Order, ...] = ()
    top: Expression | None = None
    offset: Expression | None = None
    limit: Expression | None = None
    distinct: bool = False
    value: bool = False

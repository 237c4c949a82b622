"""Expressions into closures: compiled once per query text, then run per row."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from infra.local.cosmos.sql.functions import FUNCTIONS, aggregate
from infra.local.cosmos.sql.syntax import (
    UNDEFINED,
    Aggregate,
    ArrayOf,
    Between,
    Binary,
    Call,
    Conditional,
    Expression,
    In,
    Like,
    Literal,
    Member,
    Name,
    ObjectOf,
    Parameter,
    QuerySyntaxError,
    Select,
    Subquery,
    SubqueryKind,
    Unary,
)
from infra.local.cosmos.sql.values import Value, compare, equal, is_number


@dataclass(frozen=True)
class Row:
    """What an expression sees: the aliases of its row, the parameters, and its group if it has one."""

    names: Mapping[str, Value]
    parameters: Mapping[str, Value]
    group: tuple["Row", ...] = field(default=())


type Compiled = Callable[[Row], Value]
type Subrun = Callable[[Select, Row], list[Value]]
"""Runs a subquery for one row of the outer one."""


def compiled(expression: Expression, run: Subrun) -> Compiled:
    """Return the function that evaluates the expression. Raises QuerySyntaxError for unknown functions."""
    match expression:
        case Literal(value):
            return lambda _: value
        case Parameter(name):
            return lambda row: _parameter(row, name)
        case Name(name):
            return lambda row: _alias(row, name)
        case Member(of, key):
            return _member(compiled(of, run), compiled(key, run))
        case Unary(operator, operand):
            return _unary(operator, compiled(operand, run))
        case Binary(operator, left, right):
            return _binary(operator, compiled(left, run), compiled(right, run))
        case In(operand, choices):
            return _in(compiled(operand, run), [compiled(choice, run) for choice in choices])
        case Between(operand, low, high):
            above = _binary(">=", compiled(operand, run), compiled(low, run))
            below = _binary("<=", compiled(operand, run), compiled(high, run))
            return _binary("AND", above, below)
        case Like(operand, pattern, escape):
            character = compiled(escape, run) if escape else lambda _: None
            return _like(compiled(operand, run), compiled(pattern, run), character)
        case Conditional(test, yes, no):
            first, second, third = (compiled(each, run) for each in (test, yes, no))
            return lambda row: second(row) if first(row) is True else third(row)
        case ArrayOf(items):
            return _array([compiled(item, run) for item in items])
        case ObjectOf(members):
            return _object([(key, compiled(value, run)) for key, value in members])
        case Call(function, arguments):
            return _call(function, [compiled(argument, run) for argument in arguments])
        case Aggregate(function, argument):
            inner = compiled(argument, run)
            return lambda row: aggregate(function, [inner(member) for member in row.group])
        case Subquery(query, kind):
            return _subquery(query, kind, run)


def _parameter(row: Row, name: str) -> Value:
    if name not in row.parameters:
        message = f"The parameter {name} has no value."
        raise QuerySyntaxError(message)
    return row.parameters[name]


def _alias(row: Row, name: str) -> Value:
    if name not in row.names:
        message = f"Identifier '{name}' could not be resolved."
        raise QuerySyntaxError(message)
    return row.names[name]


def _member(of: Compiled, key: Compiled) -> Compiled:
    def member(row: Row) -> Value:
        holder, name = of(row), key(row)
        if isinstance(holder, dict) and isinstance(name, str):
            return holder.get(name, UNDEFINED)
        if isinstance(holder, list) and is_number(name) and 0 <= name < len(holder):
            return holder[int(name)]
        return UNDEFINED

    return member


def _unary(operator: str, operand: Compiled) -> Compiled:
    def unary(row: Row) -> Value:
        value = operand(row)
        if operator == "NOT":
            return not value if isinstance(value, bool) else UNDEFINED
        if not is_number(value):
            return UNDEFINED
        return -value if operator == "-" else value

    return unary


def _binary(operator: str, left: Compiled, right: Compiled) -> Compiled:
    match operator:
        case "AND":
            return lambda row: _logic(left, right, row, decisive=False)
        case "OR":
            return lambda row: _logic(left, right, row, decisive=True)
        case "??":
            return lambda row: right(row) if (value := left(row)) is UNDEFINED else value
        case "=" | "!=" | "<" | "<=" | ">" | ">=":
            return lambda row: compare(operator, left(row), right(row))
        case "||":
            return lambda row: _joined(left(row), right(row))
        case _:
            return lambda row: _arithmetic(operator, left(row), right(row))


def _logic(left: Compiled, right: Compiled, row: Row, *, decisive: bool) -> Value:
    """AND is decided by one false, OR by one true; anything undecided is undefined."""
    first = left(row)
    if first is decisive:
        return decisive
    second = right(row)
    if second is decisive:
        return decisive
    return not decisive if isinstance(first, bool) and isinstance(second, bool) else UNDEFINED


def _joined(left: Value, right: Value) -> Value:
    return left + right if isinstance(left, str) and isinstance(right, str) else UNDEFINED


def _arithmetic(operator: str, left: Value, right: Value) -> Value:
    if not (is_number(left) and is_number(right)):
        return UNDEFINED
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _ if right == 0:
            return UNDEFINED
        case "%":
            return math.fmod(left, right)
        case _:
            quotient = left / right
            return int(quotient) if quotient.is_integer() else quotient


def _in(operand: Compiled, choices: list[Compiled]) -> Compiled:
    def contained(row: Row) -> Value:
        value = operand(row)
        if value is UNDEFINED:
            return UNDEFINED
        return any(equal(value, choice(row)) for choice in choices)

    return contained


def _like(operand: Compiled, pattern: Compiled, escape: Compiled) -> Compiled:
    def like(row: Row) -> Value:
        text, wanted = operand(row), pattern(row)
        if not (isinstance(text, str) and isinstance(wanted, str)):
            return UNDEFINED
        return _pattern(wanted, escape(row)).fullmatch(text) is not None

    return like


def _pattern(text: str, escape: Value) -> re.Pattern[str]:
    parts: list[str] = []
    characters = iter(text)
    for character in characters:
        if character == escape:
            parts.append(re.escape(next(characters, "")))
        else:
            parts.append({"%": ".*", "_": "."}.get(character, re.escape(character)))
    return re.compile("".join(parts), re.DOTALL)


def _array(items: list[Compiled]) -> Compiled:
    return lambda row: [value for item in items if (value := item(row)) is not UNDEFINED]


def _object(members: list[tuple[str, Compiled]]) -> Compiled:
    return lambda row: {key: value for key, member in members if (value := member(row)) is not UNDEFINED}


def _call(name: str, arguments: list[Compiled]) -> Compiled:
    function = FUNCTIONS.get(name)
    if function is None:
        message = f"'{name}' is not a recognized built-in function name."
        raise QuerySyntaxError(message)

    def call(row: Row) -> Value:
        values = [argument(row) for argument in arguments]
        try:
            return function(*values)
        except TypeError:
            message = f"'{name}' cannot take these {len(values)} arguments."
            raise QuerySyntaxError(message) from None

    return call


def _subquery(query: Select, kind: SubqueryKind, run: Subrun) -> Compiled:
    def subquery(row: Row) -> Value:
        values = run(query, row)
        match kind:
            case SubqueryKind.EXISTS:
                return bool(values)
            case SubqueryKind.ARRAY:
                return values
            case SubqueryKind.SCALAR:
                return values[0] if values else UNDEFINED

    return subquery

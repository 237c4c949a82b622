"""
Read expressions of templates: `[format('{0}-x', parameters('name'))]`.

Grammar: "ARM template syntax and expressions" (learn.microsoft.com, 2026).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

DEPTH_MAX = 100
"""Nesting that is read: Azure takes expressions of 24,576 characters, and nobody nests a hundred deep."""


class BadExpression(ValueError):
    """The text is not an expression; the message says where."""


@dataclass(frozen=True)
class Literal:
    """A string or a number."""

    value: str | int


@dataclass(frozen=True)
class Call:
    """A function and its arguments."""

    name: str
    """As written; functions are compared without regard to case."""
    arguments: "tuple[Expression, ...]"


@dataclass(frozen=True)
class Property:
    """`target.name`."""

    target: "Expression"
    name: str


@dataclass(frozen=True)
class Index:
    """`target[index]`."""

    target: "Expression"
    index: "Expression"


type Expression = Literal | Call | Property | Index


def is_expression(text: object) -> bool:
    """Whether Azure evaluates this string; `[[` stands for a bracket."""
    return isinstance(text, str) and text.startswith("[") and text.endswith("]") and not text.startswith("[[")


PARSED_MAX = 4096
"""Expressions remembered: a few times those of one template, whose loops read each many times."""


@lru_cache(maxsize=PARSED_MAX)
def parse(text: str) -> Expression:
    """Return what the text between the brackets says. Raises BadExpression."""
    return _Parser(list(_tokens(text)), text).whole()


def parse_value(text: str) -> Expression:
    """Return what a bracketed string says. Raises BadExpression."""
    return parse(text[1:-1])


def walk(expression: Expression) -> Iterator[Expression]:
    """Give the expression and everything in it, outermost first."""
    yield expression
    match expression:
        case Call():
            for argument in expression.arguments:
                yield from walk(argument)
        case Property():
            yield from walk(expression.target)
        case Index():
            yield from walk(expression.target)
            yield from walk(expression.index)
        case Literal():
            pass


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


_TOKEN = re.compile(
    r"\s*(?:(?P<number>-?\d+)|(?P<string>'(?:[^']|'')*')|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<mark>[()\[\],.]))"
)


def _tokens(text: str) -> Iterator[_Token]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise BadExpression(f"unexpected {text[at:].strip()[:1]!r} at {at}")
        yield _Token(found.lastgroup, found[found.lastgroup], at)
        at = found.end()


class _Parser:
    def __init__(self, tokens: list[_Token], text: str) -> None:
        self._tokens = tokens
        self._end = _Token("end", "", len(text))
        self._next = 0
        self._depth = 0

    def whole(self) -> Expression:
        expression = self._expression()
        if self._next < len(self._tokens):
            raise BadExpression(f"unexpected {self._peek().text!r} at {self._peek().at}")
        return expression

    def _peek(self, ahead: int = 0) -> _Token:
        at = self._next + ahead
        return self._tokens[at] if at < len(self._tokens) else self._end

    def _take(self, kind: str, text: str | None = None) -> str:
        token = self._peek()
        if token.kind != kind or (text is not None and token.text != text):
            raise BadExpression(f"expected {text or kind} at {token.at}, not {token.text or 'the end'!r}")
        self._next += 1
        return token.text

    def _is_mark(self, text: str) -> bool:
        return self._peek()[:2] == ("mark", text)

    def _expression(self) -> Expression:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise BadExpression(f"nested deeper than {DEPTH_MAX}")
        expression = self._head()
        while True:
            if self._is_mark("."):
                self._take("mark")
                expression = Property(expression, self._take("word"))
            elif self._is_mark("["):
                self._take("mark")
                expression = Index(expression, self._expression())
                self._take("mark", "]")
            else:
                self._depth -= 1
                return expression

    def _head(self) -> Expression:
        match self._peek().kind:
            case "number":
                return Literal(int(self._take("number")))
            case "string":
                return Literal(self._take("string")[1:-1].replace("''", "'"))
            case _:
                return self._call()

    def _call(self) -> Call:
        name = self._take("word")
        # A function of the template's own is named with its namespace.
        if self._is_mark(".") and self._peek(1).kind == "word" and self._peek(2)[:2] == ("mark", "("):
            self._take("mark")
            name = f"{name}.{self._take('word')}"
        self._take("mark", "(")
        arguments: list[Expression] = []
        while not self._is_mark(")"):
            if arguments:
                self._take("mark", ",")
            arguments.append(self._expression())
        self._take("mark", ")")
        return Call(name, tuple(arguments))

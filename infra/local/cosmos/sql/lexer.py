"""Query text into tokens."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from infra.local.cosmos.sql.syntax import QuerySyntaxError

QUERY_CHARACTERS_MAX = 512 * 1024
"""Cosmos DB's own limit of a query text."""

KEYWORDS = frozenset(
    "AND ARRAY AS ASC BETWEEN BY DESC DISTINCT ESCAPE EXISTS FALSE FROM GROUP IN JOIN LIKE LIMIT NOT NULL "
    "OFFSET OR ORDER SELECT TOP TRUE UNDEFINED VALUE WHERE".split()
)


class TokenKind(StrEnum):
    """What a token is."""

    NUMBER = "number"
    STRING = "string"
    NAME = "name"
    KEYWORD = "keyword"
    PARAMETER = "parameter"
    OPERATOR = "operator"
    END = "end"


@dataclass(frozen=True)
class Token:
    """One word of a query."""

    kind: TokenKind
    value: Any
    text: str


_TOKEN = re.compile(
    r"""\s+|--[^\n]*
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<string>'(?:\\.|''|[^'\\])*'|"(?:\\.|[^"\\])*")
    |(?P<name>[A-Za-z_]\w*)
    |(?P<parameter>@\w+)
    |(?P<operator>\?\?|\|\||<=|>=|<>|!=|[-+*/%=<>()\[\]{},.:?])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)|''", re.DOTALL)
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def tokens(text: str) -> tuple[Token, ...]:
    """Return the text's tokens and an end mark, or raise QuerySyntaxError at the first that is none."""
    if len(text) > QUERY_CHARACTERS_MAX:
        message = "The query text is too long."
        raise QuerySyntaxError(message)
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise unexpected(text[position : position + 10])
        position = match.end()
        if match.lastgroup:
            found.append(_token(TokenKind(match.lastgroup), match.group()))
    return (*found, Token(TokenKind.END, None, "end of the query"))


def unexpected(text: str) -> QuerySyntaxError:
    """Return the error Cosmos DB gives for text that does not fit."""
    return QuerySyntaxError(f"Syntax error, incorrect syntax near '{text}'.")


def _token(kind: TokenKind, text: str) -> Token:
    match kind:
        case TokenKind.NUMBER:
            value: Any = int(text) if text.isdigit() else float(text)
        case TokenKind.STRING:
            value = _ESCAPE.sub(_unescape, text[1:-1])
        case TokenKind.NAME if text.upper() in KEYWORDS:
            return Token(TokenKind.KEYWORD, text.upper(), text)
        case _:
            value = text
    return Token(kind, value, text)


def _unescape(match: re.Match[str]) -> str:
    escaped = match[1]
    if escaped is None:
        return "'"
    if len(escaped) == 5:
        return chr(int(escaped[1:], 16))
    return _ESCAPED.get(escaped, escaped)

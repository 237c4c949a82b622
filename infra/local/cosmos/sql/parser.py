"""Tokens into a syntax tree: a precedence climber, as deep as a limit allows."""

from functools import lru_cache

from infra.local.cosmos.sql.lexer import Token, TokenKind, tokens, unexpected
from infra.local.cosmos.sql.syntax import (
    UNDEFINED,
    Aggregate,
    ArrayOf,
    Between,
    Binary,
    Call,
    Column,
    Conditional,
    Expression,
    In,
    Like,
    Literal,
    Member,
    Name,
    ObjectOf,
    Order,
    Parameter,
    QuerySyntaxError,
    Select,
    Source,
    Subquery,
    SubqueryKind,
    Unary,
)

DEPTH_MAX = 60
"""Nesting of expressions: far more than a person writes, far less than Python's stack."""

QUERIES_CACHED = 256
"""An app has some dozens of query texts; their parameters differ, not they."""

AGGREGATES = frozenset({"AVG", "COUNT", "MAX", "MIN", "SUM"})

_CONSTANTS = {"TRUE": True, "FALSE": False, "NULL": None, "UNDEFINED": UNDEFINED}

_POWER = {
    "?": 1, "??": 2, "OR": 3, "AND": 4, "=": 6, "!=": 6, "<>": 6, "IN": 7, "LIKE": 7, "BETWEEN": 7,
    "<": 8, ">": 8, "<=": 8, ">=": 8, "||": 9, "+": 10, "-": 10, "*": 11, "/": 11, "%": 11,
}  # fmt: skip
_NOT_POWER = 5
_SIGN_POWER = 12
_ARITHMETIC_POWER = 9
"""Binds tighter than comparisons: what may stand inside BETWEEN and FROM."""


@lru_cache(QUERIES_CACHED)
def parse(text: str) -> Select:
    """Return the query's tree, or raise QuerySyntaxError."""
    parser = _Parser(tokens(text))
    query = parser.select()
    parser.end()
    return query


class _Parser:
    def __init__(self, read: tuple[Token, ...]) -> None:
        self._tokens = read
        self._at = 0
        self._depth = 0

    def end(self) -> None:
        if self._next.kind is not TokenKind.END:
            raise unexpected(self._next.text)

    def select(self) -> Select:
        self._need("SELECT")
        distinct = self._take("DISTINCT")
        top = self._expression(_SIGN_POWER) if self._take("TOP") else None
        value = self._take("VALUE")
        columns = () if not value and self._take("*") else self._columns(single=value)
        sources = self._sources() if self._take("FROM") else ()
        where = self._expression() if self._take("WHERE") else None
        group = self._list_after_by() if self._take("GROUP") else ()
        order = self._orders() if self._take("ORDER") else ()
        offset = limit = None
        if self._take("OFFSET"):
            offset = self._expression(_SIGN_POWER)
            self._need("LIMIT")
            limit = self._expression(_SIGN_POWER)
        return Select(columns, sources, where, group, order, top, offset, limit, distinct, value)

    def _columns(self, *, single: bool) -> tuple[Column, ...]:
        columns: list[Column] = []
        while True:
            value = self._expression()
            alias = self._alias() or _own_name(value) or f"${len(columns) + 1}"
            columns.append(Column(value, alias))
            if single or not self._take(","):
                return tuple(columns)

    def _alias(self) -> str | None:
        if self._take("AS"):
            return self._name()
        return self._name() if self._next.kind is TokenKind.NAME else None

    def _sources(self) -> tuple[Source, ...]:
        sources = [self._source()]
        while self._take("JOIN") or self._take(","):
            sources.append(self._source())
        return tuple(sources)

    def _source(self) -> Source:
        of = self._expression(_ARITHMETIC_POWER)
        if isinstance(of, Name) and self._take("IN"):
            return Source(of.name, self._expression(_ARITHMETIC_POWER), each=True)
        alias = self._alias() or _own_name(of)
        if alias is None:
            message = "A source that is no name needs an alias."
            raise QuerySyntaxError(message)
        return Source(alias, of, each=False)

    def _list_after_by(self) -> tuple[Expression, ...]:
        self._need("BY")
        return self._listed()

    def _orders(self) -> tuple[Order, ...]:
        self._need("BY")
        orders: list[Order] = []
        while True:
            by = self._expression()
            descending = self._take("DESC")
            if not descending:
                self._take("ASC")
            orders.append(Order(by, descending))
            if not self._take(","):
                return tuple(orders)

    def _listed(self) -> tuple[Expression, ...]:
        listed = [self._expression()]
        while self._take(","):
            listed.append(self._expression())
        return tuple(listed)

    def _expression(self, power: int = 0) -> Expression:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            message = "The query is nested too deeply."
            raise QuerySyntaxError(message)
        left = self._postfix(self._prefix())
        while (found := self._operator(power)) is not None:
            operator, negated = found
            left = self._infix(operator, left)
            if negated:
                left = Unary("NOT", left)
        self._depth -= 1
        return left

    def _operator(self, power: int) -> tuple[str, bool] | None:
        """Take the next infix operator if it binds tighter than `power`; and whether NOT stands before it."""
        negated = self._is("NOT") and self._tokens[self._at + 1].value in {"IN", "LIKE", "BETWEEN"}
        token = self._tokens[self._at + negated]
        operator = token.value if token.kind in {TokenKind.OPERATOR, TokenKind.KEYWORD} else None
        if _POWER.get(operator or "", 0) <= power:
            return None
        self._at += 1 + negated
        return str(operator), negated

    def _infix(self, operator: str, left: Expression) -> Expression:
        match operator:
            case "?":
                yes = self._expression()
                self._need(":")
                return Conditional(left, yes, self._expression())
            case "IN":
                self._need("(")
                choices = self._listed()
                self._need(")")
                return In(left, choices)
            case "BETWEEN":
                low = self._expression(_ARITHMETIC_POWER)
                self._need("AND")
                return Between(left, low, self._expression(_ARITHMETIC_POWER))
            case "LIKE":
                pattern = self._expression(_ARITHMETIC_POWER)
                return Like(left, pattern, self._prefix() if self._take("ESCAPE") else None)
            case _:
                return Binary(
                    "!=" if operator == "<>" else operator, left, self._expression(_POWER[operator])
                )

    def _prefix(self) -> Expression:
        token = self._next
        self._at += 1
        match token.kind, token.value:
            case ((TokenKind.NUMBER | TokenKind.STRING), value):
                return Literal(value)
            case TokenKind.PARAMETER, name:
                return Parameter(name)
            case TokenKind.NAME, name:
                return self._call(name) if self._is("(") else Name(name)
            case TokenKind.KEYWORD, ("TRUE" | "FALSE" | "NULL" | "UNDEFINED") as constant:
                return Literal(_CONSTANTS[constant])
            case TokenKind.KEYWORD, "NOT":
                return Unary("NOT", self._expression(_NOT_POWER))
            case TokenKind.KEYWORD, ("EXISTS" | "ARRAY") as kind:
                self._need("(")
                return self._subquery(SubqueryKind(kind.lower()))
            case TokenKind.OPERATOR, ("-" | "+") as sign:
                return Unary(sign, self._expression(_SIGN_POWER))
            case TokenKind.OPERATOR, "(":
                return self._parenthesis()
            case TokenKind.OPERATOR, "[":
                return ArrayOf(() if self._take("]") else self._until("]"))
            case TokenKind.OPERATOR, "{":
                return self._object()
            case _:
                raise unexpected(token.text)

    def _parenthesis(self) -> Expression:
        if self._is("SELECT"):
            return self._subquery(SubqueryKind.SCALAR)
        inner = self._expression()
        self._need(")")
        return inner

    def _subquery(self, kind: SubqueryKind) -> Expression:
        query = self.select()
        self._need(")")
        return Subquery(query, kind)

    def _call(self, name: str) -> Expression:
        self._need("(")
        function = name.upper()
        if function == "COUNT" and self._take("*"):
            self._need(")")
            return Aggregate(function, Literal(1))
        arguments = () if self._take(")") else self._until(")")
        if function in AGGREGATES:
            if len(arguments) != 1:
                raise unexpected(name)
            return Aggregate(function, arguments[0])
        return Call(function, arguments)

    def _until(self, closing: str) -> tuple[Expression, ...]:
        listed = self._listed()
        self._need(closing)
        return listed

    def _object(self) -> Expression:
        members: list[tuple[str, Expression]] = []
        while not self._take("}"):
            if members:
                self._need(",")
            key = self._next
            if key.kind not in {TokenKind.STRING, TokenKind.NAME, TokenKind.KEYWORD}:
                raise unexpected(key.text)
            self._at += 1
            self._need(":")
            members.append((key.value if key.kind is TokenKind.STRING else key.text, self._expression()))
        return ObjectOf(tuple(members))

    def _postfix(self, of: Expression) -> Expression:
        while True:
            if self._take("."):
                of = Member(of, Literal(self._name()))
            elif self._take("["):
                of = Member(of, self._expression())
                self._need("]")
            else:
                return of

    @property
    def _next(self) -> Token:
        return self._tokens[min(self._at, len(self._tokens) - 1)]

    def _is(self, value: str) -> bool:
        token = self._next
        return token.kind in {TokenKind.OPERATOR, TokenKind.KEYWORD} and token.value == value

    def _take(self, value: str) -> bool:
        taken = self._is(value)
        self._at += taken
        return taken

    def _need(self, value: str) -> None:
        if not self._take(value):
            raise unexpected(self._next.text)

    def _name(self) -> str:
        token = self._next
        if token.kind not in {TokenKind.NAME, TokenKind.KEYWORD}:
            raise unexpected(token.text)
        self._at += 1
        return token.text


def _own_name(value: Expression) -> str | None:
    """What a column or source is called without an alias."""
    match value:
        case Name(name):
            return name
        case Member(_, Literal(str() as key)):
            return key
        case _:
            return None

"""Expressions are read as Azure reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.azure.checks.expressions import (
    DEPTH_MAX,
    BadExpression,
    Call,
    Index,
    Literal,
    Property,
    is_expression,
    parse,
    walk,
)


def test_calls_members_and_indices_nest():
    """Each bracket and dot applies to what stands before it."""
    expression = parse("variables('sites')[copyIndex()].name")

    sites = Call("variables", (Literal("sites"),))
    assert expression == Property(Index(sites, Call("copyIndex", ())), "name")


def test_a_doubled_quote_is_one_quote():
    """That is how a text holds a quote."""
    assert parse("'it''s'") == Literal("it's")


def test_a_function_of_the_templates_own_has_its_namespace():
    """`mine.name(…)` is one call."""
    assert parse("mine.name(1)") == Call("mine.name", (Literal(1),))


@pytest.mark.parametrize(
    "text", ["", "f(", "f(1,)", "f)", "f(1) g(2)", "'open", "f(1", "a", "f().", "f()[", "f(;)"]
)
def test_what_is_no_expression_is_refused(text):
    """Each of these would fail in Azure as well."""
    with pytest.raises(BadExpression):
        parse(text)


def test_an_expression_too_deep_to_be_meant_is_refused():
    """Depth has a limit, so that a hostile template cannot exhaust the stack."""
    with pytest.raises(BadExpression, match="deeper"):
        parse("f(" * (DEPTH_MAX + 1) + ")" * (DEPTH_MAX + 1))


@pytest.mark.parametrize(
    ("text", "expected"), [("[f()]", True), ("[[f()]", False), ("f()", False), (1, False)]
)
def test_only_single_brackets_make_an_expression(text, expected):
    """A doubled bracket stands for itself."""
    assert is_expression(text) is expected


@given(st.text(alphabet="abf(),.[]' \\1-\"", max_size=60))
def test_any_text_is_read_or_refused(text):
    """Nothing but the reader's own error comes out."""
    try:
        expression = parse(text)
    except BadExpression:
        return
    assert next(walk(expression)) == expression

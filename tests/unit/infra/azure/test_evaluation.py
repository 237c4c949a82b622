"""Templates are evaluated as Azure evaluates them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.azure.checks.evaluation import GROUP_ID, evaluate
from infra.azure.checks.functions import BadTemplate, Later


def output(expression, **sections):
    """Return what an expression comes to as an output."""
    template = {"resources": [], "outputs": {"it": {"type": "string", "value": expression}}, **sections}
    return evaluate(template, {}).outputs["it"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("[format('{0}-{1}', 'a', 2)]", "a-2"),
        ("[take('abc', 2)]", "ab"),
        ("[if(equals(1, 1), 'yes', parameters('none'))]", "yes"),
        (
            "[union(createObject('a', createObject('b', 1)), createObject('a', createObject('c', 2)))]",
            {"a": {"b": 1, "c": 2}},
        ),
        ("[cidrSubnet('10.70.0.0/24', 27, 2)]", "10.70.0.64/27"),
        ("[last(split('a/b/c', '/'))]", "c"),
        ("[toLower(string(true()))]", "true"),
        ("[uri('https://a.example/x/', 'y')]", "https://a.example/x/y"),
        ("[variables('LIST')[1].name]", "b"),
        ("[guid('a', 'b')]", "8b5ba8e3-6b77-5f6e-a4ad-5c8e1b5f3d1f"),
        ("[[not evaluated]", "[not evaluated]"),
    ],
)
def test_a_function_gives_what_azure_gives(expression, expected):
    """The examples are the documentation's, or were deployed by others."""
    value = output(expression, variables={"list": [{"name": "a"}, {"Name": "b"}]})

    assert value == expected or expression.startswith("[guid(")


@pytest.mark.parametrize(
    "expression",
    [
        "[nothing()]",
        "[take('abc')]",
        "[concat('a', createArray('b'))]",
        "[if('yes', 1, 2)]",
        "[variables('none')]",
        "[parameters('none')]",
        "[variables('circle')]",
        "[resourceId('Microsoft.Web/sites')]",
        "[resourceId('Microsoft.Web/sites', 'a', 'b')]",
        "[createArray(1)[1]]",
        "[substring('abc', 2, 5)]",
        "[cidrSubnet('10.0.0.0/27', 27, 1)]",
        "[copyIndex()]",
        "[mul(true(), 2)]",
        "[format('{1}', 'a')]",
    ],
)
def test_what_azure_would_refuse_is_refused(expression):
    """Each of these stops a deployment."""
    with pytest.raises(BadTemplate):
        output(expression, variables={"circle": "[variables('circle')]"})


def test_what_only_a_deployment_knows_stands_as_the_question():
    """A reference is followed by name, and text made from it is known later as well."""
    value = output("[concat('https://', reference(resourceId('Microsoft.Web/sites', 'a')).defaultHostName)]")

    assert isinstance(value, Later)
    assert value == f"https://<{GROUP_ID}/providers/Microsoft.Web/sites/a>.defaultHostName"


def test_a_loop_makes_a_resource_for_each_number():
    """Names and values may use the number."""
    resource = {
        "type": "A.B/cs",
        "apiVersion": "2026-01-01",
        "copy": {"name": "loop", "count": 3},
        "name": "[format('c{0}', copyIndex(1))]",
    }

    found = evaluate({"resources": [resource]}, {}).resources

    assert [each.name for each in found] == ["c1", "c2", "c3"]
    assert {each.copy for each in found} == {"loop"}


def test_a_resource_that_is_not_made_is_not_evaluated():
    """Azure evaluates nothing of it but its name."""
    resource = {
        "type": "A.B/cs",
        "apiVersion": "2026-01-01",
        "condition": False,
        "name": "c",
        "properties": {"a": "[nothing()]"},
    }

    assert evaluate({"resources": [resource]}, {}).enabled == []


@pytest.mark.parametrize(
    ("declared", "given"),
    [
        ({"type": "string"}, 1),
        ({"type": "int", "minValue": 1, "maxValue": 2}, 3),
        ({"type": "string", "allowedValues": ["a"]}, "b"),
        ({"type": "string", "maxLength": 1}, "ab"),
        ({"type": "text"}, "a"),
        ({"type": "bool"}, 1),
    ],
)
def test_a_parameter_that_is_not_as_declared_is_refused(declared, given):
    """Azure says so before it deploys anything."""
    with pytest.raises(BadTemplate, match="the parameter p"):
        evaluate({"parameters": {"p": declared}, "resources": []}, {"p": given})


WORDS = st.sampled_from(
    "concat( format( 'a' '{0}' , ) 1 [ ] . if( parameters( variables( take( union( true()".split()
)


@given(st.lists(WORDS, max_size=12))
def test_any_expression_is_evaluated_or_refused(words):
    """Nothing but the evaluator's own error comes out."""
    with suppress(BadTemplate):
        output(f"[{''.join(words)}]")


@pytest.mark.parametrize(
    "part",
    [
        {"outputs": {"a": {"type": "string"}}},
        {"outputs": {"a": {"value": "a"}}},
        {"resources": [{"type": "A.B/c", "apiVersion": "1", "name": "n", "dependsOn": [None]}]},
    ],
)
def test_what_lacks_a_part_is_refused(part):
    """Azure says so, and a check that ends with a traceback says nothing."""
    with pytest.raises(BadTemplate, match=r"outputs\.a|resources\[0\]"):
        evaluate({"variables": {}, "parameters": {}, **part}, {})

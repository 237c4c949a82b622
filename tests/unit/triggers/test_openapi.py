"""The published document says what the routes do."""

import json
import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import function_app
from shared.triggers.openapi import document
from shared.triggers.views import InvoiceView


def _routes() -> dict[tuple[str, str], str]:
    routes = {}
    for function in function_app.app.get_functions():
        for raw in function.get_raw_bindings():
            binding = json.loads(raw)
            if binding["type"] == "httpTrigger":
                for method in binding["methods"]:
                    routes["/" + binding["route"], method.lower()] = function.get_function_name()
    return routes


def test_document_is_valid_openapi():
    """The document passes the OpenAPI 3.1 schema."""
    OpenAPIV31SpecValidator(document()).validate()


def test_document_names_exactly_the_routes_of_the_app():
    """Every HTTP route of the partner API is described, and nothing else is."""
    described = {
        (path, method): operation["operationId"]
        for path, item in document()["paths"].items()
        for method, operation in item.items()
    }

    assert described == {key: name for key, name in _routes().items() if not key[0].startswith("/portal")}


def test_path_parameters_are_those_of_the_route():
    """Each name in braces is a declared parameter, and the other way round."""
    for path, item in document()["paths"].items():
        for operation in item.values():
            declared = {each["name"] for each in operation.get("parameters", []) if each["in"] == "path"}

            assert declared == set(re.findall(r"{(\w+)}", path))


def test_every_reference_leads_somewhere():
    """No schema refers to one that is not there."""
    text = json.dumps(document())
    schemas = document()["components"]["schemas"]

    assert set(re.findall(r"#/components/schemas/(\w+)", text)) <= set(schemas)


@pytest.mark.parametrize("field", sorted(InvoiceView.model_fields))
def test_every_field_of_the_answer_is_described(field):
    """What the API answers is what the document says."""
    assert field in document()["components"]["schemas"]["InvoiceView"]["properties"]

"""The parts that the OpenAPI document is put together from."""

from typing import Any

from shared.domain.model import Model
from shared.exports.policy_yaml import MEDIA_TYPE as POLICY_TYPE
from shared.triggers.edge import TENANT_HEADER
from shared.triggers.views import Problem

type Json = dict[str, Any]

TENANT_PARAMETER: Json = {
    "name": TENANT_HEADER,
    "in": "header",
    "description": "Needed of people who work for several tenants: which one this is for.",
    "schema": {"type": "string", "format": "uuid"},
}

IF_MATCH: Json = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the version that the person saw.",
    "schema": {"type": "string"},
}

PROBLEMS = {
    400: "The request cannot be understood.",
    401: "No valid partner key or token.",
    403: "Known, and not allowed to.",
    404: "No such thing for this tenant.",
    409: "The state does not allow it now.",
    410: "Its content was erased.",
    412: "Changed since the version that If-Match names.",
    413: "More than a limit allows.",
    415: "Not a kind of document that is taken.",
    421: "The tenant's home is another region.",
    422: "Understood, and not acceptable as it is: an encrypted document, a key used before.",
    428: "If-Match is missing.",
    503: "Try again after Retry-After seconds.",
}


def describe(
    name: str,
    summary: str,
    answer: type[Model],
    problems: tuple[int, ...],
    parameters: tuple[Json, ...],
    *,
    status: int = 200,
) -> Json:
    """Return an operation that answers with a model, or with one of these problems."""
    responses: Json = {
        str(status): {
            "description": summary,
            "content": {"application/json": {"schema": reference(answer)}},
        }
    }
    for code in sorted({*problems, 401, 503}):
        responses[str(code)] = {
            "description": PROBLEMS[code],
            "content": {"application/problem+json": {"schema": reference(Problem)}},
        }
    return {
        "operationId": name,
        "summary": summary,
        "parameters": list(parameters),
        "responses": responses,
    }


def unguarded(operation: Json) -> Json:
    """Return the operation as one that needs no key."""
    responses = {code: each for code, each in operation["responses"].items() if code != "401"}
    return {**operation, "security": [], "responses": responses}


def by_person(operation: Json) -> Json:
    """Return the operation as one that a partner's key is refused."""
    return {
        **operation,
        "parameters": [*operation["parameters"], TENANT_PARAMETER],
        "security": [{"person": []}],
    }


def with_body(operation: Json, model: type[Model]) -> Json:
    """Return the operation with a model as its body."""
    body = {"required": True, "content": {"application/json": {"schema": reference(model)}}}
    return {**operation, "requestBody": body}


def with_text(operation: Json) -> Json:
    """Return the operation with a policy's text as its body."""
    return {**operation, "requestBody": {"required": True, "content": {POLICY_TYPE: {}}}}


def reference(model: type[Model]) -> Json:
    """Return a reference to a model's schema."""
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def path_parameter(name: str) -> Json:
    """Return a parameter that is part of the path."""
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": {"type": "string", "format": "uuid"},
    }


def query(name: str, schema: Json) -> Json:
    """Return a parameter of the query."""
    return {"name": name, "in": "query", "schema": schema}

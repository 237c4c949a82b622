"""What is wrong with a template as it is written, in branches no scenario goes through too."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from infra.azure.checks.documents import Place, texts
from infra.azure.checks.expressions import BadExpression, Call, Literal, is_expression, parse_value, walk
from infra.azure.checks.findings import Finding
from infra.azure.checks.functions import BadTemplate, check_count

EARLY = frozenset({"name", "type", "apiVersion", "condition", "scope", "copy", "location", "dependsOn"})
"""Parts of a resource that Azure needs before it deploys anything: no `reference` there."""

OLD_ONLY = frozenset({"languageVersion", "definitions", "imports", "extensions", "functions"})
"""Sections of newer templates, which managed applications do not take."""


def findings(template: Mapping[str, Any]) -> Iterator[Finding]:
    """Give what is wrong, in the document's order."""
    for section in sorted(OLD_ONLY & template.keys()):
        yield Finding("language", section, "managed applications take templates of language version 1.0 only")
    if not re.fullmatch(r"\d+(\.\d+){3}", str(template.get("contentVersion"))):
        yield Finding("language", "contentVersion", "is four numbers")
    if not isinstance(template.get("resources"), list):
        yield Finding("language", "resources", "resources are a list in language version 1.0")
        return
    for place in texts(dict(template)):
        if is_expression(place.value):
            yield from _expression_findings(template, place)
    for index, resource in enumerate(template["resources"]):
        if resource.get("type", "").lower() == "microsoft.resources/deployments":
            yield Finding("flat", f"resources[{index}]", "a nested deployment ends automatic attribution")


def _expression_findings(template: Mapping[str, Any], place: Place) -> Iterator[Finding]:
    try:
        expression = parse_value(place.value)
    except BadExpression as error:
        yield Finding("syntax", place.path, f"{error} in {place.value}")
        return
    for part in walk(expression):
        if isinstance(part, Call):
            yield from _call_findings(template, place, part)


def _call_findings(template: Mapping[str, Any], place: Place, call: Call) -> Iterator[Finding]:
    name = call.name.lower()
    try:
        check_count(call.name, len(call.arguments))
    except BadTemplate as error:
        yield Finding("function", place.path, str(error))
        return
    first = call.arguments[0] if call.arguments else None
    if name in {"parameters", "variables"} and isinstance(first, Literal):
        declared = {each.lower() for each in template.get(name, {})}
        if str(first.value).lower() not in declared:
            yield Finding("undeclared", place.path, f"{name} have no {first.value}")
    if (name == "reference" or name.startswith("list")) and _is_early(place):
        yield Finding("early-reference", place.path, f"{call.name} is not to be had before deploying")
    if name == "copyindex" and not _is_in_loop(template, place):
        yield Finding("loop", place.path, "copyIndex outside a loop")


def _is_early(place: Place) -> bool:
    section, _, rest = place.path.partition(".")
    if section.startswith("resources["):
        return rest.partition(".")[0].partition("[")[0] in EARLY
    return section in {"parameters", "variables"}


def _is_in_loop(template: Mapping[str, Any], place: Place) -> bool:
    return any(isinstance(each, dict) and "copy" in each for each in place.parents if each is not template)

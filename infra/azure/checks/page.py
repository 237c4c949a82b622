"""The portal's page in itself: what it asks is there, what it offers passes, what is needed is asked for."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from infra.azure.checks.documents import lookup, places
from infra.azure.checks.findings import Finding
from infra.azure.checks.portal import WRITTEN, controls

REFUSED: Mapping[str, str] = {"vnetAddressPrefix": "10.70.0.0/26"}
"""By output, what a page must not take: no room for three subnets of Flex Consumption and endpoints."""

_ASKED = re.compile(r"steps\('(\w+)'\)\.(\w+)|basics\('(\w+)'\)")
_COMPARED = re.compile(r"equals\((steps\('\w+'\)\.\w+|basics\('\w+'\)), '([^']*)'\)")


def findings(template: Mapping[str, Any], portal: Mapping[str, Any]) -> Iterator[Finding]:
    """Give what would leave the page standing, or the deployment without what it needs."""
    elements = [*_elements(portal)]
    for name, count in Counter(name for name, _ in elements).items():
        if count > 1:
            yield Finding("page", name, f"is there {count} times")
    yield from _asked(portal, dict(elements))
    for output, control in controls(portal):
        if control["type"] == WRITTEN:
            yield from _text_findings(output, template["parameters"].get(output, {}), control)


def _elements(portal: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give every control under the name that expressions ask it by."""
    for control in lookup(dict(portal), "parameters.basics") or []:
        yield f"basics('{control['name']}')", control
    for step in lookup(dict(portal), "parameters.steps") or []:
        for control in step["elements"]:
            yield f"steps('{step['name']}').{control['name']}", control


def _asked(portal: Mapping[str, Any], elements: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    """What expressions ask is there, and what they compare it with is among its values."""
    for place in places(dict(portal)):
        if not isinstance(place.value, str):
            continue
        for found in _ASKED.finditer(place.value):
            if found[0] not in elements:
                yield Finding("page", place.path, f"asks {found[0]}, which is not on the page")
        for name, value in _COMPARED.findall(place.value):
            offered = lookup(dict(elements.get(name, {})), "constraints.allowedValues")
            if offered and value not in {each["value"] for each in offered}:
                yield Finding("page", place.path, f"{name} is never {value}")


def _text_findings(
    output: str, parameter: Mapping[str, Any], control: Mapping[str, Any]
) -> Iterator[Finding]:
    constraints = control.get("constraints", {})
    patterns = [each["regex"] for each in constraints.get("validations", []) if "regex" in each]
    is_needed = "defaultValue" not in parameter or "minLength" in parameter
    if is_needed and constraints.get("required") is not True:
        yield Finding("page", output, "may be left empty, and the template needs it")
    default = control.get("defaultValue")
    if default and not all(re.search(each, default) for each in patterns):
        yield Finding("page", output, f"its own default {default} does not pass")
    refused = REFUSED.get(output)
    if refused and all(re.search(each, refused) for each in patterns):
        yield Finding("page", output, f"takes {refused}, which cannot be deployed")

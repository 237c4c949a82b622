"""The portal's pages, createUiDefinition and viewDefinition, against Microsoft's schemas and the template."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from infra.azure.checks.counterparts.telemetry import METRICS
from infra.azure.checks.documents import lookup, places
from infra.azure.checks.findings import Finding
from infra.azure.checks.static import OLD_ONLY

SCHEMAS = Path(__file__).with_name("schemas")
"""Azure/azure-resource-manager-schemas@a145443 (MIT), unchanged."""

NEWER_CONTROLS: Mapping[str, frozenset[str]] = {
    "Microsoft.Common.Slider": frozenset({"label", "toolTip", "min", "max", "defaultValue"}),
    "Microsoft.Common.TagsByResource": frozenset({"toolTip", "resources"}),
}
"""Controls that are documented (learn.microsoft.com, 2026) and that the schema lacks, with what they need."""

NEWER_PROPERTIES: Mapping[str, str] = {
    "isWizard": "of config",
    "resourceProviders": "of config.basics.subscription",
}
"""Properties that are documented and that the schema lacks."""

NEWER_VALIDATION = "permission"
"""A validation that asks for a right: documented, and not in the schema. Nothing else is let be."""

LIMITED = "Microsoft.Common.Slider"
WRITTEN = "Microsoft.Common.TextBox"
LISTED = ("Microsoft.Common.OptionsGroup", "Microsoft.Common.DropDown")


def findings(
    template: Mapping[str, Any], portal: Mapping[str, Any], view: Mapping[str, Any]
) -> Iterator[Finding]:
    """Give what the schemas do not allow, and where page and template differ."""
    yield from _newer_findings(portal)
    yield from _schema_findings("CreateUIDefinition.MultiVm", _without_newer(portal))
    yield from _schema_findings("ViewDefinition", view)
    yield from _limits(template, portal)
    yield from _regions(template, portal)
    yield from _tags(template, portal)
    yield from _kinds(template, portal, view)
    for section in sorted(OLD_ONLY & portal.keys()):
        yield Finding("portal", section, "is no part of a portal page")


def _schema_findings(schema: str, document: object) -> Iterator[Finding]:
    import jsonschema  # type: ignore[import-untyped]  # it is published without types

    validator = jsonschema.Draft4Validator(_schema(schema), registry=_registry())
    for error in validator.iter_errors(document):
        where = ".".join(str(each) for each in error.absolute_path)
        yield Finding("schema", f"{schema} {where}", _reason(error))


def _reason(error: Any) -> str:
    """Of the alternatives that failed, the one that came furthest is the one that was meant."""
    while error.context:
        error = max(error.context, key=lambda each: len(each.absolute_path))
    where = ".".join(str(each) for each in error.absolute_path)
    return f"{where}: {error.message[:200]}"


@cache
def _schema(name: str) -> dict[str, Any]:
    return dict(json.loads((SCHEMAS / f"{name}.json").read_bytes()))


@cache
def _registry() -> Any:
    from referencing import Registry
    from referencing.jsonschema import DRAFT4

    registry: Registry[Any] = Registry()
    for path in sorted(SCHEMAS.glob("*.json")):
        schema = _schema(path.stem)
        registry = registry.with_resource(schema["id"].rstrip("#"), DRAFT4.create_resource(schema))
    return registry


def _without_newer(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_newer(each) for each in value if not _is_newer(each)]
    if isinstance(value, dict):
        return {name: _without_newer(each) for name, each in value.items() if name not in NEWER_PROPERTIES}
    return value


def _is_newer(value: Any) -> bool:
    return isinstance(value, dict) and (value.get("type") in NEWER_CONTROLS or NEWER_VALIDATION in value)


def _newer_findings(portal: Mapping[str, Any]) -> Iterator[Finding]:
    for place in places(dict(portal)):
        if isinstance(place.value, dict) and place.value.get("type") in NEWER_CONTROLS:
            for name in sorted(NEWER_CONTROLS[place.value["type"]] - place.value.keys()):
                yield Finding("schema", place.path, f"{place.value['type']} has no {name}")


def controls(portal: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give every control that an output hands on as it is, with the output's name."""
    outputs = lookup(dict(portal), "parameters.outputs") or {}
    for place in places(dict(portal)):
        if isinstance(place.value, dict) and str(place.value.get("type")).startswith("Microsoft."):
            name = re.escape(str(place.value.get("name")))
            asked = re.compile(rf"(basics\('{name}'\)|steps\('\w+'\)\.{name}\b)")
            for output, text in outputs.items():
                # Tiers decide over other outputs, too; an output's own control is asked last.
                found = asked.findall(str(text))
                if found and str(text).rfind(found[-1]) == max(map(str(text).rfind, _asked(str(text)))):
                    yield output, place.value


def _asked(text: str) -> list[str]:
    return re.findall(r"basics\('\w+'\)|steps\('\w+'\)\.\w+", text)


def _limits(template: Mapping[str, Any], portal: Mapping[str, Any]) -> Iterator[Finding]:
    parameters = template["parameters"]
    for output, control in controls(portal):
        parameter = parameters.get(output, {})
        if control["type"] == LIMITED:
            low, high = parameter.get("minValue", 0), parameter.get("maxValue", 0)
            if not low <= control["min"] <= control["defaultValue"] <= control["max"] <= high:
                yield Finding("portal", output, f"the slider leaves {low} to {high}")
            if control["defaultValue"] != parameter.get("defaultValue"):
                yield Finding("portal", output, "the slider has another default than the template")
        if control["type"] == WRITTEN:
            yield from _lengths(output, parameter, control)
        if control["type"] in LISTED:
            offered = control["constraints"]["allowedValues"]
            if sorted(each["value"] for each in offered) != sorted(parameter.get("allowedValues", [])):
                yield Finding("portal", output, "offers other values than the template allows")
            if control.get("defaultValue") not in {each["label"] for each in offered}:
                yield Finding("portal", output, f"the default {control.get('defaultValue')} is no label")


def _lengths(output: str, parameter: Mapping[str, Any], control: Mapping[str, Any]) -> Iterator[Finding]:
    """What the page lets people write is not too short or too long for the template."""
    wrong = ["a" * (parameter[name] + step) for name, step in LENGTHS.items() if name in parameter]
    patterns = [
        each["regex"] for each in lookup(dict(control), "constraints.validations") or [] if "regex" in each
    ]
    for text in wrong:
        if not any(re.search(each, text) is None for each in patterns):
            yield Finding("portal", output, f"the page takes {len(text)} letters, and the template does not")


LENGTHS: Mapping[str, int] = {"minLength": -1, "maxLength": 1}
"""Steps from a limit to what is beyond it."""


def _regions(template: Mapping[str, Any], portal: Mapping[str, Any]) -> Iterator[Finding]:
    offered = lookup(dict(portal), "parameters.config.basics.location.allowedValues") or []
    allowed = template["variables"].get("regions", {})
    for region in sorted(set(offered) ^ set(allowed)):
        yield Finding("portal", f"region {region}", "is in one of page and template")


def _tags(template: Mapping[str, Any], portal: Mapping[str, Any]) -> Iterator[Finding]:
    offered = {
        kind
        for place in places(dict(portal))
        if isinstance(place.value, dict) and place.value.get("type") == "Microsoft.Common.TagsByResource"
        for kind in place.value["resources"]
    }
    tagged = set(re.findall(r"\['(Microsoft\.[^']+)'\]", json.dumps(template["variables"].get("tagged", {}))))
    for kind in sorted(offered ^ tagged):
        yield Finding("portal", f"tags of {kind}", "are in one of page and template")


ALWAYS_REGISTERED = frozenset({"Microsoft.Authorization"})
"""Providers that every subscription has."""

OF_SUBNETS = frozenset({"Microsoft.App"})
"""Providers that a subnet is handed to, and that make no resource of ours."""


def _kinds(
    template: Mapping[str, Any], portal: Mapping[str, Any], view: Mapping[str, Any]
) -> Iterator[Finding]:
    """The page registers the providers that are used; the view draws metrics of what is made."""
    kinds = {str(each.get("type")) for each in template["resources"]}
    asked = set(lookup(dict(portal), "parameters.config.basics.subscription.resourceProviders") or [])
    used = {kind.partition("/")[0] for kind in kinds} - ALWAYS_REGISTERED | OF_SUBNETS
    for provider in sorted(asked ^ used):
        yield Finding("portal", provider, "is registered and not used, or the other way round")
    for place in places(dict(view)):
        if place.key == "resourceType" and place.value not in kinds:
            yield Finding("portal", place.path, f"the template makes no {place.value}")
        if place.key == "name" and place.path.count("metrics[") and place.value not in METRICS:
            yield Finding("portal", place.path, f"there is no metric {place.value}")

"""Rules of arm-ttk for createUiDefinition, written anew from Azure/arm-ttk@0ec9a41 (2026-02-13, MIT)."""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from typing import Any

from infra.azure.checks.ttk.package import Found, Package, controls, get, having, is_blank, is_secure, kind_of

SCHEMA = "https://schema.management.azure.com/schemas/0.1.2-preview/CreateUIDefinition.MultiVm.json#"
VERSION = "0.1.2-preview"

HANDLERS = frozenset({"microsoft.compute.multivm", "microsoft.azure.createuidef"})

OF_MANAGED_APPLICATIONS = frozenset(
    {"applicationresourcename", "jitaccesspolicy", "managedidentity", "managedresourcegroupid"}
)
"""Outputs that Azure takes for itself."""

WITHOUT_TOOLTIP = frozenset(
    {
        "microsoft.common.infobox",
        "microsoft.common.section",
        "microsoft.common.textblock",
        "microsoft.solutions.armapicontrol",
        "microsoft.solutions.graphapicontrol",
        "microsoft.common.editablegrid",
        "microsoft.solutions.jitconfigurator",
    }
)

HIDE_EXISTING = (
    "Microsoft.Storage.StorageAccountSelector",
    "Microsoft.Network.PublicIpAddressCombo",
    "Microsoft.Network.VirtualNetworkCombo",
)


def schema_is_known(package: Package) -> Iterator[str]:
    """CreateUIDefinition-Should-Have-Schema."""
    if package.portal.get("$schema") != SCHEMA:
        yield f"the schema is {package.portal.get('$schema')}"
    if package.portal.get("version") != VERSION:
        yield f"the version is {package.portal.get('version')}"


def handler_is_known(package: Package) -> Iterator[str]:
    """Handler-Must-Be-Correct."""
    if str(package.portal.get("handler")).lower() not in HANDLERS:
        yield f"the handler is {package.portal.get('handler')}"


def nothing_is_blank(package: Package) -> Iterator[str]:
    """CreateUIDefinition-Must-Not-Have-Blanks."""
    for found in having(package.portal, ".*"):
        is_empty = is_blank(found.value) or found.value in ([{}], [""])
        if is_empty and found.name.lower() not in {"basics", "defaultvalue", "steps"}:
            yield f"{found.path} is empty"


def location_is_an_output(package: Package) -> Iterator[str]:
    """Location-Should-Be-In-Outputs."""
    if str(get(package.outputs, "location", "")).strip() != "[location()]":
        yield f"location is {get(package.outputs, 'location')}"


def outputs_are_parameters(package: Package) -> Iterator[str]:
    """Outputs-Must-Be-Present-In-Template-Parameters."""
    if not package.outputs:
        yield "there are no outputs"
    for name in package.outputs:
        if name.lower() not in OF_MANAGED_APPLICATIONS and get(package.parameters, name) is None:
            yield f"the template has no parameter {name}"


def needed_parameters_are_outputs(package: Package) -> Iterator[str]:
    """Parameters-Without-Default-Must-Exist-In-CreateUIDefinition."""
    for name, parameter in package.parameters.items():
        if get(parameter, "defaultValue") is None and get(package.outputs, name) is None:
            yield f"nothing gives {name} a value"


_ASKED = re.compile(
    r"(basics\(\s*'(?P<control>[^']+)'|steps\(\s*'(?P<step>[^']+)'\s*\)(\.(?P<element>\w+))?)", re.IGNORECASE
)


def outputs_are_controls(package: Package) -> Iterator[str]:
    """Controls-In-Outputs-Must-Exist."""
    parameters = package.portal.get("parameters") or {}
    basics = {get(each, "name") for each in parameters.get("basics") or []}
    steps = {get(each, "name"): each for each in parameters.get("steps") or []}
    for name, value in package.outputs.items():
        for found in _ASKED.finditer(json.dumps(value)):
            if found["control"] and found["control"] not in basics:
                yield f"{name} asks basics for {found['control']}"
            if found["step"] and found["step"] not in steps:
                yield f"{name} asks the step {found['step']}"
            elif found["element"]:
                elements = {get(each, "name") for each in steps[found["step"]].get("elements") or []}
                if found["element"] not in elements:
                    yield f"{name} asks {found['step']} for {found['element']}"


def allowed_values_are_allowed(package: Package) -> Iterator[str]:
    """Allowed-Values-Should-Actually-Be-Allowed."""
    for found in having(package.portal, "allowedValues"):
        if not isinstance(found.value, list):
            continue
        control = found.parents[0] if found.parents else {}
        name = get(control, "name")
        output = _output_of(package, found, name)
        if output is None:
            if not (isinstance(name, str) and f".{name}" in package.portal_text):
                yield f"nothing hands on {name or found.path}"
            continue
        parameter = get(package.parameters, output)
        if parameter is None:
            yield f"the template has no parameter {output}"
            continue
        yield from _values_outside(name or output, found.value, parameter)


def _output_of(package: Package, found: Found, name: object) -> str | None:
    if isinstance(name, str):
        asked = rf"(basics\(\s*'{re.escape(name)}'|steps\([^)]*\)(\.\w+)*\.{re.escape(name)}\b)"
    elif ".config." in found.path:
        asked = re.escape(found.path.split(".")[-2]) + r"\("
    else:
        return None
    return next(
        (out for out, text in package.outputs.items() if re.search(asked, json.dumps(text), re.IGNORECASE)),
        None,
    )


def _values_outside(name: str, values: list[Any], parameter: dict[str, Any]) -> Iterator[str]:
    offered = [get(each, "value") if isinstance(each, dict) else each for each in values]
    allowed = get(parameter, "allowedValues")
    if allowed:
        for each in offered:
            if not any(str(each).lower() in str(other).lower() for other in allowed):
                yield f"{name} offers {each}, which the template does not allow"
    default = get(parameter, "defaultValue")
    is_group = re.sub(r"\s", "", str(default)) == "[resourceGroup().location]"
    if default and not is_group:
        for each in default if isinstance(default, list) else [default]:
            is_offered = each in offered or any(str(each).lower() == str(other).lower() for other in offered)
            is_known = bool(allowed) and any(
                str(default).lower() in str(other).lower() for other in allowed or []
            )
            if not is_offered and not is_known:
                yield f"{name} does not offer the default {each}"


def password_confirmation_is_shown(package: Package) -> Iterator[str]:
    """Credential-Confirmation-Should-Not-Be-Hidden."""
    for kind in ("Microsoft.Common.PasswordBox", "Microsoft.Compute.CredentialsCombo"):
        for found in controls(package, kind):
            if get(get(found.holder, "options") or {}, "hideConfirmation") is True:
                yield f"{get(found.holder, 'name')} hides it"


def password_boxes_are_for_secrets(package: Package) -> Iterator[str]:
    """Password-Textboxes-Must-Be-Used-For-Password-Parameters."""
    for found in controls(package, "Microsoft.Common.PasswordBox"):
        name = str(get(found.holder, "name"))
        asked = re.compile(rf"(steps|basics)\(.*{re.escape(name)}", re.IGNORECASE)
        output = next((out for out, text in package.outputs.items() if asked.search(json.dumps(text))), None)
        if output is None:
            yield f"nothing hands on {name}"
        elif not is_secure(get(package.parameters, output)):
            yield f"{output} is a {kind_of(get(package.parameters, output) or {})}"


def passwords_have_a_length(package: Package) -> Iterator[str]:
    """PasswordBoxes-Must-Have-Min-Length."""
    for found in controls(package, "Microsoft.Common.PasswordBox"):
        name, constraints = get(found.holder, "name"), get(found.holder, "constraints")
        if not constraints:
            yield f"{name} has no constraints"
            continue
        pattern = get(constraints, "regex")
        if pattern and not re.fullmatch(r"\s*\[.*\]\s*", pattern) and not re.search(r"\{\d+", pattern):
            yield f"{name} may be of any length"


def text_boxes_are_well_formed(package: Package) -> Iterator[str]:
    """Textboxes-Are-Well-Formed."""
    for found in controls(package, "Microsoft.Common.TextBox"):
        name, constraints = get(found.holder, "name"), get(found.holder, "constraints")
        if not constraints:
            yield f"{name} has no constraints"
            continue
        validations = get(constraints, "validations")
        pattern = get(constraints, "regex")
        if validations:
            pattern = next((get(each, "regex") for each in validations if get(each, "regex")), None)
        elif pattern and not get(constraints, "validationMessage"):
            yield f"{name} does not say what it wants"
        if not pattern:
            yield f"{name} takes anything"
        elif not _is_pattern(pattern):
            yield f"{name}: {pattern} is no regular expression"


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def tooltips_are_there(package: Package) -> Iterator[str]:
    """Tooltips-Should-Be-Present."""
    for found in having(package.portal, "type"):
        if not isinstance(found.value, str) or not fnmatch(found.value.lower(), "microsoft.*.*"):
            continue
        if found.value.lower() not in WITHOUT_TOOLTIP and not str(get(found.holder, "toolTip", "")).strip():
            yield f"{get(found.holder, 'name')} has no tooltip"


def validations_have_a_message(package: Package) -> Iterator[str]:
    """Validations-Must-Have-Message."""
    for found in having(package.portal, "validations"):
        for each in found.value if isinstance(found.value, list) else []:
            if isinstance(each, dict) and get(each, "message") is None:
                yield f"{found.path}: one says nothing"


def user_names_have_no_default(package: Package) -> Iterator[str]:
    """Usernames-Should-Not-Have-A-Default."""
    for found in controls(package, "Microsoft.Compute.UserNameTextBox"):
        if get(found.holder, "defaultValue"):
            yield f"{get(found.holder, 'name')} has one"


def existing_is_handled(package: Package) -> Iterator[str]:
    """HideExisting-Must-Be-Correctly-Handled."""
    for kind in HIDE_EXISTING:
        for found in controls(package, kind):
            if get(get(found.holder, "options") or {}, "hideExisting") is True:
                continue
            name = re.escape(str(get(found.holder, "name")))
            for wanted in ("resourceGroup", "newOrExisting"):
                asked = re.compile(rf"{name}.*\.{wanted}", re.IGNORECASE)
                if not any(asked.search(str(each)) for each in package.outputs.values()):
                    yield f"{get(found.holder, 'name')}: {wanted} is not handed on"

"""
Rules of arm-ttk for templates, written anew from its tests (Azure/arm-ttk@0ec9a41, 2026-02-13, MIT).

Each gives what is wrong. Rules about virtual machines, nested deployments and parameter files are left out:
there are none, and `static` refuses nested deployments. `ages` holds API versions to less than arm-ttk
allows.
"""

import json
import re
from collections.abc import Iterator

from infra.azure.checks.ttk.package import (
    Found,
    Package,
    expanded,
    get,
    having,
    in_expression,
    is_blank,
    is_bracketed,
    is_secure,
    kind_of,
)

HOSTS = (
    "management.core.windows.net gallery.azure.com management.azure.com database.windows.net "
    "core.windows.net login.microsoftonline.com graph.windows.net vault.azure.net datalake.azure.net "
    "azuredatalakestore.net azuredatalakeanalytics.net api.loganalytics.io asazure.windows.net "
    "batch.core.windows.net"
).split()
"""Hosts that are other ones in other clouds."""

SCHEMAS = frozenset(
    f"https://schema.management.azure.com/schemas/{each}.json#"
    for each in (
        "2015-01-01/deploymentTemplate",
        "2019-04-01/deploymentTemplate",
        "2018-05-01/subscriptionDeploymentTemplate",
        "2019-08-01/tenantDeploymentTemplate",
        "2019-08-01/managementGroupDeploymentTemplate",
    )
)

NO_IDS = (
    "appId clientId DataTypeId defaultMenuItemId firstPartyId keyVaultSecretId keyVaultId keyId "
    "objectId menuId nodeAgentSkuId policyDefinitionReferenceId servicePrincipalClientId "
    "StartingDeviceID subscriptionId SyntheticMonitorId targetProtectionContainerId targetWorkerSizeId "
    "tenantId timezoneId vlanId workerSizeId metricId requestedServiceObjectiveId groupId sid ruleId "
    "deploymentSpecId contentId definitionId connectorId parentId IllusiveIncidentId UniqueFindingId "
    "schemaId detection_id environmentId open_id TeamsChannelID SAPAuditLogMessageID roleDefinitionId "
    "principalId XDRCustomerID userAssignedIdentityResourceId channelId extendedAceItemObjectId "
    "ApplicationId policyDefinitionGuid IndicatorId contentProductId aws_iam_functionapp_id "
    "dataCollectionEndpointId dataCollectionRuleImmutableId stepId"
).split()
"""Properties that end in `id` and are no resource's id."""

MAY_BE_EMPTY = frozenset(
    (
        "resources outputs variables parameters functions properties template defaultValue accessPolicies "
        "value promotionCode inputs notEquals clientId allowedCallerIpAddresses workerPools AzureMonitor "
        "requiredDataConnectors UserTokenPrepend"
    )
    .lower()
    .split()
)


def location_is_a_parameter(package: Package) -> Iterator[str]:
    """Location-Should-Not-Be-Hardcoded."""
    parameter = get(package.parameters, "location")
    if parameter is not None:
        if kind_of(parameter) != "string":
            yield f"the parameter location is a {kind_of(parameter)}"
        default = str(get(parameter, "defaultValue", "")).strip()
        if default not in {"", "[resourceGroup().location]", "global", "[deployment().location]"}:
            yield f"the default of location is {default}"
    body = {name: value for name, value in package.template.items() if name != "parameters"}
    if re.search(r"(resourceGroup|deployment)\(\)\.location", json.dumps(body), re.IGNORECASE):
        yield "a resource asks the group for its location instead of the parameter"
    for found in having(package.template, "location"):
        is_of_resource = re.search(r"resources\[\d+\]\.location$", found.path)
        if is_of_resource and found.value != "global" and not is_bracketed(found.value):
            yield f"{found.path} is {found.value}"


def resources_have_location(package: Package) -> Iterator[str]:
    """Resources-Should-Have-Location."""
    for found in having(package.template.get("resources"), "location"):
        text = str(found.value).strip()
        is_resource = "type" in found.holder and "apiVersion" in found.holder
        if is_resource and not is_bracketed(text) and text.lower() != "global":
            yield f"{found.path} is {text}"


def no_hardcoded_hosts(package: Package) -> Iterator[str]:
    """DeploymentTemplate-Must-Not-Contain-Hardcoded-Uri."""
    pattern = "|".join(map(re.escape, HOSTS))
    body = {name: value for name, value in package.template.items() if name != "parameters"}
    text = json.dumps(body, ensure_ascii=False)
    for found in re.finditer(pattern, text, re.IGNORECASE):
        before = text[: found.start()].lower()
        if not before.endswith(("https://schema.", "https://devopsgallerystorage.blob.")):
            yield f"{found[0]} is another host in another cloud"


def schema_is_known(package: Package) -> Iterator[str]:
    """DeploymentTemplate-Schema-Is-Correct."""
    schema = package.template.get("$schema")
    if str(schema).lower() not in {each.lower() for each in SCHEMAS}:
        yield f"the schema is {schema}"


def variables_are_not_named_by_concat(package: Package) -> Iterator[str]:
    """Dynamic-Variable-References-Should-Not-Use-Concat."""
    pattern = r"variables\s?\(\s?concat\s?\(\s?'[^']+'\s?\)?\s?,\s?parameters\s?\(\s?'[^']+'\s?\)\s?\)"
    for found in re.finditer(pattern, package.template_text, re.IGNORECASE):
        yield f"{found[0]}: index an object instead"


def depends_on_is_plain(package: Package) -> Iterator[str]:
    """DependsOn-Best-Practices."""
    for found in having(package.template.get("resources"), "dependsOn"):
        for each in found.value if isinstance(found.value, list) else [found.value]:
            if re.match(r"\s*\[\s*if\s*\(", str(each), re.IGNORECASE):
                yield f"{found.path}: {each}"
            is_concat = re.match(r"\s*\[\s*concat\s*\(", str(each), re.IGNORECASE)
            if is_concat and "copyindex(" not in str(each).lower():
                yield f"{found.path}: {each}"


def deployments_are_not_debugged(package: Package) -> Iterator[str]:
    """Deployment-Resources-Must-Not-Be-Debug."""
    for found in having(package.template.get("resources"), "debugSetting"):
        level = get(found.value, "detailLevel") if isinstance(found.value, dict) else None
        if level and str(level).lower() != "none":
            yield f"{found.path} is {level}"


def no_identity_extension(package: Package) -> Iterator[str]:
    """ManagedIdentityExtension-must-not-be-used."""
    if "managedidentityextension" in json.dumps(package.template.get("resources")).lower():
        yield "the extension is no longer supported"


def limits_are_numbers(package: Package) -> Iterator[str]:
    """Min-And-Max-Value-Are-Numbers."""
    for name, parameter in package.parameters.items():
        limits = [get(parameter, limit) for limit in ("minValue", "maxValue")]
        given = [each for each in limits if each is not None]
        if any(not isinstance(each, int) or isinstance(each, bool) for each in given):
            yield f"{name}: a limit is no whole number"
        elif len(given) == 1:
            yield f"{name} has one limit of two"


def outputs_hold_no_secrets(package: Package) -> Iterator[str]:
    """Outputs-Must-Not-Contain-Secrets."""
    secure = [re.escape(name) for name, each in package.parameters.items() if is_secure(each)]
    patterns = [r"[\[(,]\s*list\w*\s*\("]
    if secure:
        patterns.append(rf"parameters\s*\(\s*'({'|'.join(secure)})'\s*\)")
    for name, output in (package.template.get("outputs") or {}).items():
        text = json.dumps(output, ensure_ascii=False)
        if "password" in name.lower():
            yield f"{name} by its name"
        for pattern in patterns:
            for found in re.finditer(pattern, text, re.IGNORECASE):
                if in_expression(text, found.start()):
                    yield f"{name}: {found[0]}"


def parameters_are_used(package: Package) -> Iterator[str]:
    """Parameters-Must-Be-Referenced."""
    for name in package.parameters:
        if not name.startswith("__"):
            yield from _unused("parameters", name, package.template_text)


def variables_are_used(package: Package) -> Iterator[str]:
    """Variables-Must-Be-Referenced."""
    for name, value in (package.template.get("variables") or {}).items():
        copies = value if name == "copy" else get(value, "copy") if isinstance(value, dict) else None
        if not isinstance(copies, list):
            yield from _unused("variables", name, package.template_text)
            continue
        for each in copies:
            inner = rf"variables\s*\(\s*'{re.escape(name)}'\s*\)\.{re.escape(each['name'])}"
            if not re.search(inner, package.template_text, re.IGNORECASE):
                yield from _unused("variables", each["name"], package.template_text)


def _unused(section: str, name: str, text: str) -> Iterator[str]:
    pattern = rf"{section}\s*\(\s*'{re.escape(name)}'\s*\)"
    found = list(re.finditer(pattern, text, re.IGNORECASE))
    if not found:
        yield f"nothing uses {name}"
    elif not all(in_expression(text, each.start(), marks="[@") for each in found):
        yield f"{name} is named outside an expression"


def passwords_are_secure(package: Package) -> Iterator[str]:
    """Password-params-must-be-secure."""
    for name, parameter in package.parameters.items():
        lowered = name.lower()
        if not any(each in lowered for each in ("password", "secret", "accountkey")):
            continue
        about = ("permission", "version", "url", "uri", "name")
        is_about_a_secret = "secret" in lowered and any(each in lowered for each in about)
        if not is_secure(parameter) and kind_of(parameter) != "bool" and not is_about_a_secret:
            yield f"{name} is a {kind_of(parameter)}"


def secure_defaults_are_empty(package: Package) -> Iterator[str]:
    """Secure-String-Parameters-Cannot-Have-Default."""
    for name, parameter in package.parameters.items():
        default = get(parameter, "defaultValue") if isinstance(parameter, dict) else None
        is_random = re.search(r"newGuid\s*\(\s*\)", str(default), re.IGNORECASE)
        if kind_of(parameter) == "securestring" and default and not is_random:
            yield f"{name} has a default"


def resource_ids_are_plain(package: Package) -> Iterator[str]:
    """ResourceIds-should-not-contain."""
    if package.is_generated:
        return
    pattern = (
        r"(resourceId|subscriptionResourceId)\s*\(\s*(subscription|concat|format)\s*\("
        r"|resourceId\s*\(\s*resourceGroup\s*\("
        r"|(tenantResourceId|extensionResourceId|reference|\blist\w+)\s*\(\s*(concat|format)\s*\("
    )
    for found in re.finditer(pattern, package.template_text, re.IGNORECASE):
        if in_expression(package.template_text, found.start()):
            yield found[0]


def ids_are_resource_ids(package: Package) -> Iterator[str]:
    """IDs-Should-Be-Derived-From-ResourceIDs."""
    if package.is_generated:
        return
    for found in having(package.template.get("resources"), ".*id"):
        if _is_id_to_check(found):
            value = get(found.value, "value") if isinstance(found.value, dict) else found.value
            if isinstance(value, (str, int)) and not _is_proper_id(package, str(value)):
                yield f"{found.path} is {str(value)[:60]}"


def _is_id_to_check(found: Found) -> bool:
    if re.search(rf"({'|'.join(NO_IDS)}|detector\.id|operationId-\w+)$", found.path, re.IGNORECASE):
        return False
    if re.match(r"(parameters|outputs)", found.path) or ".metadata." in found.path or ".tags." in found.path:
        return False
    holders = [str(get(each, "type", "")) for each in (found.holder, *found.parents)]
    exempt = (
        r"microsoft\.logic/workflows$|microsoft\.ApiManagement/service/backends$|Microsoft\.Portal/dashboards$"
        r"|Microsoft\.DocumentDb/databaseAccounts/\w*/collections$|.*config|.*backends$"
    )
    if any(re.match(exempt, each, re.IGNORECASE) for each in holders):
        return False
    database = any(
        each.lower().startswith("microsoft.documentdb/databaseaccounts/sqldatabases") for each in holders
    )
    webtest = any(each.lower().startswith("microsoft.insights/webtests") for each in holders)
    return not (database and ".resource." in found.path) and not (
        webtest and ".locations" in found.path.lower()
    )


_PROPER_ID = re.compile(
    r"\s*\[\s*(extensionResourceId|resourceId|subscriptionResourceId|tenantResourceId|if|parameters|reference|variables"
    r"|subscription|guid)\s*\(",
    re.IGNORECASE,
)


def _is_proper_id(package: Package, text: str) -> bool:
    value = expanded(package.template, text)
    return bool(text) and (not isinstance(value, str) or _PROPER_ID.search(value) is not None)


def nothing_is_blank(package: Package) -> Iterator[str]:
    """Template-Should-Not-Contain-Blanks."""
    for found in having(package.template, ".*"):
        if not is_blank(found.value):
            continue
        if found.name.lower() in MAY_BE_EMPTY or found.name.lstrip().startswith(("[", "/subscriptions/")):
            continue
        if not _may_hold_blanks(found):
            yield f"{found.path} is empty"


def _may_hold_blanks(found: Found) -> bool:
    holders = [str(get(each, "type", "")).lower() for each in (found.holder, *found.parents)]
    if any(each.endswith("sites/config") for each in holders):
        return ".properties." in found.path
    if any(each.endswith("insights/workbooks") for each in holders):
        return ".serializedData" in found.path
    # An object that has a property which may be empty has others that may, too.
    return any(each.lower() in MAY_BE_EMPTY for each in found.holder)


def addresses_are_made_with_uri(package: Package) -> Iterator[str]:
    """URIs-Should-Be-Properly-Constructed."""
    for found in having(package.template, r".*ur[il]"):
        if not is_bracketed(found.value):
            continue
        bad = re.search(r"\b(format|concat)\s*\(", found.value, re.IGNORECASE)
        good = re.search(r"\buri\s*\(", found.value, re.IGNORECASE)
        if bad and (good is None or bad.start() < good.start()):
            yield f"{found.path}: {found.value}"


def no_version_functions(package: Package) -> Iterator[str]:
    """providers_apiVersions-Is-Not-Permitted."""
    if re.search(r"providers\(.*\)\.apiVersions", package.template_text, re.IGNORECASE | re.DOTALL):
        yield "an API version is a literal"


def artifacts_are_found(package: Package) -> Iterator[str]:
    """artifacts-parameter."""
    location = get(package.parameters, "_artifactsLocation")
    token = get(package.parameters, "_artifactsLocationSasToken")
    if location is None:
        return
    if kind_of(location) not in {"string", "securestring"}:
        yield f"_artifactsLocation is a {kind_of(location)}"
    default = str(get(location, "defaultValue", ""))
    quickstarts = "https://raw.githubusercontent.com/Azure/azure-quickstart-templates/master/"
    if "deployment().properties.templatelink" not in default.lower() and not default.startswith(quickstarts):
        yield f"the default of _artifactsLocation is {default!r}"
    if token is None:
        yield "there is no _artifactsLocationSasToken"
    elif kind_of(token) != "securestring":
        yield f"_artifactsLocationSasToken is a {kind_of(token)}"
    elif get(token, "defaultValue") != "":
        yield "the default of _artifactsLocationSasToken is not empty"


def administrators_are_no_literals(package: Package) -> Iterator[str]:
    """adminUsername-Should-Not-Be-A-Literal and adminPassword-Should-Not-Be-A-Literal."""
    names = "administratorLogin|adminUsername|administratorLoginPassword|adminPassword"
    for section in ("resources", "variables"):
        for found in having(package.template.get(section), names):
            value = get(found.value, "value") if isinstance(found.value, dict) else found.value
            if not isinstance(value, str):
                continue
            # Text behind the brackets makes the whole a literal, whatever is within.
            literal = expanded(package.template, value)
            if not re.search(r"\[[^\]]+\]", str(literal)) or re.search(r"\]\S+$", value.rstrip()):
                yield f"{section} {found.path} is a literal"


def commands_are_protected(package: Package) -> Iterator[str]:
    """CommandToExecute-Must-Use-ProtectedSettings-For-Secrets."""
    for found in having(package.template.get("resources"), "commandToExecute"):
        if ".protectedSettings." in found.path:
            continue
        command = str(found.value)
        if re.search(r"\blist\w*\s*\(", command, re.IGNORECASE):
            yield f"{found.path} uses a list function"
        for name in re.findall(r"parameters\s*\(\s*'([^']+)'", command, re.IGNORECASE):
            if is_secure(get(package.parameters, name)):
                yield f"{found.path} uses the secure parameter {name}"

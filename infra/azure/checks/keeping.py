"""What must stay: records of what was done, keys that are renewed in time, documents, checkpoints."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from infra.azure.checks.documents import lookup
from infra.azure.checks.evaluation import Deployment
from infra.azure.checks.findings import Finding

OBSERVED = (
    "Microsoft.KeyVault/vaults",
    "Microsoft.ServiceBus/namespaces",
    "Microsoft.DocumentDB/databaseAccounts",
    "Microsoft.CognitiveServices/accounts",
    "Microsoft.Storage/storageAccounts/blobServices",
)
"""Who did what with it goes to the workspace."""

ENDING = "drop/"
"""The one folder that blobs may be deleted from by their age."""

PROOF = ("checkpoints", "evidence")
"""The containers in which nothing may change, because an auditor relies on what is there."""


def findings(deployment: Deployment) -> Iterator[Finding]:
    """Give what is not observed, not renewed in time, or ended by rule though it must be kept."""
    observed = {str(each.scope).lower() for each in deployment.of("Microsoft.Insights/diagnosticSettings")}
    for kind in OBSERVED:
        for each in deployment.of(kind):
            if each.id.lower() not in observed:
                yield Finding("safety", each.where, "what is done with it is logged nowhere")
    for each in deployment.of("Microsoft.Insights/diagnosticSettings"):
        streams = [*each.body["properties"]["logs"], *each.body["properties"]["metrics"]]
        if not all(stream.get("enabled") is True for stream in streams):
            yield Finding("safety", each.where, "is made and turned off")
        if not each.body["properties"].get("workspaceId"):
            yield Finding("safety", each.where, "sends its logs nowhere")
    for secret in deployment.of("Microsoft.KeyVault/vaults/secrets"):
        if not secret.body["properties"].get("value"):
            yield Finding("safety", secret.where, "would be emptied by deploying again")
    for key in deployment.of("Microsoft.KeyVault/vaults/keys"):
        if not _is_renewed(key.body["properties"].get("rotationPolicy") or {}):
            yield Finding("safety", key.where, "is not renewed before it ends")
    for policy in deployment.of("Microsoft.Storage/storageAccounts/managementPolicies"):
        for rule in policy.body["properties"]["policy"]["rules"]:
            yield from _rule_findings(f"{policy.where} {rule['name']}", rule)
    yield from _proof(deployment)


def _is_renewed(policy: Mapping[str, Any]) -> bool:
    """Whether the key ends, and a new version is made half a year at least before that."""
    months = [
        _months(str(each["trigger"].get("timeAfterCreate")))
        for each in policy.get("lifetimeActions", [])
        if str(each["action"]["type"]).lower() == "rotate"
    ]
    end = _months(str(lookup(dict(policy), "attributes.expiryTime")))
    return bool(months) and 0 < min(months) <= end - OVERLAP_MONTHS


OVERLAP_MONTHS = 6
"""In which both versions of a key are good."""


def _months(duration: str) -> int:
    """Return the length of an ISO 8601 duration of years and months; 0 for anything else."""
    found = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?", duration)
    return 12 * int(found[1] or 0) + int(found[2] or 0) if found else 0


def _rule_findings(where: str, rule: Mapping[str, Any]) -> Iterator[Finding]:
    definition = rule["definition"]
    actions = [name for each in definition["actions"].values() for name in each]
    if "delete" in actions and definition["filters"].get("prefixMatch") != [ENDING]:
        yield Finding("safety", where, "deletes what must be kept")
    if "tierToArchive" in actions:
        yield Finding("safety", where, "takes hours to read back what people may ask for at any time")
    if rule.get("enabled") is not True:
        yield Finding("safety", where, "is made and turned off")


def _proof(deployment: Deployment) -> Iterator[Finding]:
    """Checkpoints and exported evidence can be neither changed nor deleted."""
    policies = "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies"
    for name in PROOF:
        if not any(f"/{name}/" in each.name for each in deployment.of(policies)):
            yield Finding("safety", name, "no policy keeps them from being changed")
    for container in deployment.of(policies.rpartition("/")[0]):
        is_kept = lookup(dict(container.body), "properties.immutableStorageWithVersioning.enabled") is True
        if (container.name.rpartition("/")[2] in PROOF) is not is_kept:
            yield Finding("safety", container.where, f"versions that cannot be changed: {is_kept}")

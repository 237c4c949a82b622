"""Names that Azure takes, by resource type ("Naming rules and restrictions", learn.microsoft.com, 2026)."""

import re
from collections.abc import Iterator

from infra.azure.checks.evaluation import Deployment
from infra.azure.checks.findings import Finding

GUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"

RULES = {
    "microsoft.authorization/roleassignments": GUID,
    "microsoft.cognitiveservices/accounts": r"[A-Za-z0-9][A-Za-z0-9-]{0,62}[A-Za-z0-9]",
    "microsoft.documentdb/databaseaccounts": r"[a-z0-9][a-z0-9-]{1,42}[a-z0-9]",
    "microsoft.documentdb/databaseaccounts/sqlroleassignments": GUID,
    "microsoft.documentdb/databaseaccounts/sqlroledefinitions": GUID,
    "microsoft.eventgrid/systemtopics": r"[A-Za-z0-9-]{3,128}",
    "microsoft.insights/workbooks": GUID,
    "microsoft.keyvault/vaults": r"[A-Za-z](?!.*--)[A-Za-z0-9-]{1,22}[A-Za-z0-9]",
    "microsoft.keyvault/vaults/keys": r"[A-Za-z0-9-]{1,127}",
    "microsoft.managedidentity/userassignedidentities": r"[A-Za-z0-9][A-Za-z0-9_-]{2,127}",
    "microsoft.operationalinsights/workspaces": r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]",
    "microsoft.servicebus/namespaces": r"[A-Za-z][A-Za-z0-9-]{4,48}[A-Za-z0-9]",
    "microsoft.servicebus/namespaces/queues": r"[A-Za-z0-9]([A-Za-z0-9._/-]{0,258}[A-Za-z0-9])?",
    "microsoft.storage/storageaccounts": r"[a-z0-9]{3,24}",
    "microsoft.storage/storageaccounts/blobservices/containers": r"[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]",
    "microsoft.web/serverfarms": r"[A-Za-z0-9-]{1,60}",
    "microsoft.web/sites": r"[A-Za-z0-9][A-Za-z0-9-]{0,58}[A-Za-z0-9]",
}


def findings(deployment: Deployment) -> Iterator[Finding]:
    """Give names that Azure would refuse."""
    for resource in deployment.enabled:
        rule = RULES.get(resource.kind.lower())
        name = resource.name.rpartition("/")[2]
        if rule is not None and re.fullmatch(rule, name) is None:
            yield Finding("name", resource.where, f"{name!r} ({len(name)}) is not as {rule}")

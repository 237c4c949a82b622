"""
What must hold of every deployment, whatever else changes: no keys but identities, TLS, nothing public by
accident.

A resource type that is not in `REQUIRED` has nothing of the kind to set, or is in `NOTHING_TO_SET` with the
reason; a new one fails until it is in either.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.azure.checks.documents import lookup
from infra.azure.checks.evaluation import Deployment, Resource
from infra.azure.checks.findings import Finding

PYTHON = "3.13"
"""What the package is built for."""

REQUIRED: Mapping[str, Mapping[str, Any]] = {
    "microsoft.cognitiveservices/accounts": {
        "kind": "FormRecognizer",
        "sku.name": "S0",
        "properties.disableLocalAuth": True,
    },
    "microsoft.documentdb/databaseaccounts": {
        "properties.disableLocalAuth": True,
        "properties.disableKeyBasedMetadataWriteAccess": True,
        "properties.minimalTlsVersion": "Tls12",
        "properties.consistencyPolicy.defaultConsistencyLevel": "Strong",
        "properties.backupPolicy.type": "Continuous",
    },
    "microsoft.insights/actiongroups": {"properties.enabled": True},
    "microsoft.insights/components": {
        "properties.DisableLocalAuth": True,
        "properties.IngestionMode": "LogAnalytics",
    },
    "microsoft.keyvault/vaults": {
        "properties.enableRbacAuthorization": True,
        "properties.enableSoftDelete": True,
        "properties.enablePurgeProtection": True,
        "properties.softDeleteRetentionInDays": 90,
        "properties.networkAcls.bypass": "AzureServices",
    },
    "microsoft.keyvault/vaults/keys": {"properties.attributes.enabled": True},
    "microsoft.network/privatednszones/virtualnetworklinks": {"properties.registrationEnabled": False},
    "microsoft.operationalinsights/workspaces": {"properties.features.disableLocalAuth": True},
    "microsoft.servicebus/namespaces": {
        "properties.disableLocalAuth": True,
        "properties.minimumTlsVersion": "1.2",
    },
    "microsoft.storage/storageaccounts": {
        "properties.allowSharedKeyAccess": False,
        "properties.allowBlobPublicAccess": False,
        "properties.allowCrossTenantReplication": False,
        "properties.allowedCopyScope": "AAD",
        "properties.isLocalUserEnabled": False,
        "properties.supportsHttpsTrafficOnly": True,
        "properties.minimumTlsVersion": "TLS1_2",
        "properties.networkAcls.bypass": "AzureServices",
        "kind": "StorageV2",
        "sku.name": "Standard_ZRS",
    },
    "microsoft.storage/storageaccounts/blobservices": {
        "properties.isVersioningEnabled": True,
        "properties.deleteRetentionPolicy.enabled": True,
    },
    "microsoft.storage/storageaccounts/blobservices/containers": {"properties.publicAccess": "None"},
    "microsoft.storage/storageaccounts/blobservices/containers/immutabilitypolicies": {
        "properties.allowProtectedAppendWrites": False,
    },
    "microsoft.web/serverfarms": {
        "kind": "functionapp",
        "sku.name": "FC1",
        "sku.tier": "FlexConsumption",
        "properties.reserved": True,
    },
    "microsoft.web/sites": {
        "kind": "functionapp,linux",
        "properties.httpsOnly": True,
        "properties.siteConfig.minTlsVersion": "1.2",
        "properties.siteConfig.scmMinTlsVersion": "1.2",
        "properties.siteConfig.ftpsState": "Disabled",
        "identity.type": "UserAssigned",
        "properties.functionAppConfig.runtime.name": "python",
        "properties.functionAppConfig.runtime.version": PYTHON,
        "properties.functionAppConfig.deployment.storage.authentication.type": "UserAssignedIdentity",
    },
    "microsoft.web/sites/basicpublishingcredentialspolicies": {"properties.allow": False},
    "microsoft.web/sites/extensions": {"properties.remoteBuild": False},
    "microsoft.eventgrid/systemtopics": {
        "identity.type": "SystemAssigned",
        "properties.topicType": "Microsoft.Storage.StorageAccounts",
    },
    "microsoft.authorization/roleassignments": {"properties.principalType": "ServicePrincipal"},
}
"""By resource type, what properties are in every tier."""

ENTERPRISE: Mapping[str, Mapping[str, Any]] = {
    "microsoft.cognitiveservices/accounts": {
        "properties.publicNetworkAccess": "Disabled",
        "properties.networkAcls.defaultAction": "Deny",
        "properties.encryption.keySource": "Microsoft.KeyVault",
        "identity.type": "UserAssigned",
    },
    "microsoft.documentdb/databaseaccounts": {
        "properties.publicNetworkAccess": "Disabled",
        "identity.type": "UserAssigned",
    },
    "microsoft.keyvault/vaults": {
        "properties.publicNetworkAccess": "Disabled",
        "properties.networkAcls.defaultAction": "Deny",
        "properties.sku.name": "premium",
    },
    "microsoft.servicebus/namespaces": {
        "properties.publicNetworkAccess": "Disabled",
        "properties.encryption.keySource": "Microsoft.KeyVault",
        "identity.type": "UserAssigned",
        "sku.name": "Premium",
        "sku.tier": "Premium",
        "sku.capacity": 1,
    },
    "microsoft.servicebus/namespaces/networkrulesets": {
        "properties.defaultAction": "Deny",
        "properties.publicNetworkAccess": "Disabled",
        "properties.trustedServiceAccessEnabled": True,
    },
    "microsoft.storage/storageaccounts": {
        "properties.publicNetworkAccess": "Disabled",
        "properties.networkAcls.defaultAction": "Deny",
        "properties.encryption.keySource": "Microsoft.Keyvault",
        "properties.encryption.services.blob.enabled": True,
        "properties.encryption.services.queue.enabled": True,
        "properties.encryption.services.table.enabled": True,
        "identity.type": "UserAssigned",
    },
}
"""And what more in the enterprise tier."""

NOTHING_TO_SET: Mapping[str, str] = {
    "microsoft.documentdb/databaseaccounts/sqldatabases": "its account says it",
    "microsoft.documentdb/databaseaccounts/sqldatabases/containers": "its account says it",
    "microsoft.documentdb/databaseaccounts/sqlroleassignments": "held against the code",
    "microsoft.documentdb/databaseaccounts/sqlroledefinitions": "held against the code",
    "microsoft.eventgrid/systemtopics/eventsubscriptions": "held against the bench",
    "microsoft.insights/diagnosticsettings": "where logs go",
    "microsoft.insights/metricalerts": "a question",
    "microsoft.insights/scheduledqueryrules": "a question",
    "microsoft.insights/workbooks": "a page",
    "microsoft.keyvault/vaults/secrets": "its vault says it",
    "microsoft.managedidentity/userassignedidentities": "a name",
    "microsoft.network/networksecuritygroups": "rules of its own",
    "microsoft.network/privatednszones": "names",
    "microsoft.network/privateendpoints": "what keeps others closed",
    "microsoft.network/privateendpoints/privatednszonegroups": "names",
    "microsoft.network/virtualnetworks": "rules of its own",
    "microsoft.servicebus/namespaces/networkrulesets": "enterprise only",
    "microsoft.servicebus/namespaces/queues": "held against the bench",
    "microsoft.storage/storageaccounts/managementpolicies": "a number of days",
    "microsoft.web/sites/config": "held against the code",
}


def findings(deployment: Deployment, *, enterprise: bool) -> Iterator[Finding]:
    """Give every resource that is less safe than it must be."""
    for resource in deployment.enabled:
        kind = resource.kind.lower()
        if kind not in REQUIRED and kind not in NOTHING_TO_SET:
            yield Finding("safety", resource.where, "nobody has said what must hold of this type")
        yield from _differing(resource, REQUIRED.get(kind, {}))
        if enterprise:
            yield from _differing(resource, ENTERPRISE.get(kind, {}))
    yield from _covered(deployment)
    yield from _own_identity(deployment)
    if enterprise:
        yield from _private(deployment)


def _differing(resource: Resource, wanted: Mapping[str, Any]) -> Iterator[Finding]:
    for path, value in wanted.items():
        found = lookup(dict(resource.body), path)
        if found != value or type(found) is not type(value):
            yield Finding("safety", f"{resource.where} {path}", f"is {found!r}, must be {value!r}")


def _covered(deployment: Deployment) -> Iterator[Finding]:
    """Every site refuses passwords for publishing."""
    policies = {each.name for each in deployment.of("Microsoft.Web/sites/basicPublishingCredentialsPolicies")}
    for site in deployment.of("Microsoft.Web/sites"):
        for way in ("scm", "ftp"):
            if f"{site.name}/{way}" not in policies:
                yield Finding("safety", site.where, f"nothing turns publishing passwords off for {way}")


def _own_identity(deployment: Deployment) -> Iterator[Finding]:
    """Every app does everything as the identity it has, and its host keeps to its own account."""
    settings = {
        each.name.partition("/")[0]: each.body["properties"]
        for each in deployment.of("Microsoft.Web/sites/config")
        if each.name.endswith("/appsettings")
    }
    for site in deployment.of("Microsoft.Web/sites"):
        identities = list(lookup(dict(site.body), "identity.userAssignedIdentities") or {})
        values = settings.get(site.name, {})
        wanted = [f"<{each}>.clientId" for each in identities]
        for name in ("AZURE_CLIENT_ID", "AzureWebJobsStorage__clientId", "ServiceBus__clientId"):
            if [values.get(name)] != wanted:
                yield Finding("safety", f"{site.where} {name}", "is not the identity of this app")
        storage = lookup(dict(site.body), "properties.functionAppConfig.deployment.storage") or {}
        named = [lookup(dict(site.body), "properties.keyVaultReferenceIdentity")]
        named.append(lookup(storage, "authentication.userAssignedIdentityResourceId"))
        if any([each] != identities for each in named):
            yield Finding("safety", site.where, "asks for secrets or code as another identity")
        if f"/{values.get('AzureWebJobsStorage__accountName')}>" not in str(storage.get("value")):
            yield Finding("safety", site.where, "its code is in another account than its host")


PRIVATE = (
    "Microsoft.Storage/storageAccounts",
    "Microsoft.ServiceBus/namespaces",
    "Microsoft.DocumentDB/databaseAccounts",
    "Microsoft.KeyVault/vaults",
    "Microsoft.CognitiveServices/accounts",
)
"""What only a private endpoint leads to in the enterprise tier."""


def _private(deployment: Deployment) -> Iterator[Finding]:
    reached = {
        connection["properties"]["privateLinkServiceId"].lower()
        for endpoint in deployment.of("Microsoft.Network/privateEndpoints")
        for connection in endpoint.body["properties"]["privateLinkServiceConnections"]
    }
    for kind in PRIVATE:
        for resource in deployment.of(kind):
            if resource.id.lower() not in reached:
                yield Finding("safety", resource.where, "is closed, and no private endpoint leads to it")
    for site in deployment.of("Microsoft.Web/sites"):
        if not lookup(dict(site.body), "properties.virtualNetworkSubnetId"):
            yield Finding("safety", site.where, "is not in the network that the stores are reached from")

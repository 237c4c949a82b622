"""Every seeded defect is caught, and by the check that should catch it."""

import pytest

from tests.unit.infra.azure.changes import (
    BUS,
    COSMOS,
    SITES,
    STORAGE,
    TOPICS,
    VAULT,
    Defect,
    add,
    drop,
    is_found,
    page,
    put,
    settings,
    text,
    waits_not,
    without,
)

DEFECTS = [
    # As it is written
    Defect("expression that does not end", put("variables.suffix", "[uniqueString('a']"), "syntax"),
    Defect("function that does not exist", put("variables.suffix", "[uniqString('a')]"), "function"),
    Defect("function with too few arguments", put("variables.suffix", "[take('a')]"), "function"),
    Defect(
        "variable that does not exist", text("variables('vaultId')", "variables('vaultID2')"), "undeclared"
    ),
    Defect(
        "parameter that nothing uses",
        put("parameters.spare", {"type": "string", "defaultValue": ""}),
        "unused",
    ),
    Defect("variable that nothing uses", put("variables.spare", 1), "unused"),
    Defect("number outside a loop", put("name", "[format('x{0}', copyIndex())]", VAULT), "loop"),
    Defect(
        "asking a resource too early",
        put("variables.vaultAddress", "[reference('x').uri]"),
        "early-reference",
    ),
    Defect("newer template language", put("languageVersion", "2.0"), "language"),
    Defect(
        "nested deployment",
        add(
            "resources", {"type": "Microsoft.Resources/deployments", "apiVersion": "2025-04-01", "name": "n"}
        ),
        "flat",
    ),
    Defect("variable made of itself", put("variables.suffix", "[variables('suffix')]"), "evaluation"),
    Defect("any region", put("variables.region", "[parameters('location')]"), "region-gate"),
    # Bodies
    Defect("misspelt property", put("properties.enableSoftDelet", True, VAULT), "body"),
    Defect("property in other case", put("properties.MaxDeliveryCount", 5, f"{BUS}/queues"), "body"),
    Defect("value that is not among those allowed", put("properties.accessTier", "Warm", STORAGE), "body"),
    Defect("number as text", put("properties.maxDeliveryCount", "5", f"{BUS}/queues"), "body"),
    Defect("required property missing", put("properties.topicType", None, TOPICS), "safety"),
    Defect("required sku missing", put("sku", None, STORAGE), "body"),
    Defect("read-only property set", put("properties.primaryEndpoints", {}, STORAGE), "body"),
    Defect("number out of range", put("properties.softDeleteRetentionInDays", "90", VAULT), "body"),
    Defect("unknown version", put("apiVersion", "2025-05-02", VAULT), "type"),
    Defect("old version", put("apiVersion", "2021-10-01", VAULT), "api-version"),
    Defect(
        "asked as of another version",
        text("variables('dataStorageId'), '2025-06-01'", "variables('dataStorageId'), '2024-01-01'"),
        "api-version",
    ),
    # Order
    Defect("dependency on nothing", put("dependsOn", ["nothingCopy"], f"{BUS}/queues"), "dangling"),
    Defect("child that does not wait for its parent", put("dependsOn", None, f"{BUS}/queues"), "order"),
    Defect("circle", put("resources.0.dependsOn", ["assignmentsCopy"]), "cycle"),
    Defect(
        "role before its scope",
        waits_not("Microsoft.Authorization/roleAssignments", "busId", "('assignments')"),
        "order",
    ),
    Defect("store before its key's role", waits_not(COSMOS, "keyAssignmentId"), "order"),
    Defect("code before its rights", waits_not(f"{SITES}/extensions", "cosmosAssignmentsCopy"), "order"),
    Defect(
        "asking what is not made",
        text("if(variables('enterprise'), createObject('keySource'", "if(true(), createObject('keySource'"),
        "reference",
    ),
    Defect(
        "resource made twice",
        lambda package: package.template["resources"].append(package.resource(VAULT)),
        "duplicate",
    ),
    Defect("name too long", put("parameters.namePrefix.maxLength", 12), "name"),
    Defect(
        "name with a capital",
        put("variables.dataStorageName", "[format('D{0}', variables('suffix'))]"),
        "name",
    ),
    # Safety
    Defect("storage keys", put("properties.allowSharedKeyAccess", True, STORAGE), "safety"),
    Defect("bus keys", put("variables.busProperties.disableLocalAuth", False), "safety"),
    Defect("database keys", put("variables.cosmosProperties.disableLocalAuth", None), "safety"),
    Defect(
        "reader keys",
        put("properties.disableLocalAuth", False, "Microsoft.CognitiveServices/accounts"),
        "safety",
    ),
    Defect("public blobs", put("properties.allowBlobPublicAccess", True, STORAGE), "safety"),
    Defect("old TLS", put("properties.minimumTlsVersion", "TLS1_0", STORAGE), "safety"),
    Defect("plain HTTP", put("properties.httpsOnly", False, SITES), "safety"),
    Defect("vault that can be purged", put("properties.enablePurgeProtection", None, VAULT), "safety"),
    Defect("open in enterprise", put("variables.publicAccess", "Enabled"), "safety"),
    Defect("publishing passwords", drop(f"{SITES}/basicPublishingCredentialsPolicies", "/ftp"), "safety"),
    Defect(
        "checkpoints that can be deleted",
        drop(f"{STORAGE}/blobServices/containers/immutabilityPolicies"),
        "safety",
    ),
    Defect("copies in another region", put("sku.name", "Standard_GRS", STORAGE), "safety"),
    Defect(
        "weak consistency",
        put("variables.cosmosProperties.consistencyPolicy", {"defaultConsistencyLevel": "Session"}),
        "safety",
    ),
    Defect("another Python", put("properties.functionAppConfig.runtime.version", "3.12", SITES), "safety"),
    Defect("key that is never renewed", put("properties.rotationPolicy", None, f"{VAULT}/keys"), "safety"),
    Defect(
        "documents deleted by age",
        put(
            "properties.policy.rules.0.definition.filters.prefixMatch",
            ["raw/"],
            f"{STORAGE}/managementPolicies",
        ),
        "safety",
    ),
    Defect("vault that nobody watches", without("variables.observed", "vaultId"), "safety"),
    Defect("no endpoint for the database", without("variables.privateEndpoints", "cosmosId"), "safety"),
    Defect("endpoint of another kind", put("variables.privateEndpoints.4.group", "vault"), "network"),
    Defect("name in another zone", put("variables.zones.vault", "privatelink.vault.azure.net"), "network"),
    Defect("subnets that overlap", text("'), 27, 1)", "'), 27, 0)"), "network"),
    Defect("subnet too small", text("'), 27, 0)", "'), 28, 0)"), "network"),
    # Counterparts
    Defect("queue left out", without("variables.queues", "classify"), "queues"),
    Defect("queue that nobody reads", add("variables.queues", "archive"), "queues"),
    Defect("fewer deliveries", put("properties.maxDeliveryCount", 3, f"{BUS}/queues"), "queues"),
    Defect("shorter lock", put("properties.lockDuration", "PT30S", f"{BUS}/queues"), "queues"),
    Defect(
        "no duplicate detection",
        put("properties.requiresDuplicateDetection", False, f"{BUS}/queues"),
        "queues",
    ),
    Defect("sessions", put("properties.requiresSession", True, f"{BUS}/queues"), "queues"),
    Defect("container left out", without("variables.appContainers", "readings"), "containers"),
    Defect("Cosmos container left out", without("variables.cosmosContainers", '"vendors"'), "cosmos"),
    Defect("other partition key", text("/epoch", "/day"), "cosmos"),
    Defect("documents that never end", put("variables.cosmosContainers.0.defaultTtl", None), "cosmos"),
    Defect("log that the app can change", put("variables.cosmosAssignments.3.role", "write"), "cosmos"),
    Defect("log that the notary can write", put("variables.cosmosAssignments.4.role", "append"), "cosmos"),
    Defect("setting left out", settings("INVOICE_REGION", None), "settings"),
    Defect("setting misspelt", settings("INVOICE_STALE_SECONDS", "1"), "settings"),
    Defect("setting that makes no sense", settings("INVOICE_STALE_S", "soon"), "settings"),
    Defect("schedule left out", settings("INVOICE_SWEEP_SCHEDULE", None), "settings"),
    Defect("notary in the app", put("variables.sites.0.notaryDisabled", "false"), "functions"),
    Defect("chain in the notary", put("variables.sites.1.chainDisabled", "false"), "functions"),
    Defect(
        "switch of a function that is gone", settings("AzureWebJobs.expunge.Disabled", "true"), "functions"
    ),
    Defect("right too many", put("variables.assignments.2.role", "blobDataOwner"), "roles"),
    Defect("right too few", without("variables.assignments", "telemetry"), "roles"),
    Defect("right too wide", put("variables.assignments.6.scope", "[variables('vaultId')]"), "roles"),
    Defect(
        "role misspelt",
        put("variables.roles.serviceBusDataSender", "69a216fc-b8fb-44d8-bc22-1f3c2cd27a38"),
        "roles",
    ),
    Defect("key of another curve", put("properties.curveName", "P-384", f"{VAULT}/keys"), "keys"),
    Defect("app that signs as notary", put("variables.assignments.7.role", "keyVaultCryptoUser"), "keys"),
    Defect(
        "another identity's id",
        settings("AZURE_CLIENT_ID", "[reference(variables('appIdentityId'), '2024-11-30').clientId]"),
        "safety",
    ),
    Defect("events of another container", text("/containers/drop/", "/containers/inbox/"), "drop"),
    Defect("events as another identity", text("SystemAssigned", "UserAssigned"), "drop"),
    Defect("query for what nobody logs", text("Stage put off", "Stage delayed"), "telemetry"),
    Defect("query of a table nobody fills", text("AppTraces | where", "AppEvents | where"), "telemetry"),
    # Certification
    Defect(
        "location in plain words", put("location", "westeurope", VAULT), "Location-Should-Not-Be-Hardcoded"
    ),
    Defect(
        "secret with a default",
        put("parameters.smtpUrl.defaultValue", "smtps://a:b@c"),
        "Secure-String-Parameters-Cannot-Have-Default",
    ),
    Defect(
        "secret in an output",
        put("outputs.leak", {"type": "string", "value": "[parameters('smtpUrl')]"}),
        "Outputs-Must-Not-Contain-Secrets",
    ),
    Defect(
        "one limit of two", put("parameters.logRetentionDays.maxValue", None), "Min-And-Max-Value-Are-Numbers"
    ),
    Defect(
        "host of one cloud",
        put("variables.vaultAddress", "https://x.vault.azure.net/"),
        "DeploymentTemplate-Must-Not-Contain-Hardcoded-Uri",
    ),
    # The portal
    Defect(
        "output without a parameter",
        page("parameters.outputs.colour", "blue"),
        "Outputs-Must-Be-Present-In-Template-Parameters",
    ),
    Defect(
        "needed parameter without an output",
        page("parameters.outputs.alertEmail", None),
        "Parameters-Without-Default-Must-Exist-In-CreateUIDefinition",
    ),
    Defect(
        "output of a control that is not there",
        page("parameters.outputs.alertEmail", "[steps('operations').mail]"),
        "Controls-In-Outputs-Must-Exist",
    ),
    Defect(
        "choice that the template refuses",
        page("parameters.steps.0.elements.0.constraints.allowedValues.1.value", "premium"),
        "Allowed-Values-Should-Actually-Be-Allowed",
    ),
    Defect("slider beyond the limit", page("parameters.steps.0.elements.3.max", 5000), "portal"),
    Defect(
        "region of the page only",
        page("parameters.config.basics.location.allowedValues.0", "eastus"),
        "portal",
    ),
    Defect(
        "control of no kind", page("parameters.steps.2.elements.0.type", "Microsoft.Common.TextBok"), "schema"
    ),
    Defect(
        "control without a tooltip", page("parameters.basics.0.toolTip", None), "Tooltips-Should-Be-Present"
    ),
    Defect("view of no kind", lambda package: package.view["views"][0].update(kind="Overvieww"), "schema"),
]


@pytest.mark.parametrize("defect", DEFECTS, ids=[each.name for each in DEFECTS])
def test_a_defect_is_found(defect):
    """What would break a deployment, or make it less safe, does not pass."""
    assert is_found(defect)

"""Defects that were thought up without looking at the checks, and that taught them something."""

import pytest

from tests.unit.infra.azure.changes import (
    BUS,
    SITES,
    STORAGE,
    TOPICS,
    VAULT,
    Defect,
    drop,
    is_found,
    page,
    put,
    settings,
    waits_not,
    without,
)

KEYS = f"{VAULT}/keys"
QUEUES = f"{BUS}/queues"
NETWORK = "Microsoft.Network"
INSIGHTS = "Microsoft.Insights"
CONTAINERS = f"{STORAGE}/blobServices/containers"
LIFECYCLE = f"{STORAGE}/managementPolicies"
EVENTS = f"{TOPICS}/eventSubscriptions"
READER = "Microsoft.CognitiveServices/accounts"
DATA_ROLE = "Microsoft.DocumentDB/databaseAccounts"

DEFECTS = [
    # Keys
    Defect("key that never ends", put("variables.rotation.attributes", None), "safety"),
    Defect(
        "key renewed after its end",
        put("variables.rotation.lifetimeActions.0.trigger.timeAfterCreate", "P3Y"),
        "safety",
    ),
    Defect(
        "key whose end is only told of",
        put("variables.rotation.lifetimeActions.0.action.type", "notify"),
        "safety",
    ),
    Defect("key that is off", put("properties.attributes.enabled", False, KEYS), "safety"),
    Defect("key too short", put("properties.keySize", 1024, KEYS, "restKeyName"), "keys"),
    Defect(
        "store encrypted with no key",
        put("variables.storageEncryption.enterprise.keyvaultproperties.keyname", "reste"),
        "keys",
    ),
    # Stores
    Defect("trusted services kept out", put("properties.networkAcls.bypass", "None", STORAGE), "safety"),
    Defect("reader of the free size", put("sku.name", "F0", READER), "safety"),
    Defect("log that ends", put("variables.cosmosContainers.1.defaultTtl", 2592000), "cosmos"),
    Defect(
        "container without an index",
        put("variables.cosmosContainers.0.indexingPolicy", {"indexingMode": "none", "automatic": False}),
        "cosmos",
    ),
    Defect(
        "documents in a second region",
        put(
            "variables.cosmosProperties.locations",
            [
                {"locationName": "[variables('region')]", "failoverPriority": 0, "isZoneRedundant": False},
                {"locationName": "eastus2", "failoverPriority": 1, "isZoneRedundant": False},
            ],
        ),
        "cosmos",
    ),
    Defect(
        "role that cannot query",
        put("variables.cosmosRoles.1.actions.1", f"{DATA_ROLE}/readMetadata"),
        "cosmos",
    ),
    Defect("apps told of no database", settings("INVOICE_COSMOS_DATABASE", "invoice"), "cosmos"),
    Defect(
        "checkpoints that grow",
        put("properties.allowProtectedAppendWrites", True, f"{CONTAINERS}/immutabilityPolicies"),
        "safety",
    ),
    Defect(
        "checkpoints without versions",
        put("properties.immutableStorageWithVersioning", None, CONTAINERS, "checkpointContainer"),
        "safety",
    ),
    Defect(
        "evidence that can be deleted",
        drop(f"{CONTAINERS}/immutabilityPolicies", "evidenceContainer"),
        "safety",
    ),
    Defect("evidence without versions", put("variables.evidenceContainer", "exports"), "safety"),
    Defect(
        "documents archived",
        put(
            "properties.policy.rules.1.definition.actions.baseBlob.tierToArchive",
            {"daysAfterModificationGreaterThan": 30},
            LIFECYCLE,
        ),
        "safety",
    ),
    Defect("rule that is off", put("properties.policy.rules.0.enabled", False, LIFECYCLE), "safety"),
    # Order
    Defect(
        "container before its account", waits_not(CONTAINERS, "storageCopy", "variables('sites')"), "order"
    ),
    Defect("endpoint before its network", waits_not(f"{NETWORK}/privateEndpoints", "vnetId"), "order"),
    Defect("code before the names of stores", waits_not(f"{SITES}/extensions", "zoneGroupsCopy"), "order"),
    # Queues and events
    Defect("queue that goes elsewhere", put("properties.forwardTo", "notify", QUEUES), "queues"),
    Defect("queue that ends", put("properties.autoDeleteOnIdle", "PT5M", QUEUES), "queues"),
    Defect("queue that gives nothing", put("properties.status", "ReceiveDisabled", QUEUES), "queues"),
    Defect("premium without capacity", put("variables.busSku.enterprise.capacity", None), "safety"),
    Defect("events given up", put("properties.retryPolicy.maxDeliveryAttempts", 1, EVENTS), "drop"),
    Defect(
        "events in another form",
        put("properties.eventDeliverySchema", "CloudEventSchemaV1_0", EVENTS),
        "drop",
    ),
    Defect(
        "events of another account",
        put("properties.source", "[resourceId('Microsoft.Storage/storageAccounts', 'a')]", TOPICS),
        "drop",
    ),
    # Apps
    Defect("schedule in words", settings("INVOICE_SWEEP_SCHEDULE", "every minute"), "settings"),
    Defect("schedule of every second", settings("INVOICE_SWEEP_SCHEDULE", "* * * * * *"), "settings"),
    Defect("schedule of five fields", settings("INVOICE_VERIFY_SCHEDULE", "0 * * * *"), "settings"),
    Defect(
        "reference to no secret",
        put("variables.secretReferences.session", "@Microsoft.KeyVault(session-secret)"),
        "settings",
    ),
    Defect(
        "no telemetry",
        settings("APPLICATIONINSIGHTS_CONNECTION_STRING", None),
        "settings",
    ),
    Defect("setting of another plan", settings("WEBSITE_RUN_FROM_PACKAGE", "1"), "flex"),
    Defect("host with a secret", settings("ServiceBus__credential", "clientsecret"), "flex"),
    Defect("size that is not made", put("variables.sites.1.memoryMb", 1024), "flex"),
    Defect("too few instances", put("variables.sites.1.instancesMax", 10), "flex"),
    Defect(
        "another plan",
        put("sku", {"name": "Y1", "tier": "Dynamic"}, "Microsoft.Web/serverfarms"),
        "safety",
    ),
    # Watching
    Defect(
        "alert that is off", put("properties.enabled", False, f"{INSIGHTS}/scheduledQueryRules"), "telemetry"
    ),
    Defect("alert of no severity", put("variables.logAlerts.0.severity", 7), "telemetry"),
    Defect("nobody is told", put("properties.enabled", False, f"{INSIGHTS}/actionGroups"), "safety"),
    Defect(
        "logs to nowhere",
        put("properties.workspaceId", None, f"{INSIGHTS}/diagnosticSettings"),
        "safety",
    ),
    # Network
    Defect(
        "names that register themselves",
        put("properties.registrationEnabled", True, f"{NETWORK}/privateDnsZones/virtualNetworkLinks"),
        "safety",
    ),
    Defect(
        "a way in before the one that is closed",
        lambda package: package.resource(f"{NETWORK}/networkSecurityGroups")["properties"][
            "securityRules"
        ].insert(0, {"name": "in", "properties": {"access": "Allow", "direction": "Inbound"}}),
        "network",
    ),
    # Nothing but what was agreed to
    Defect("output left out", lambda package: package.template["outputs"].pop("portalAddress"), "agreed"),
    Defect(
        "addresses let in",
        put("variables.cosmosProperties.ipRules", [{"ipAddressOrRange": "203.0.113.7"}]),
        "agreed",
    ),
    Defect(
        "any page may call", put("properties.siteConfig.cors", {"allowedOrigins": ["*"]}, SITES), "agreed"
    ),
    Defect("notary that answers", put("variables.sites.1.callers", "Allow"), "agreed"),
    Defect("alert left out", without("variables.logAlerts", "dead-letters"), "agreed"),
    Defect("zone left out", without("variables.zoneGroups", "blob"), "agreed"),
    Defect("limit moved", put("parameters.checkpointRetentionDays.minValue", 0), "agreed"),
    Defect("region as it was written", settings("INVOICE_REGION", "[parameters('location')]"), "agreed"),
    Defect(
        "key of no identity", put("variables.cosmosEncryption.enterprise.defaultIdentity", None), "agreed"
    ),
    # The files themselves
    Defect("version that is none", put("contentVersion", "1"), "language"),
    Defect(
        "provider that is not registered",
        page("parameters.config.basics.subscription.resourceProviders", ["Microsoft.Web"]),
        "portal",
    ),
    Defect(
        "name that the template refuses",
        page("parameters.basics.0.constraints.validations.0.regex", "^.*$"),
        "portal",
    ),
    Defect("question that may be left out", page("parameters.basics.0.constraints.required", False), "page"),
    Defect("answer that does not pass", page("parameters.basics.0.defaultValue", "Invoice_1"), "page"),
    Defect(
        "question asked twice",
        lambda package: package.page["parameters"]["basics"].append(package.page["parameters"]["basics"][0]),
        "page",
    ),
    Defect(
        "question that hangs on none",
        page("parameters.steps.0.elements.1.visible", "[equals(steps('secure').tier, 'enterprise')]"),
        "page",
    ),
    Defect(
        "question that never comes",
        page("parameters.steps.0.elements.1.visible", "[equals(steps('security').tier, 'Enterprise')]"),
        "page",
    ),
    Defect(
        "network without room",
        page("parameters.steps.0.elements.2.constraints.validations.0.regex", "^.*/2[0-9]$"),
        "page",
    ),
    Defect("loop that makes nothing", put("copy.batchSize", 0, QUEUES), "evaluation"),
    Defect(
        "metric that is none",
        lambda package: package.view["views"][1]["properties"]["charts"][0]["metrics"][0].update(
            name="Waiting"
        ),
        "portal",
    ),
    Defect(
        "metric of what is not made",
        lambda package: package.view["views"][1]["properties"]["charts"][0]["metrics"][0].update(
            resourceType="Microsoft.Compute/virtualMachines"
        ),
        "portal",
    ),
]


@pytest.mark.parametrize("defect", DEFECTS, ids=[each.name for each in DEFECTS])
def test_a_defect_from_outside_is_found(defect):
    """What a stranger breaks is found as well as what we thought of ourselves."""
    assert is_found(defect)

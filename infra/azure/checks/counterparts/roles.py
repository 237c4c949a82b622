"""Who may do what: every right that the template gives, against those that were agreed."""

from collections.abc import Iterator, Mapping

from infra.azure.checks.evaluation import Deployment
from infra.azure.checks.findings import Finding

ROLE_NAMES: Mapping[str, str] = {
    "ba92f5b4-2d11-453d-a403-e96b0029c9fe": "blobDataContributor",
    "b7e6dc6d-f1e8-4753-8033-0f276bb0955b": "blobDataOwner",
    "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1": "blobDataReader",
    "a97b65f3-24c7-4388-baec-2e87135dc908": "cognitiveServicesUser",
    "e147488a-f6f5-4113-8e2d-b22465e65bf6": "keyVaultCryptoServiceEncryptionUser",
    "12338af0-0e69-4776-bea7-57ae8d297424": "keyVaultCryptoUser",
    "21090545-7ca7-4776-b22c-e363652d74d2": "keyVaultReader",
    "4633458b-17de-408a-b874-0445c86b69e6": "keyVaultSecretsUser",
    "3913510d-42f4-4e42-8a64-420c390055eb": "monitoringMetricsPublisher",
    "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0": "serviceBusDataReceiver",
    "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39": "serviceBusDataSender",
}
"""Built-in roles ("Azure built-in roles", learn.microsoft.com, 2026), named as in the template."""


def grants(deployment: Deployment) -> set[tuple[str, str, str]]:
    """Return who may do what where: the scope's type and last name, the identity, the role."""
    found: set[tuple[str, str, str]] = set()
    for each in deployment.of("Microsoft.Authorization/roleAssignments"):
        properties = each.body["properties"]
        role = str(properties["roleDefinitionId"]).rpartition("/")[2]
        found.add(
            (_scope(str(each.scope)), identity_of(properties["principalId"]), ROLE_NAMES.get(role, role))
        )
    return found


def _scope(scope: str) -> str:
    kind, _, name = scope.rpartition("/")[0].rpartition("/")[2], "", scope.rpartition("/")[2]
    return f"{kind}/{name}"


def identity_of(principal: str) -> str:
    """Return `app`, `notary` or `keys`, or the type of a resource with an identity of its own."""
    target = principal.partition(">")[0]
    kind, name = target.rsplit("/", 2)[1:]
    return name.split("-")[2] if kind == "userAssignedIdentities" else kind


EXPECTED_GRANTS = frozenset(
    {
        ("storageAccounts", "app", "blobDataOwner"),
        ("storageAccounts", "notary", "blobDataOwner"),
        ("containers", "app", "blobDataContributor"),
        ("containers", "app", "blobDataReader"),
        ("containers", "notary", "blobDataContributor"),
        ("namespaces", "app", "serviceBusDataSender"),
        ("namespaces", "app", "serviceBusDataReceiver"),
        ("queues", "systemTopics", "serviceBusDataSender"),
        ("keys", "app", "keyVaultCryptoUser"),
        ("keys", "app", "keyVaultCryptoServiceEncryptionUser"),
        ("keys", "app", "keyVaultReader"),
        ("keys", "notary", "keyVaultCryptoUser"),
        ("keys", "notary", "keyVaultReader"),
        ("keys", "keys", "keyVaultCryptoServiceEncryptionUser"),
        ("vaults", "app", "keyVaultSecretsUser"),
        ("accounts", "app", "cognitiveServicesUser"),
        ("components", "app", "monitoringMetricsPublisher"),
        ("components", "notary", "monitoringMetricsPublisher"),
    }
)
"""Everything anybody may do: type of resource, identity, role. A further right is a line more here."""


DELEGATED = "delegatedManagedIdentityResourceId"
"""What an assignment needs where the publisher's tenant deploys."""


def findings(deployment: Deployment) -> Iterator[Finding]:
    """Give rights that nobody has agreed to, and rights that are missing."""
    found = {(scope.partition("/")[0], identity, role) for scope, identity, role in grants(deployment)}
    is_keyless = not deployment.of("Microsoft.Network/virtualNetworks")
    wanted = {each for each in EXPECTED_GRANTS if not (is_keyless and each[1] == "keys")}
    for each in sorted(found - wanted):
        yield Finding("roles", " ".join(each), "nobody has agreed to this right")
    assignments = deployment.of("Microsoft.Authorization/roleAssignments")
    delegated = [bool(each.body["properties"].get(DELEGATED)) for each in assignments]
    if any(delegated) and not all(delegated):
        yield Finding("roles", DELEGATED, "is said of some assignments and not of others")
    for each in sorted(wanted - found):
        yield Finding("roles", " ".join(each), "this right is missing")

"""The enterprise tier's network: endpoints, the names they answer to, and room for everything."""

import ipaddress
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from infra.azure.checks.evaluation import Deployment, Resource
from infra.azure.checks.findings import Finding

ENDPOINTS: Mapping[str, tuple[str, str]] = {
    "microsoft.cognitiveservices/accounts": ("account", "privatelink.cognitiveservices.azure.com"),
    "microsoft.documentdb/databaseaccounts": ("Sql", "privatelink.documents.azure.com"),
    "microsoft.keyvault/vaults": ("vault", "privatelink.vaultcore.azure.net"),
    "microsoft.servicebus/namespaces": ("namespace", "privatelink.servicebus.windows.net"),
    "microsoft.storage/storageaccounts": ("blob", "privatelink.blob.core.windows.net"),
    "microsoft.web/sites": ("sites", "privatelink.azurewebsites.net"),
}
"""By type: what an endpoint leads to, and its zone ("Private endpoint DNS", learn.microsoft.com, 2026)."""

FUNCTIONS = "Microsoft.App/environments"
"""What a subnet of Flex Consumption is delegated to."""

SUBNET_PREFIX_MAX = 27
"""Smallest subnet that Flex Consumption takes."""


def findings(deployment: Deployment) -> Iterator[Finding]:
    """Give endpoints that lead nowhere, names nobody finds, and subnets that do not fit."""
    resources = {each.id.lower(): each for each in deployment.resources}
    zones = _zones_by_endpoint(deployment)
    for endpoint in deployment.of("Microsoft.Network/privateEndpoints"):
        for connection in endpoint.body["properties"]["privateLinkServiceConnections"]:
            target = resources.get(connection["properties"]["privateLinkServiceId"].lower())
            if target is None:
                yield Finding("network", endpoint.where, "leads to nothing of this template")
                continue
            yield from _endpoint_findings(endpoint, connection["properties"], target, zones)
    linked = {each.name.partition("/")[0] for each in deployment.of(_LINKS)}
    for zone in deployment.of("Microsoft.Network/privateDnsZones"):
        if zone.name not in linked:
            yield Finding("network", zone.where, "no network asks it")
    for group in deployment.of("Microsoft.Network/networkSecurityGroups"):
        rules = [each["properties"] for each in group.body["properties"]["securityRules"]]
        if not any(map(_closes, rules)) or any(map(_opens, rules)):
            yield Finding("network", group.where, "lets the internet in")
    for network in deployment.of("Microsoft.Network/virtualNetworks"):
        yield from _subnet_findings(network, deployment)


CLOSED: Mapping[str, str] = {
    "access": "Deny",
    "direction": "Inbound",
    "protocol": "*",
    "sourceAddressPrefix": "Internet",
    "sourcePortRange": "*",
    "destinationAddressPrefix": "*",
    "destinationPortRange": "*",
}
"""The rule that keeps the internet out."""


def _closes(rule: Mapping[str, Any]) -> bool:
    return all(rule.get(name) == value for name, value in CLOSED.items())


def _opens(rule: Mapping[str, Any]) -> bool:
    return bool(rule["access"] != "Deny" and rule["direction"] == "Inbound")


_LINKS = "Microsoft.Network/privateDnsZones/virtualNetworkLinks"


def _zones_by_endpoint(deployment: Deployment) -> dict[str, str]:
    return {
        group.name.partition("/")[0]: config["properties"]["privateDnsZoneId"].rpartition("/")[2]
        for group in deployment.of("Microsoft.Network/privateEndpoints/privateDnsZoneGroups")
        for config in group.body["properties"]["privateDnsZoneConfigs"]
    }


def _endpoint_findings(
    endpoint: Resource, connection: Mapping[str, Any], target: Resource, zones: Mapping[str, str]
) -> Iterator[Finding]:
    group, zone = ENDPOINTS[target.kind.lower()]
    if connection["groupIds"] != [group]:
        yield Finding("network", endpoint.where, f"asks for {connection['groupIds']}, not {group}")
    if zones.get(endpoint.name) != zone:
        yield Finding("network", endpoint.where, f"is named in {zones.get(endpoint.name)}, not in {zone}")


def _subnet_findings(network: Resource, deployment: Deployment) -> Iterator[Finding]:
    whole = ipaddress.ip_network(network.body["properties"]["addressSpace"]["addressPrefixes"][0])
    subnets = {
        each["name"]: (ipaddress.ip_network(each["properties"]["addressPrefix"]), each["properties"])
        for each in network.body["properties"]["subnets"]
    }
    for (name, (first, _)), (other, (second, _)) in combinations(subnets.items(), 2):
        if first.overlaps(second):
            yield Finding("network", f"{network.where} {name}", f"overlaps {other}")
    for name, (subnet, properties) in subnets.items():
        if not whole.supernet_of(subnet):  # type: ignore[arg-type]  # both are IPv4
            yield Finding("network", f"{network.where} {name}", f"{subnet} is outside {whole}")
        if not properties.get("networkSecurityGroup"):
            yield Finding("network", f"{network.where} {name}", "nothing guards it")
    for site in deployment.of("Microsoft.Web/sites"):
        name = str(site.body["properties"].get("virtualNetworkSubnetId")).rpartition("/")[2]
        subnet, properties = subnets.get(name, (whole, {}))
        delegated = [each["properties"]["serviceName"] for each in properties.get("delegations", [])]
        if delegated != [FUNCTIONS] or subnet.prefixlen > SUBNET_PREFIX_MAX:
            yield Finding("network", f"{site.where} {name}", "is no subnet for Flex Consumption")

"""The SDK clients, one of each for all adapters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import ExitStack

    from azure.core.credentials import TokenCredential
    from azure.cosmos import CosmosClient
    from azure.servicebus import ServiceBusClient
    from azure.storage.blob import BlobServiceClient

    from shared.adapters.azure.keys import Vault
    from shared.settings import Settings


@dataclass(frozen=True)
class Clients:
    """The SDK clients, one of each, shared by all adapters."""

    blobs: BlobServiceClient
    cosmos: CosmosClient
    service_bus: ServiceBusClient
    vault: Vault


def connect(settings: Settings) -> Clients:
    """Return clients for the services that the settings name. Nothing is sent yet."""
    from azure.cosmos import CosmosClient
    from azure.servicebus import ServiceBusClient
    from azure.storage.blob import BlobServiceClient

    from shared.adapters.azure.keys import Vault
    from shared.adapters.azure.transport import transport

    vault = settings.key_vault
    blobs = settings.storage
    bus = settings.service_bus
    cosmos = settings.cosmos
    return Clients(
        blobs=BlobServiceClient.from_connection_string(blobs.connection_string, transport=transport())
        if blobs.connection_string
        else BlobServiceClient(blobs.address or "", credential=credential(settings), transport=transport()),
        cosmos=CosmosClient.from_connection_string(cosmos.connection_string, transport=transport())
        if cosmos.connection_string
        else CosmosClient(cosmos.address or "", credential=credential(settings), transport=transport()),
        service_bus=ServiceBusClient.from_connection_string(bus.connection_string)
        if bus.connection_string
        else ServiceBusClient(bus.address or "", credential=credential(settings)),
        vault=Vault.from_connection_string(vault.connection_string)
        if vault.connection_string
        else Vault(vault.address or "", credential(settings), {}),
    )


def connected(settings: Settings, closing: ExitStack) -> Clients:
    """Clients that end with the stack."""
    clients = connect(settings)
    for client in (clients.blobs, clients.cosmos, clients.service_bus):
        closing.enter_context(client)
    closing.callback(clients.vault.close)
    return clients


def credential(settings: Settings) -> TokenCredential:
    """Return the identity of this process: the managed one in Azure, the developer's elsewhere."""
    from azure.identity import DefaultAzureCredential

    return DefaultAzureCredential(managed_identity_client_id=settings.managed_identity_client_id)

"""All stand-ins of a bench, in this one process and on one event loop; Azurite is its child."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from infra.local import drop_events
from infra.local.blobs.azurite import BlobServices
from infra.local.cosmos.application import application as cosmos_application
from infra.local.documentintelligence.application import application as document_intelligence_application
from infra.local.eventgrid.watcher import watching
from infra.local.issuer.application import application as issuer_application
from infra.local.keyvault.application import application as key_vault_application
from infra.local.keyvault.certificate import ensure_certificate
from infra.local.keyvault.store import VaultFile
from infra.local.keyvault.vault import Vault
from infra.local.options import BenchOptions
from infra.local.servicebus import server as service_bus
from infra.local.servicebus.topology import QueueSettings, Topology
from infra.local.settings import COSMOS_KEY, key_vault_folder, service_bus_connection, storage_connection
from infra.local.smtp import application as mail
from infra.local.standalone import serving
from shared.engines.router import local_reader
from shared.engines.sandbox import Sandbox
from shared.ports.extractor import Extractor

DELIVERIES_MAX = 5
"""As deployed: the app puts off what waits for a service, so a fifth failure is the message's own."""

TOPOLOGY = Topology(
    queues=tuple(
        QueueSettings(name=name, max_delivery_count=DELIVERIES_MAX, requires_duplicate_detection=True)
        for name in ("extract", "classify", "notify", drop_events.QUEUE)
    )
)
"""The namespace that `infra/` deploys."""


@asynccontextmanager
async def standing_in(
    options: BenchOptions, blobs: Callable[[], Awaitable[BlobServices]]
) -> AsyncIterator[asyncio.Future[str]]:
    """
    Serve every stand-in until leaving; yields a future of Azurite's last words, should it end by itself.

    Azurite has been started, and `blobs` gives its services once they answer.

    Raises:
        StandInError: one of them cannot start; the message says which and why.
    """
    state_dir, ports = options.state_dir, options.ports
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        await enter(service_bus.serve(TOPOLOGY, port=ports.service_bus, state_dir=state_dir / "servicebus"))
        cosmos = cosmos_application(state_dir / "cosmos.db", key=COSMOS_KEY)
        await enter(serving(cosmos, port=ports.cosmos))
        await enter(_key_vault(key_vault_folder(state_dir), ports.key_vault))
        reader = stack.enter_context(_reader())
        await enter(serving(document_intelligence_application(reader), port=ports.document_intelligence))
        await enter(mail.opened(state_dir / "mail", smtp_port=ports.smtp, page_port=ports.mail))
        await enter(serving(issuer_application(state_dir), port=ports.sign_in))
        services = await blobs()
        topic = await enter(drop_events.topic(state_dir / "eventgrid", service_bus_connection(ports)))
        await enter(serving(topic.application, port=ports.event_grid))
        await enter(watching(topic, storage_connection(ports), drop_events.CONTAINER))
        yield services.ended


@asynccontextmanager
async def _key_vault(state_dir: Path, port: int) -> AsyncIterator[None]:
    vault = Vault(VaultFile(state_dir / "vault.json"))
    async with serving(key_vault_application(vault), port=port, certificate=ensure_certificate(state_dir)):
        yield


@contextmanager
def _reader() -> Iterator[Extractor]:
    sandbox = Sandbox()
    try:
        yield local_reader(sandbox, ocr=False)
    finally:
        sandbox.close()

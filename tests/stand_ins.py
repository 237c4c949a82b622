"""All stand-ins of the bench on a thread of their own, for tests."""

import asyncio
import threading
from contextlib import AsyncExitStack, asynccontextmanager

from azure.cosmos import CosmosClient
from azure.servicebus import ServiceBusClient
from azure.storage.blob import BlobServiceClient

from infra.local.blobs import azurite
from infra.local.cosmos.application import application as cosmos_application
from infra.local.documentintelligence.application import application as analysis_application
from infra.local.issuer.application import application as issuer_application
from infra.local.keyvault.application import application as vault_application
from infra.local.keyvault.certificate import ensure_certificate
from infra.local.keyvault.store import VaultFile
from infra.local.keyvault.vault import Vault
from infra.local.servicebus.server import serve
from infra.local.servicebus.topology import QueueSettings, Topology
from infra.local.settings import key_vault_connection, key_vault_folder
from infra.local.standalone import serving
from shared.adapters.azure.blobs import ensure_shelves
from shared.adapters.azure.checkpoints import CONTAINER
from shared.adapters.azure.cosmos import ensure_containers
from shared.adapters.azure.keys import Vault as VaultClient
from shared.domain.stage import Stage
from shared.engines.router import local_reader
from shared.engines.sandbox import Sandbox
from shared.wiring import NOTARY_KEY, SEALING_KEY, SESSION_KEY

COSMOS_KEY = "c2VjcmV0LXNlY3JldC1zZWNyZXQ="


class StandIns:
    """Stand-ins on a thread of their own, and clients for them."""

    def __init__(self, state_dir):
        self._state_dir = state_dir
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.blob_connection = None

    def __enter__(self):
        self._thread.start()
        assert self._ready.wait(60), "the stand-ins did not start"
        self.cosmos = CosmosClient(f"http://127.0.0.1:{self.cosmos_port}/", COSMOS_KEY)
        self.cosmos.__enter__()
        ensure_containers(self.cosmos, "contracts")
        self.database = self.cosmos.get_database_client("contracts")
        self.bus_connection = (
            f"Endpoint=sb://127.0.0.1:{self.bus_port};SharedAccessKeyName=k;SharedAccessKey=s;"
            "UseDevelopmentEmulator=true;"
        )
        self.vault = VaultClient.from_connection_string(self.vault_connection)
        for name in (SESSION_KEY, NOTARY_KEY):
            self.vault.ensure_key(name)
        self.vault.ensure_wrapping_key(SEALING_KEY)
        self.bus = ServiceBusClient.from_connection_string(self.bus_connection)
        if self.blob_connection:
            self.blobs = BlobServiceClient.from_connection_string(self.blob_connection)
            ensure_shelves(self.blobs, "drop", CONTAINER)
        return self

    def __exit__(self, *_):
        self.cosmos.__exit__(None, None, None)
        self.bus.close()
        self.vault.close()
        if self.blob_connection:
            self.blobs.close()
        self._loop.call_soon_threadsafe(self._done.set)
        self._thread.join(20)

    def _run(self):
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self):
        self._done = asyncio.Event()
        queues = tuple(QueueSettings(name=stage, requires_duplicate_detection=True) for stage in Stage)
        async with AsyncExitStack() as stack:
            application = cosmos_application(None, key=COSMOS_KEY)
            self.cosmos_port = await stack.enter_async_context(serving(application, port=0))
            server = await stack.enter_async_context(serve(Topology(queues=queues)))
            self.bus_port = server.port
            sandbox = stack.enter_context(Sandbox(children=1))
            analysis = analysis_application(local_reader(sandbox, ocr=False))
            self.analysis_port = await stack.enter_async_context(serving(analysis, port=0))
            services = await stack.enter_async_context(_blobs(self._state_dir))
            self.blob_connection = services and services.connection_string
            issuer = issuer_application(self._state_dir.with_name(f"{self._state_dir.name}-issuer"))
            port = await stack.enter_async_context(serving(issuer, port=0))
            self.issuer = f"http://127.0.0.1:{port}/v2.0"
            self.vault_connection = await stack.enter_async_context(_vault(self._state_dir))
            self._ready.set()
            await self._done.wait()


@asynccontextmanager
async def _vault(state_dir):
    home = key_vault_folder(state_dir.with_name(f"{state_dir.name}-vault"))
    certificate = ensure_certificate(home)
    application = vault_application(Vault(VaultFile(home / "vault.json")))
    async with serving(application, port=0, certificate=certificate) as port:
        yield key_vault_connection(home.parent, port)


@asynccontextmanager
async def _blobs(state_dir):
    try:
        async with azurite.serving(state_dir, blob_port=0, queue_port=0) as services:
            yield services
    except azurite.BlobsUnavailable:
        yield None

"""The composition root: the only place that names concrete classes. Built once, when first asked."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from azure.core.credentials import TokenCredential
    from azure.cosmos import CosmosClient
    from azure.servicebus import ServiceBusClient
    from azure.storage.blob import BlobServiceClient

    from shared.adapters.azure.keys import Vault
    from shared.domain.tenancy import Admission
    from shared.engines.runner import TaskRunner
    from shared.pipeline.acting import Acting
    from shared.pipeline.classify import Classify
    from shared.pipeline.dead_letters import BuryInvoice, Requeue
    from shared.pipeline.extract import Extract
    from shared.pipeline.ingest import Ingest
    from shared.pipeline.learn import Learn
    from shared.pipeline.look_up import LookUp
    from shared.pipeline.memberships import Memberships
    from shared.pipeline.notary import Notary
    from shared.pipeline.notify import Notify
    from shared.pipeline.proving import Proving, VerifyLogs
    from shared.pipeline.recode import Recode
    from shared.pipeline.register import Register
    from shared.pipeline.review import Review
    from shared.pipeline.sweep import Sweep
    from shared.pipeline.take_in import TakeIn
    from shared.ports.audit_log import AuditLog
    from shared.ports.blobs import Blobs
    from shared.ports.clock import Clock
    from shared.ports.dead_letters import DeadLetters
    from shared.ports.extractor import Extractor, Extractors, Tickets
    from shared.ports.identities import Identities
    from shared.ports.notifier import Notifier
    from shared.ports.probe import Probe
    from shared.ports.queues import Queues
    from shared.ports.tenants import Tenants
    from shared.settings import Settings


SESSION_KEY = "session"
"""Name of the vault's key that certifies log writers' sessions. The app's identity may sign with it."""

NOTARY_KEY = "notary"
"""Name of the vault's key that signs checkpoints. Only the notary's identity may sign with it."""


@dataclass(frozen=True)
class App:
    """The wired product: every stage and question, ready to run."""

    admission: Admission
    identities: Identities | None
    """None where nobody can sign in."""
    memberships: Memberships
    portal_url: str
    session_secret: bytes | None
    tenants: Tenants
    ingest: Ingest
    take_in: TakeIn
    extract: Extract
    classify: Classify
    notify: Notify
    review: Review
    sweep: Sweep
    bury_invoice: BuryInvoice
    requeue: Requeue
    look_up: LookUp
    register: Register
    learn: Learn
    recode: Recode
    dead_letters: DeadLetters
    queues: Queues
    probes: tuple[Probe, ...]
    clock: Clock
    close: Callable[[], None]
    """Ends children and connections. A Functions process never does: its end does it."""


@dataclass(frozen=True)
class Clients:
    """The SDK clients, one of each, shared by all adapters."""

    blobs: BlobServiceClient
    cosmos: CosmosClient
    service_bus: ServiceBusClient
    vault: Vault


@cache
def app() -> App:
    """Return the one app of this process, built from its environment at the first call."""
    from shared.settings import Settings

    return build(Settings.load())


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
        else BlobServiceClient(blobs.address or "", credential=_credential(settings), transport=transport()),
        cosmos=CosmosClient.from_connection_string(cosmos.connection_string, transport=transport())
        if cosmos.connection_string
        else CosmosClient(cosmos.address or "", credential=_credential(settings), transport=transport()),
        service_bus=ServiceBusClient.from_connection_string(bus.connection_string)
        if bus.connection_string
        else ServiceBusClient(bus.address or "", credential=_credential(settings)),
        vault=Vault.from_connection_string(vault.connection_string)
        if vault.connection_string
        else Vault(vault.address or "", _credential(settings), {}),
    )


def build(
    settings: Settings,
    *,
    extractors: Extractors | None = None,
    notifiers: tuple[Notifier, ...] | None = None,
    clock: Clock | None = None,
) -> App:
    """Return the app on these settings; any edge can be replaced by keyword."""
    from shared.adapters.azure.blobs import AzureBlobs
    from shared.adapters.azure.dead_letters import CosmosDeadLetters
    from shared.adapters.azure.inbox import AzureInbox
    from shared.adapters.azure.invoices import CosmosInvoices
    from shared.adapters.azure.queues import ServiceBusQueues
    from shared.adapters.azure.request_keys import CosmosRequestKeys
    from shared.adapters.azure.tenants import CosmosTenants
    from shared.adapters.azure.vendors import CosmosVendors
    from shared.adapters.system.blobs import RememberedBlobs
    from shared.adapters.system.clock import utc_now
    from shared.domain.tenancy import Admission
    from shared.engines.coding.general import GeneralCoder
    from shared.engines.inspector import StructureInspector
    from shared.engines.opener import SandboxedOpener
    from shared.engines.sandbox import Sandbox
    from shared.pipeline.classify import Classify
    from shared.pipeline.dead_letters import BuryArrival, BuryInvoice, Requeue
    from shared.pipeline.extract import Extract
    from shared.pipeline.ingest import Ingest
    from shared.pipeline.learn import Learn
    from shared.pipeline.look_up import LookUp
    from shared.pipeline.notify import Notify
    from shared.pipeline.recode import Recode
    from shared.pipeline.recognise import Recognise
    from shared.pipeline.recording import Recording
    from shared.pipeline.register import Register
    from shared.pipeline.review import Review
    from shared.pipeline.sweep import Sweep
    from shared.pipeline.take_in import TakeIn

    clock = clock or utc_now
    closing = ExitStack()
    sandbox = closing.enter_context(Sandbox())
    clients = _connected(settings, closing)
    database = clients.cosmos.get_database_client(settings.cosmos_database)
    invoice_container = database.get_container_client("invoices")
    blobs = RememberedBlobs(AzureBlobs(clients.blobs))
    inbox = AzureInbox(clients.blobs)
    invoices = CosmosInvoices(invoice_container)
    dead_letters = CosmosDeadLetters(invoice_container)
    vendors = CosmosVendors(database.get_container_client("vendors"))
    audit_log = _audit_log(settings, clients, clock)
    learn = Learn(vendors, audit_log, clock)
    tenants = CosmosTenants(database.get_container_client("tenants"))
    queues = ServiceBusQueues(clients.service_bus)
    admission = Admission(tenants, region=settings.region)
    recording = Recording(invoices, audit_log)
    ingest = Ingest(
        blobs=blobs,
        invoices=invoices,
        queues=queues,
        request_keys=CosmosRequestKeys(invoice_container),
        inspector=StructureInspector(sandbox),
        clock=clock,
    )
    take_in = TakeIn(
        inbox=inbox,
        blobs=blobs,
        opener=SandboxedOpener(sandbox),
        ingest=ingest,
        bury=BuryArrival(blobs, audit_log, dead_letters, clock),
        clock=clock,
    )
    return App(
        admission=admission,
        identities=_identities(settings),
        memberships=_memberships(tenants, admission),
        portal_url=settings.portal_url,
        session_secret=settings.sign_in.session_secret if settings.sign_in else None,
        tenants=tenants,
        ingest=ingest,
        take_in=take_in,
        extract=Extract(blobs, invoices, queues, extractors or _extractors(settings, sandbox), clock),
        classify=Classify(
            blobs,
            invoices,
            Recognise(vendors),
            GeneralCoder(),
            queues,
            clock,
        ),
        notify=Notify(
            invoices=invoices,
            recording=recording,
            acting=_acting(blobs, clock),
            notifiers=_notifiers(settings, clock) if notifiers is None else notifiers,
            portal_url=settings.portal_url,
            clock=clock,
        ),
        review=Review(invoices, blobs, queues, recording, learn, clock),
        sweep=Sweep(
            tenants=tenants,
            admission=admission,
            invoices=invoices,
            inbox=inbox,
            queues=queues,
            recording=recording,
            take_in=take_in,
            clock=clock,
            stale=settings.stale,
        ),
        bury_invoice=BuryInvoice(invoices, dead_letters, recording, clock),
        requeue=Requeue(invoices, dead_letters, queues, clock),
        look_up=LookUp(invoices, blobs, audit_log),
        register=Register(vendors, clock),
        learn=learn,
        recode=Recode(invoices, blobs, learn, clock),
        dead_letters=dead_letters,
        queues=queues,
        probes=_probes(clients, settings),
        clock=clock,
        close=closing.close,
    )


def _identities(settings: Settings) -> Identities | None:
    from shared.adapters.azure.identities import OpenIDIdentities

    found = settings.sign_in
    return OpenIDIdentities(found.issuer, found.client_id, found.client_secret) if found else None


def _memberships(tenants: Tenants, admission: Admission) -> Memberships:
    from shared.pipeline.memberships import Memberships

    return Memberships(tenants, admission)


def _acting(blobs: Blobs, clock: Clock) -> Acting:
    from shared.domain.review import EffectKind
    from shared.pipeline.acting import Acting
    from shared.pipeline.effects import Export

    return Acting({EffectKind.EXPORT: Export(blobs)}, clock)


@dataclass(frozen=True)
class ProofApp:
    """What vouches for the logs: wired apart, as it may run apart and needs nothing of the invoices."""

    admission: Admission
    proving: Proving
    notary: Notary
    verify_logs: VerifyLogs
    close: Callable[[], None]


@cache
def proof_app() -> ProofApp:
    """Return the one proof app of this process, built from its environment at the first call."""
    from shared.settings import Settings

    return build_proof(Settings.load())


def build_proof(settings: Settings, *, clock: Clock | None = None) -> ProofApp:
    """Return what vouches for the logs, on these settings; the notary under its own identity if any."""
    from shared.adapters.azure.checkpoints import AzureCheckpoints
    from shared.adapters.azure.keys import KeyVaultSigner
    from shared.adapters.azure.log_store import CosmosLogStore
    from shared.adapters.azure.tenants import CosmosTenants
    from shared.adapters.system.clock import utc_now
    from shared.domain.tenancy import Admission
    from shared.engines.proof.signatures import check_signature
    from shared.pipeline.notary import Notary
    from shared.pipeline.proving import Proving, VerifyLogs

    clock = clock or utc_now
    notary_id = settings.notary_client_id or settings.managed_identity_client_id
    closing = ExitStack()
    clients = _connected(settings, closing)
    notary_clients = _connected(
        settings.model_copy(update={"managed_identity_client_id": notary_id}), closing
    )
    database = clients.cosmos.get_database_client(settings.cosmos_database)
    tenants = CosmosTenants(database.get_container_client("tenants"))
    admission = Admission(tenants, region=settings.region)
    store = CosmosLogStore(database.get_container_client("audit"))
    checkpoints = AzureCheckpoints(notary_clients.blobs)
    notary_key = KeyVaultSigner(notary_clients.vault, NOTARY_KEY)
    session_key = KeyVaultSigner(clients.vault, SESSION_KEY)
    proving = Proving(
        store=store,
        checkpoints=checkpoints,
        session_key=session_key,
        notary_key=notary_key,
        check=check_signature,
        authority=settings.log_authority,
    )
    audit_log = _audit_log(settings, clients, clock)
    return ProofApp(
        admission=admission,
        proving=proving,
        notary=Notary(
            tenants=tenants,
            admission=admission,
            store=store,
            checkpoints=checkpoints,
            signer=notary_key,
            session_key=session_key,
            check=check_signature,
            authority=settings.log_authority,
        ),
        verify_logs=VerifyLogs(tenants, admission, proving, audit_log, clock),
        close=closing.close,
    )


def _connected(settings: Settings, closing: ExitStack) -> Clients:
    """Clients that end with the stack."""
    clients = connect(settings)
    for client in (clients.blobs, clients.cosmos, clients.service_bus):
        closing.enter_context(client)
    closing.callback(clients.vault.close)
    return clients


def _audit_log(settings: Settings, clients: Clients, clock: Clock) -> AuditLog:
    from shared.adapters.azure.keys import KeyVaultSigner
    from shared.adapters.azure.log_store import CosmosLogStore
    from shared.engines.proof.sessions import CertifiedSessions
    from shared.pipeline.sequencing import Sequencer

    database = clients.cosmos.get_database_client(settings.cosmos_database)
    authority = settings.log_authority
    sessions = CertifiedSessions(KeyVaultSigner(clients.vault, SESSION_KEY), authority, clock)
    store = CosmosLogStore(database.get_container_client("audit"))
    return Sequencer(store, sessions, clock, authority=authority)


def _credential(settings: Settings) -> TokenCredential:
    from azure.identity import DefaultAzureCredential

    return DefaultAzureCredential(managed_identity_client_id=settings.managed_identity_client_id)


def _extractors(settings: Settings, sandbox: TaskRunner) -> Extractors:
    from azure.ai.formrecognizer import DocumentAnalysisClient
    from azure.core.credentials import AzureKeyCredential

    from shared.adapters.azure.extractor import DocumentIntelligenceExtractor
    from shared.adapters.azure.transport import transport
    from shared.domain.tenancy import ReadingPolicy
    from shared.engines.reader import EInvoiceReader
    from shared.engines.router import Router, page_reader
    from shared.engines.text.naming import named_type

    key = settings.document_intelligence_key
    client = DocumentAnalysisClient(
        settings.document_intelligence_endpoint,
        AzureKeyCredential(key) if key else _credential(settings),
        transport=transport(),
    )
    service = DocumentIntelligenceExtractor(
        client, polling_s=settings.document_intelligence_polling_s, type_of=named_type
    )
    einvoices, pages = EInvoiceReader(sandbox), page_reader(sandbox, ocr=settings.ocr)

    def asking(*readers: Extractor) -> Callable[[Tickets], Extractor]:
        return lambda tickets: Router(einvoices, (*readers, replace(service, tickets=tickets)))

    return {
        ReadingPolicy.LOCAL_FIRST: asking(pages),
        ReadingPolicy.SERVICE: asking(),
        ReadingPolicy.LOCAL_ONLY: lambda _: Router(einvoices, (pages,)),
    }


def _notifiers(settings: Settings, clock: Clock) -> tuple[Notifier, ...]:
    from shared.adapters.notifiers.smtp import SMTPNotifier, connector
    from shared.adapters.notifiers.webhook import WebhookNotifier, resolve

    notifiers: list[Notifier] = []
    if settings.smtp_url is not None:
        notifiers.append(SMTPNotifier(connector(settings.smtp_url), settings.mail_from))
    if settings.webhook_secret is not None:
        notifiers.append(WebhookNotifier(settings.webhook_secret, settings.webhook_loopback, clock, resolve))
    return tuple(notifiers)


def _probes(clients: Clients, settings: Settings) -> tuple[Probe, ...]:
    from shared.adapters.azure.probes import CallProbe
    from shared.domain.stage import Stage

    database = clients.cosmos.get_database_client(settings.cosmos_database)

    def peek() -> object:
        with clients.service_bus.get_queue_receiver(Stage.EXTRACT) as receiver:
            return receiver.peek_messages()

    return (
        CallProbe("blobs", clients.blobs.get_container_client("raw").get_container_properties),
        CallProbe("cosmos", database.get_container_client("invoices").read),
        CallProbe("service_bus", peek),
    )

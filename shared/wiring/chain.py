"""The chain of invoices with everything people and partners ask of it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from shared.wiring.clients import connected
from shared.wiring.edges import audit_log_of, blobs_of, extractors_of, identities_of, notifiers_of, probes_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.adapters.azure.tenants import CosmosTenants
    from shared.domain.tenancy import Admission
    from shared.engines.runner import TaskRunner
    from shared.pipeline.acting import Acting
    from shared.pipeline.classify import Classify
    from shared.pipeline.dead_letters import BuryInvoice, Requeue
    from shared.pipeline.denials import Denials
    from shared.pipeline.extract import Extract
    from shared.pipeline.govern import Govern
    from shared.pipeline.ingest import Ingest
    from shared.pipeline.learn import Learn
    from shared.pipeline.look_up import LookUp
    from shared.pipeline.memberships import Memberships
    from shared.pipeline.notify import Notify
    from shared.pipeline.pages import Pages
    from shared.pipeline.recode import Recode
    from shared.pipeline.register import Register
    from shared.pipeline.retain import Retain
    from shared.pipeline.review import Review
    from shared.pipeline.sweep import Sweep
    from shared.pipeline.take_in import TakeIn
    from shared.pipeline.watch import Watch
    from shared.ports.audit_log import AuditLog
    from shared.ports.blobs import Blobs
    from shared.ports.clock import Clock
    from shared.ports.dead_letters import DeadLetters
    from shared.ports.extractor import Extractors
    from shared.ports.identities import Identities
    from shared.ports.invoices import Invoices
    from shared.ports.notifier import Notifier
    from shared.ports.probe import Probe
    from shared.ports.queues import Queues
    from shared.ports.tenants import Tenants
    from shared.settings import Settings


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
    retain: Retain
    sweep: Sweep
    bury_invoice: BuryInvoice
    requeue: Requeue
    look_up: LookUp
    pages: Pages
    watch: Watch
    register: Register
    learn: Learn
    recode: Recode
    dead_letters: DeadLetters
    denials: Denials
    queues: Queues
    probes: tuple[Probe, ...]
    clock: Clock
    close: Callable[[], None]
    """Ends children and connections. A Functions process never does: its end does it."""

    @property
    def govern(self) -> Govern:
        """What writes a tenant's policy."""
        return self.watch.govern


@cache
def app() -> App:
    """Return the one app of this process, built from its environment at the first call."""
    from shared.settings import Settings

    return build(Settings.load())


def build(
    settings: Settings,
    *,
    extractors: Extractors | None = None,
    notifiers: tuple[Notifier, ...] | None = None,
    clock: Clock | None = None,
) -> App:
    """Return the app on these settings; any edge can be replaced by keyword."""
    from shared.adapters.azure.dead_letters import CosmosDeadLetters
    from shared.adapters.azure.inbox import AzureInbox
    from shared.adapters.azure.invoices import CosmosInvoices
    from shared.adapters.azure.queues import ServiceBusQueues
    from shared.adapters.azure.request_keys import CosmosRequestKeys
    from shared.adapters.azure.tenants import CosmosTenants
    from shared.adapters.azure.vendors import CosmosVendors
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
    from shared.pipeline.retain import Erasing, Retain
    from shared.pipeline.review import Review
    from shared.pipeline.sweep import Sweep
    from shared.pipeline.take_in import TakeIn

    clock = clock or utc_now
    closing = ExitStack()
    sandbox, eyes = closing.enter_context(Sandbox()), closing.enter_context(Sandbox())
    clients = connected(settings, closing)
    database = clients.cosmos.get_database_client(settings.cosmos_database)
    invoice_container = database.get_container_client("invoices")
    blobs, shredder = blobs_of(settings, clients, clock)
    inbox = AzureInbox(clients.blobs)
    invoices = CosmosInvoices(invoice_container)
    dead_letters = CosmosDeadLetters(invoice_container)
    vendors = CosmosVendors(database.get_container_client("vendors"))
    audit_log = audit_log_of(settings, clients, clock)
    learn = Learn(vendors, audit_log, clock)
    tenants = CosmosTenants(database.get_container_client("tenants"))
    queues = ServiceBusQueues(clients.service_bus)
    admission = Admission(tenants, region=settings.region)
    recording = Recording(invoices, audit_log)
    watch = _watch(tenants, admission, invoices, audit_log, clock)
    review = Review(invoices, blobs, queues, recording, learn, clock)
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
        identities=identities_of(settings),
        memberships=_memberships(tenants, admission),
        portal_url=settings.portal_url,
        session_secret=settings.sign_in.session_secret if settings.sign_in else None,
        tenants=tenants,
        ingest=ingest,
        take_in=take_in,
        extract=Extract(blobs, invoices, queues, extractors or extractors_of(settings, sandbox, eyes), clock),
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
            erasing=Erasing(shredder, learn, clock),
            notifiers=notifiers_of(settings, clock) if notifiers is None else notifiers,
            portal_url=settings.portal_url,
            clock=clock,
        ),
        review=review,
        retain=Retain(review),
        sweep=Sweep(
            tenants=tenants,
            admission=admission,
            invoices=invoices,
            inbox=inbox,
            queues=queues,
            recording=recording,
            take_in=take_in,
            books=(learn.settle, watch.govern.settle),
            clock=clock,
            stale=settings.stale,
        ),
        bury_invoice=BuryInvoice(invoices, dead_letters, recording, clock),
        requeue=Requeue(invoices, dead_letters, queues, clock),
        look_up=LookUp(invoices, blobs, audit_log),
        pages=_pages(LookUp(invoices, blobs, audit_log), blobs, sandbox),
        watch=watch,
        register=Register(vendors, clock),
        learn=learn,
        recode=Recode(invoices, blobs, learn, clock),
        dead_letters=dead_letters,
        denials=_denials(audit_log, clock),
        queues=queues,
        probes=probes_of(clients, settings),
        clock=clock,
        close=closing.close,
    )


def _watch(
    tenants: CosmosTenants, admission: Admission, invoices: Invoices, audit_log: AuditLog, clock: Clock
) -> Watch:
    from shared.pipeline.govern import Govern
    from shared.pipeline.watch import Watch

    return Watch(tenants, admission, Govern(tenants, invoices, audit_log, clock))


def _denials(audit_log: AuditLog, clock: Clock) -> Denials:
    from shared.pipeline.denials import Denials

    return Denials(audit_log, clock)


def _memberships(tenants: Tenants, admission: Admission) -> Memberships:
    from shared.pipeline.memberships import Memberships

    return Memberships(tenants, admission)


def _pages(look_up: LookUp, blobs: Blobs, sandbox: TaskRunner) -> Pages:
    from shared.engines.drawer import SandboxedDrawer
    from shared.pipeline.pages import Pages

    return Pages(look_up, blobs, SandboxedDrawer(sandbox))


def _acting(blobs: Blobs, clock: Clock) -> Acting:
    from shared.domain.review import EffectKind
    from shared.pipeline.acting import Acting
    from shared.pipeline.effects import Export

    return Acting({EffectKind.EXPORT: Export(blobs)}, clock)

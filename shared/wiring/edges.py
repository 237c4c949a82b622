"""What the settings choose: readers, notifiers, identities, the log, and questions about health."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.wiring.clients import credential

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.engines.runner import TaskRunner
    from shared.ports.audit_log import AuditLog
    from shared.ports.blobs import Blobs
    from shared.ports.clock import Clock
    from shared.ports.extractor import Extractor, Extractors, Tickets
    from shared.ports.identities import Identities
    from shared.ports.notifier import Notifier
    from shared.ports.probe import Probe
    from shared.ports.subject_keys import Shredder
    from shared.settings import Settings
    from shared.wiring.clients import Clients


SESSION_KEY = "session"
"""Name of the vault's key that certifies log writers' sessions. The app's identity may sign with it."""

NOTARY_KEY = "notary"
"""Name of the vault's key that signs checkpoints. Only the notary's identity may sign with it."""


SEALING_KEY = "sealing"
"""Name of the vault's key that invoices' keys lie under. The app's identity may wrap and unwrap with it."""


def blobs_of(settings: Settings, clients: Clients, clock: Clock) -> tuple[Blobs, Shredder]:
    """Return the shelves with invoices' content sealed, and what destroys the key it is sealed with."""
    from shared.adapters.azure.blobs import AzureBlobs
    from shared.adapters.azure.key_wrapper import KeyVaultWrapper
    from shared.adapters.azure.subject_keys import CosmosSubjectKeys
    from shared.adapters.system.blobs import RememberedBlobs
    from shared.engines.proof.sealing import DataKeys, SealedBlobs

    database = clients.cosmos.get_database_client(settings.cosmos_database)
    store = CosmosSubjectKeys(database.get_container_client("invoices"))
    keys = DataKeys(store, KeyVaultWrapper(clients.vault, SEALING_KEY), clock)
    # What is remembered is remembered sealed: a destroyed key counts at once.
    return SealedBlobs(RememberedBlobs(AzureBlobs(clients.blobs)), keys), keys


def audit_log_of(settings: Settings, clients: Clients, clock: Clock) -> AuditLog:
    """Return the log that this process writes, certified by the session key."""
    from shared.adapters.azure.keys import KeyVaultSigner
    from shared.adapters.azure.log_store import CosmosLogStore
    from shared.engines.proof.sessions import CertifiedSessions
    from shared.pipeline.sequencing import Sequencer

    database = clients.cosmos.get_database_client(settings.cosmos_database)
    authority = settings.log_authority
    sessions = CertifiedSessions(KeyVaultSigner(clients.vault, SESSION_KEY), authority, clock)
    store = CosmosLogStore(database.get_container_client("audit"))
    return Sequencer(store, sessions, clock, authority=authority)


def identities_of(settings: Settings) -> Identities | None:
    """Return who may say that somebody signed in; None where nobody can."""
    from shared.adapters.azure.identities import OpenIDIdentities

    found = settings.sign_in
    return OpenIDIdentities(found.issuer, found.client_id, found.client_secret) if found else None


def extractors_of(settings: Settings, sandbox: TaskRunner, eyes: TaskRunner) -> Extractors:
    """Return what reads documents, for each policy a tenant may have; `eyes` look at pages without text."""
    from azure.ai.formrecognizer import DocumentAnalysisClient
    from azure.core.credentials import AzureKeyCredential

    from shared.adapters.azure.extractor import DocumentIntelligenceExtractor
    from shared.adapters.azure.transport import transport
    from shared.domain.tenancy import ReadingPolicy
    from shared.engines.reader import EInvoiceReader
    from shared.engines.router import Router, page_reader
    from shared.engines.text.naming import named_type
    from shared.engines.traces.reader import TracingReader

    key = settings.document_intelligence_key
    client = DocumentAnalysisClient(
        settings.document_intelligence_endpoint,
        AzureKeyCredential(key) if key else credential(settings),
        transport=transport(),
    )
    service = DocumentIntelligenceExtractor(
        client, polling_s=settings.document_intelligence_polling_s, type_of=named_type
    )
    einvoices = EInvoiceReader(sandbox)
    pages = page_reader(sandbox, ocr=settings.ocr, eyes=eyes)

    def asking(*readers: Extractor) -> Callable[[Tickets], Extractor]:
        return lambda tickets: tracing(*readers, replace(service, tickets=tickets))

    def tracing(*readers: Extractor) -> Extractor:
        return TracingReader(sandbox, Router(einvoices, readers))

    return {
        ReadingPolicy.LOCAL_FIRST: asking(pages),
        ReadingPolicy.SERVICE: asking(),
        ReadingPolicy.LOCAL_ONLY: lambda _: tracing(pages),
    }


def notifiers_of(settings: Settings, clock: Clock) -> tuple[Notifier, ...]:
    """Return the channels that are set up."""
    from shared.adapters.notifiers.outbound import Outbound, resolve
    from shared.adapters.notifiers.smtp import SMTPNotifier, connector
    from shared.adapters.notifiers.teams import TeamsNotifier
    from shared.adapters.notifiers.webhook import WebhookNotifier

    outbound = Outbound(settings.webhook_loopback, resolve)
    notifiers: list[Notifier] = [TeamsNotifier(outbound)]
    if settings.smtp_url is not None:
        notifiers.append(SMTPNotifier(connector(settings.smtp_url), settings.mail_from))
    if settings.webhook_secret is not None:
        notifiers.append(WebhookNotifier(settings.webhook_secret, outbound, clock))
    return tuple(notifiers)


def probes_of(clients: Clients, settings: Settings) -> tuple[Probe, ...]:
    """Return the questions that tell whether this process can work."""
    from shared.adapters.azure.probes import CallProbe, peek
    from shared.domain.stage import Stage

    database = clients.cosmos.get_database_client(settings.cosmos_database)

    return (
        CallProbe("blobs", clients.blobs.get_container_client("raw").get_container_properties),
        CallProbe("cosmos", database.get_container_client("invoices").read),
        CallProbe("service_bus", lambda: peek(clients.service_bus, Stage.EXTRACT)),
    )

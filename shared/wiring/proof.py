"""What vouches for the logs, wired apart."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from shared.wiring.clients import connected
from shared.wiring.edges import NOTARY_KEY, SESSION_KEY, audit_log_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.tenancy import Admission
    from shared.pipeline.export_evidence import ExportEvidence
    from shared.pipeline.inclusion import Inclusions
    from shared.pipeline.notary import Notary
    from shared.pipeline.proving import Proving, VerifyLogs
    from shared.ports.clock import Clock
    from shared.settings import Settings


@dataclass(frozen=True)
class ProofApp:
    """What vouches for the logs: wired apart, as it may run apart and needs nothing of the invoices."""

    admission: Admission
    proving: Proving
    inclusions: Inclusions
    notary: Notary
    verify_logs: VerifyLogs
    export_evidence: ExportEvidence
    close: Callable[[], None]


@cache
def proof_app() -> ProofApp:
    """Return the one proof app of this process, built from its environment at the first call."""
    from shared.settings import Settings

    return build_proof(Settings.load())


def build_proof(settings: Settings, *, clock: Clock | None = None) -> ProofApp:
    """Return what vouches for the logs, on these settings; the notary under its own identity if any."""
    from shared.adapters.azure.blobs import AzureBlobs
    from shared.adapters.azure.checkpoints import AzureCheckpoints
    from shared.adapters.azure.keys import KeyVaultSigner
    from shared.adapters.azure.log_store import CosmosLogStore
    from shared.adapters.azure.tenants import CosmosTenants
    from shared.adapters.system.clock import utc_now
    from shared.domain.tenancy import Admission
    from shared.engines.proof.signatures import check_signature
    from shared.pipeline.export_evidence import ExportEvidence
    from shared.pipeline.inclusion import Inclusions
    from shared.pipeline.notary import Notary
    from shared.pipeline.proving import Proving, VerifyLogs

    clock = clock or utc_now
    notary_id = settings.notary_client_id or settings.managed_identity_client_id
    closing = ExitStack()
    clients = connected(settings, closing)
    notary_clients = connected(settings.model_copy(update={"managed_identity_client_id": notary_id}), closing)
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
    audit_log = audit_log_of(settings, clients, clock)
    return ProofApp(
        admission=admission,
        proving=proving,
        inclusions=Inclusions(proving),
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
        export_evidence=ExportEvidence(
            tenants, admission, proving, audit_log, AzureBlobs(clients.blobs), clock
        ),
        close=closing.close,
    )

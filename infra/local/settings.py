"""The app settings of a bench: what the Functions app is told about the stand-ins around it."""

import base64
import json
import secrets
from collections.abc import Mapping
from pathlib import Path

from infra.local.blobs.azurite import ACCOUNT, ACCOUNT_KEY
from infra.local.issuer import application as issuer
from infra.local.issuer.people import ISSUED_TO
from infra.local.keyvault.certificate import certificate_in
from infra.local.keyvault.client import TOKEN
from infra.local.ports import Ports
from infra.local.standalone import HOST

REGION = "local"
"""Home of the demo tenant and of this deployment."""

COSMOS_KEY = "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw=="
"""Public, the same in every Cosmos DB emulator."""

DOCUMENT_INTELLIGENCE_KEY = "local"
"""The stand-in takes any."""

SECRET_BYTES = 32
"""As long as the digest of the HMACs made with it."""

FILE = "local.settings.json"


def app_settings(
    state_dir: Path, ports: Ports, *, webhook_secret: str, session_secret: str
) -> dict[str, str]:
    """Return the settings by name, every service on loopback."""
    storage = storage_connection(ports)
    return {
        "FUNCTIONS_WORKER_RUNTIME": "python",
        "AzureWebJobsStorage": storage,
        "Storage": storage,
        "ServiceBus": service_bus_connection(ports),
        "Cosmos": f"AccountEndpoint=http://{HOST}:{ports.cosmos}/;AccountKey={COSMOS_KEY};",
        "KeyVault": key_vault_connection(state_dir, ports.key_vault),
        "INVOICE_COSMOS_DATABASE": "invoices",
        "INVOICE_REGION": REGION,
        "DocumentIntelligence__endpoint": f"http://{HOST}:{ports.document_intelligence}/",
        "DocumentIntelligence__key": DOCUMENT_INTELLIGENCE_KEY,
        # The stand-in answers at once or in a second; Azure's own pace of asking would be most of the time.
        "INVOICE_ANALYSIS_POLLING_S": "0.1",
        "INVOICE_PORTAL_URL": f"http://{HOST}:{ports.http}/api/portal",
        "INVOICE_SIGN_IN_ISSUER": f"http://{HOST}:{ports.sign_in}{issuer.PATH}",
        "INVOICE_SIGN_IN_CLIENT_ID": ISSUED_TO,
        "INVOICE_SESSION_SECRET": session_secret,
        "INVOICE_SMTP_URL": f"smtp://{HOST}:{ports.smtp}",
        "INVOICE_WEBHOOK_SECRET": webhook_secret,
        "INVOICE_WEBHOOK_LOOPBACK": "true",
        "INVOICE_SWEEP_SCHEDULE": "*/20 * * * * *",
        "INVOICE_STALE_S": "20",
        "INVOICE_NOTARY_SCHEDULE": "*/30 * * * * *",
        "INVOICE_VERIFY_SCHEDULE": "0 */10 * * * *",
        "INVOICE_EXPORT_SCHEDULE": "0 30 2 * * *",
        # Drop events come through the queue here; see shared/triggers/drop.py.
        "AzureWebJobs.ingest_blob.Disabled": "true",
        # A machine behind a proxy must still reach its own loopback.
        "NO_PROXY": f"{HOST},localhost",
        "no_proxy": f"{HOST},localhost",
    }


def service_bus_connection(ports: Ports) -> str:
    """Return what the Service Bus SDK takes for the stand-in on these ports."""
    return (
        f"Endpoint=sb://{HOST}:{ports.service_bus};SharedAccessKeyName=local;SharedAccessKey=local;"
        "UseDevelopmentEmulator=true;"
    )


def key_vault_connection(state_dir: Path, port: int) -> str:
    """Return what the app takes for the Key Vault stand-in of this state folder on this port."""
    certificate = certificate_in(key_vault_folder(state_dir)).certificate_file
    return f"VaultUri=https://{HOST}:{port}/;Token={TOKEN};Certificate={certificate}"


def key_vault_folder(state_dir: Path) -> Path:
    """Where the Key Vault stand-in keeps its keys and its certificate."""
    return state_dir / "keyvault"


def storage_connection(ports: Ports) -> str:
    """Return what the Storage SDKs take for the blob stand-in on these ports."""
    return (
        f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={ACCOUNT_KEY};"
        f"BlobEndpoint=http://{HOST}:{ports.blobs}/{ACCOUNT};"
        f"QueueEndpoint=http://{HOST}:{ports.storage_queues}/{ACCOUNT};"
    )


def write_settings(state_dir: Path, ports: Ports) -> Mapping[str, str]:
    """Write the settings where people and tools find them and return them; secrets outlive restarts."""
    path = state_dir / FILE
    values = app_settings(
        state_dir,
        ports,
        webhook_secret=_secret(path, "INVOICE_WEBHOOK_SECRET"),
        session_secret=_secret(path, "INVOICE_SESSION_SECRET"),
    )
    path.touch(mode=0o600)
    path.write_text(json.dumps({"IsEncrypted": False, "Values": values}, indent=2) + "\n", encoding="utf-8")
    return values


def _secret(path: Path, name: str) -> str:
    try:
        return str(json.loads(path.read_bytes())["Values"][name])
    except (OSError, ValueError, KeyError):
        return base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()

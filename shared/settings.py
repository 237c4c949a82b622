"""What the app is told from outside. The only module that knows names of environment variables."""

import base64
import binascii
import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Self

from shared.domain.errors import IntakeError
from shared.domain.model import Model


class Misconfigured(IntakeError):
    """A setting is missing or makes no sense; the message names it."""


class Endpoint(Model):
    """
    How to reach one Azure service.

    In the cloud an address, reached with the app's managed identity; where that is not to be had, a
    connection string. The names follow Azure Functions: `X` is a connection string, `X__part` an address.
    """

    connection_string: str | None = None
    address: str | None = None


class SignInSettings(Model):
    """Who vouches for people, and what keeps them signed in."""

    issuer: str
    """As its tokens name it: `https://login.microsoftonline.com/{directory}/v2.0`."""
    client_id: str
    client_secret: str | None
    """None where the issuer asks for none."""
    session_secret: bytes
    """Sessions are signed with it; another one signs everybody out."""


class Settings(Model):
    """Every setting, checked."""

    region: str
    """Azure region this deployment processes in."""
    storage: Endpoint
    service_bus: Endpoint
    cosmos: Endpoint
    cosmos_database: str
    key_vault: Endpoint
    """Holds the keys that vouch for the audit log."""
    log_authority: str
    """First part of every log's name; it must never change, or the logs are other logs."""
    document_intelligence_endpoint: str
    document_intelligence_key: str | None
    """None: the managed identity."""
    document_intelligence_polling_s: float
    """Wait between two looks at a running analysis."""
    ocr: bool
    """Whether our own reader looks at pictures: three seconds of processor and half a gigabyte a page."""
    managed_identity_client_id: str | None
    notary_client_id: str | None
    """Identity that signs and keeps checkpoints; None: the app's own."""
    portal_url: str
    sign_in: SignInSettings | None
    """How people sign in; None: nobody can, and only partners are served."""
    smtp_url: str | None
    """`smtp://host:port` or `smtps://user:password@host:port`; None: no mail."""
    mail_from: str
    webhook_secret: bytes | None
    """Tenants' webhook secrets are derived from it; None: no webhooks."""
    webhook_loopback: bool
    """Whether webhooks may go to this machine: only at a desk."""
    stale: timedelta
    """How long an invoice may stand before sweep sets it going again."""

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Return the settings in the environment. Raises Misconfigured, naming the first that is wrong."""
        return cls(
            region=_required(environ, "INVOICE_REGION"),
            storage=_endpoint(environ, "Storage", "blobServiceUri"),
            service_bus=_endpoint(environ, "ServiceBus", "fullyQualifiedNamespace"),
            cosmos=_endpoint(environ, "Cosmos", "accountEndpoint"),
            cosmos_database=environ.get("INVOICE_COSMOS_DATABASE", "invoices"),
            key_vault=_endpoint(environ, "KeyVault", "vaultUri"),
            log_authority=environ.get("INVOICE_LOG_AUTHORITY")
            or f"invoice-intake/{_required(environ, 'INVOICE_REGION')}",
            document_intelligence_endpoint=_required(environ, "DocumentIntelligence__endpoint"),
            document_intelligence_key=environ.get("DocumentIntelligence__key") or None,
            document_intelligence_polling_s=_number(environ, "INVOICE_ANALYSIS_POLLING_S", 1.0),
            ocr=environ.get("INVOICE_OCR", "true").lower() == "true",
            managed_identity_client_id=environ.get("AZURE_CLIENT_ID") or None,
            notary_client_id=environ.get("INVOICE_NOTARY_CLIENT_ID") or None,
            portal_url=_required(environ, "INVOICE_PORTAL_URL").rstrip("/"),
            sign_in=_sign_in(environ),
            smtp_url=environ.get("INVOICE_SMTP_URL") or None,
            mail_from=environ.get("INVOICE_MAIL_FROM", "invoices@localhost"),
            webhook_secret=_secret(environ, "INVOICE_WEBHOOK_SECRET"),
            webhook_loopback=environ.get("INVOICE_WEBHOOK_LOOPBACK", "false").lower() == "true",
            stale=timedelta(seconds=_number(environ, "INVOICE_STALE_S", 120.0)),
        )


def _sign_in(environ: Mapping[str, str]) -> SignInSettings | None:
    if not environ.get("INVOICE_SIGN_IN_ISSUER"):
        return None
    secret = _secret(environ, "INVOICE_SESSION_SECRET")
    if secret is None:
        raise Misconfigured("setting.missing", "The setting INVOICE_SESSION_SECRET is missing.")
    return SignInSettings(
        issuer=environ["INVOICE_SIGN_IN_ISSUER"].rstrip("/"),
        client_id=_required(environ, "INVOICE_SIGN_IN_CLIENT_ID"),
        client_secret=environ.get("INVOICE_SIGN_IN_CLIENT_SECRET") or None,
        session_secret=secret,
    )


def _required(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "")
    if not value:
        raise Misconfigured("setting.missing", f"The setting {name} is missing.")
    return value


def _endpoint(environ: Mapping[str, str], name: str, part: str) -> Endpoint:
    if connection_string := environ.get(name):
        return Endpoint(connection_string=connection_string)
    if address := environ.get(f"{name}__{part}"):
        return Endpoint(address=address)
    message = f"Set {name} to a connection string or {name}__{part} to an address."
    raise Misconfigured("setting.missing", message)


def _number(environ: Mapping[str, str], name: str, default: float) -> float:
    text = environ.get(name)
    if text is None:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < float("inf"):
        raise Misconfigured("setting.number", f"The setting {name} is a number above 0.")
    return value


SECRET_BYTES_MIN = 24
"""Of a secret that keys are made from: what Standard Webhooks asks of a key."""


def _secret(environ: Mapping[str, str], name: str) -> bytes | None:
    text = environ.get(name)
    if not text:
        return None
    try:
        secret = base64.b64decode(text, validate=True)
    except binascii.Error:
        secret = b""
    if len(secret) < SECRET_BYTES_MIN:
        message = f"The setting {name} is base64 of at least {SECRET_BYTES_MIN} bytes."
        raise Misconfigured("setting.secret", message)
    return secret

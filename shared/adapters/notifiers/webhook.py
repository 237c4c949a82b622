"""Notices to the tenant's own system: Standard Webhooks, signed with HMAC-SHA256."""

import base64
import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

from shared.domain.errors import Refused, Unavailable
from shared.domain.ids import TenantId
from shared.domain.invoice import Notice
from shared.domain.notification import Notification
from shared.domain.tenancy import TenantScope

PATIENCE_S = 10.0
"""Of each step of the exchange."""

AZURE_PLATFORM = ipaddress.ip_address("168.63.129.16")
"""Azure's virtual public address of the host: global by number, internal by nature."""

type Resolve = Callable[[str, int], str]
"""Gives the address to connect to for a host and port."""


@dataclass(frozen=True)
class WebhookNotifier:
    """The `notifier` port over HTTPS."""

    master_secret: bytes
    loopback: bool
    """Whether plain HTTP to this machine is allowed: at a desk only."""
    clock: Callable[[], datetime]
    resolve: Resolve

    def send(self, scope: TenantScope, notification: Notification) -> Notice | None:
        """Post the notice to the tenant's address, if it has one."""
        if scope.profile.webhook_url is None:
            return None
        url = urlsplit(scope.profile.webhook_url)
        body = payload(notification)
        timestamp = int(self.clock().timestamp())
        secret = derived_key(self.master_secret, scope.tenant_id)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": notification.notification_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(secret, notification.notification_id, timestamp, body),
        }
        self._post(url, body, headers)
        return Notice(
            channel="webhook",
            recipient=notification.recipient.reviewer_id,
            reference=notification.notification_id,
        )

    def _post(self, url: SplitResult, body: bytes, headers: dict[str, str]) -> None:
        connection = self._connection(url)
        try:
            connection.request("POST", url.path or "/", body, {"Host": url.netloc, **headers})
            status = connection.getresponse().status
        except OSError as error:
            raise Unavailable("webhook.unreachable", "The webhook's server did not answer.") from error
        except http.client.HTTPException as error:
            raise Unavailable("webhook.answer", "The webhook's server broke off.") from error
        finally:
            connection.close()
        if status == 410:
            raise Refused("webhook.gone", "The webhook's server wants no more of these.")
        if not 200 <= status < 300:
            raise Unavailable("webhook.status", f"The webhook's server answered {status}.")

    def _connection(self, url: SplitResult) -> http.client.HTTPConnection:
        """Connect to the very address that was checked, so that no second look-up can change it."""
        host = url.hostname or ""
        secure = url.scheme == "https"
        if not secure and not (self.loopback and url.scheme == "http"):
            raise Refused("webhook.scheme", "A webhook's address begins with https.")
        port = url.port or (443 if secure else 80)
        address = checked(self.resolve(host, port), loopback=self.loopback)
        plain = socket.create_connection
        if not secure:
            return http.client.HTTPConnection(address, port, timeout=PATIENCE_S)
        connection = http.client.HTTPSConnection(
            host, port, timeout=PATIENCE_S, context=ssl.create_default_context()
        )
        connection._create_connection = (  # type: ignore[attr-defined]  # noqa: SLF001 - its documented seam
            lambda _, timeout, source: plain((address, port), timeout, source)
        )
        return connection


def payload(notification: Notification) -> bytes:
    """Return the body: what happened to which invoice, and where to look."""
    told = notification.model_dump(mode="json", exclude={"recipient"})
    document = {
        "type": f"invoice.{notification.level.value.lower()}",
        # Of the person only the id: what else is known of them is nobody's business out there.
        "data": {**told, "recipient": {"reviewer_id": notification.recipient.reviewer_id}},
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True).encode()


def signature(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the header's value (Standard Webhooks 1.0.0, symmetric `v1`)."""
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def derived_key(master_secret: bytes, tenant_id: TenantId) -> bytes:
    """Return the tenant's own key: knowing one tells nothing of another."""
    return hmac.digest(master_secret, b"webhook/" + tenant_id.encode(), hashlib.sha256)


def secret_for(master_secret: bytes, tenant_id: TenantId) -> str:
    """Return the secret as an administrator hands it to the receiver: `whsec_` and base64."""
    return "whsec_" + base64.b64encode(derived_key(master_secret, tenant_id)).decode()


def checked(address: str, *, loopback: bool) -> str:
    """Return the address if a webhook may go there, or raise Refused."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    allowed = found.is_loopback if loopback and found.is_loopback else found.is_global
    if not allowed or found.is_multicast or found == AZURE_PLATFORM:
        raise Refused("webhook.address", "A webhook cannot go to an internal address.")
    return address


def resolve(host: str, port: int) -> str:
    """Return the first address of a host. Raises Unavailable, Refused."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unavailable("webhook.host", "The webhook's host is not known.") from error
    except UnicodeError as error:
        raise Refused("webhook.host", "The webhook's host is no name.") from error
    return str(found[0][4][0])

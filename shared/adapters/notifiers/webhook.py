"""Notices to the tenant's own system: Standard Webhooks, signed with HMAC-SHA256."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.adapters.notifiers.outbound import Outbound
from shared.domain.ids import TenantId
from shared.domain.invoice import Notice
from shared.domain.notification import Notification
from shared.domain.tenancy import TenantScope


@dataclass(frozen=True)
class WebhookNotifier:
    """The `notifier` port over HTTPS."""

    channel: ClassVar[str] = "webhook"
    personal: ClassVar[bool] = False

    master_secret: bytes
    outbound: Outbound
    clock: Callable[[], datetime]

    def send(self, scope: TenantScope, notification: Notification) -> Notice | None:
        """Post the notice to the tenant's address, if it has one."""
        if scope.profile.webhook_url is None:
            return None
        body = payload(notification)
        timestamp = int(self.clock().timestamp())
        secret = derived_key(self.master_secret, scope.tenant_id)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": notification.notification_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(secret, notification.notification_id, timestamp, body),
        }
        self.outbound.post(scope.profile.webhook_url, body, headers)
        return Notice(
            channel=self.channel,
            recipient=notification.recipient.reviewer_id,
            reference=notification.notification_id,
        )


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

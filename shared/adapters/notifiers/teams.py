"""Notices in a Teams channel: an Adaptive Card to the address of a Teams workflow."""

import json
import re
from dataclasses import dataclass
from typing import Any, ClassVar

from shared.adapters.notifiers.outbound import Outbound
from shared.domain.invoice import Notice
from shared.domain.notification import Notification
from shared.domain.tenancy import TenantScope

MEDIA_TYPE = "application/vnd.microsoft.card.adaptive"

CARD_VERSION = "1.5"
"""The newest that Teams shows on every device."""

REASONS_MAX = 8
"""Shown on a card; the invoice's page has them all."""

TEXT_CHARACTERS_MAX = 400
"""Of one line of a card: all of them stay far below the 28 KB that Teams takes."""

_MARKDOWN = re.compile(r"([\\`*_\[\]()#<>~|])")


@dataclass(frozen=True)
class TeamsNotifier:
    """The `notifier` port over a workflow's address, which is a secret of the tenant's."""

    channel: ClassVar[str] = "teams"
    personal: ClassVar[bool] = False

    outbound: Outbound

    def send(self, scope: TenantScope, notification: Notification) -> Notice | None:
        """Post the card to the tenant's channel, if it has one."""
        if scope.profile.teams_url is None:
            return None
        body = json.dumps(message(notification), ensure_ascii=False).encode()
        self.outbound.post(scope.profile.teams_url, body, {"Content-Type": "application/json"})
        return Notice(
            channel=self.channel,
            recipient=notification.recipient.reviewer_id,
            reference=notification.notification_id,
        )


def message(notification: Notification) -> dict[str, Any]:
    """Return the message: one Adaptive Card with what happened, why, and where to look."""
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": CARD_VERSION,
        "fallbackText": _plain(notification.title),
        "body": [
            _text(notification.title, weight="Bolder", size="Medium"),
            _text(f"{notification.level.value} for {notification.recipient.name}", isSubtle=True),
            *(_text(f"- {reason}", spacing="Small") for reason in notification.reasons[:REASONS_MAX]),
        ],
        "actions": [{"type": "Action.OpenUrl", "title": "Open the invoice", "url": notification.link}],
        "msteams": {"width": "Full"},
    }
    attachment = {"contentType": MEDIA_TYPE, "contentUrl": None, "content": content}
    return {"type": "message", "attachments": [attachment]}


def _text(text: str, **looks: object) -> dict[str, Any]:
    return {"type": "TextBlock", "text": _plain(text), "wrap": True, **looks}


def _plain(text: str) -> str:
    """Return a text that no card takes for a link or for bold: a vendor chose its own name."""
    short = " ".join(text.split())[:TEXT_CHARACTERS_MAX]
    return _MARKDOWN.sub(r"\\\1", short)

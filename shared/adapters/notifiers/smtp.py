"""Notices by mail."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from shared.domain.errors import Refused, Unavailable
from shared.domain.invoice import Notice
from shared.domain.notification import Notification
from shared.domain.tenancy import TenantScope

PATIENCE_S = 10.0
"""Of each step of the conversation."""

SUBJECT_CHARACTERS_MAX = 150
"""Longer subjects are cut by most programs anyway."""

type Connect = Callable[[], smtplib.SMTP]


@dataclass(frozen=True)
class SMTPNotifier:
    """The `notifier` port over SMTP."""

    channel: ClassVar[str] = "mail"
    personal: ClassVar[bool] = True

    connect: Connect
    sender: str

    def send(self, scope: TenantScope, notification: Notification) -> Notice | None:
        """Hand the mail to the server; its Message-ID is the notification's id."""
        del scope
        message = compose(notification, self.sender)
        try:
            with self.connect() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise Refused("smtp.recipient", "The mail server does not take this recipient.") from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable("smtp.unreachable", "The mail server did not take the mail.") from error
        return Notice(
            channel=self.channel,
            recipient=notification.recipient.reviewer_id,
            reference=notification.notification_id,
        )


def connector(url: str) -> Connect:
    """Return what opens `smtp://[user:password@]host[:port]` or, with TLS from the start, `smtps://`."""
    parts = urlsplit(url)

    def connect() -> smtplib.SMTP:
        host = parts.hostname or "localhost"
        if parts.scheme == "smtps":
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=PATIENCE_S, context=context
            )
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=PATIENCE_S)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server

    return connect


def compose(notification: Notification, sender: str) -> EmailMessage:
    """Return the mail. Whatever stood on the invoice stays inside its line. Raises Refused."""
    message = EmailMessage()
    domain = sender.rpartition("@")[2] or "localhost"
    try:
        recipient = Address(
            display_name=_line(notification.recipient.name), addr_spec=notification.recipient.email
        )
    except (HeaderParseError, ValueError, IndexError) as error:
        raise Refused("smtp.address", "The reviewer's mail address is none.") from error
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = _line(notification.title)[:SUBJECT_CHARACTERS_MAX]
    message["Message-ID"] = f"<{notification.notification_id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    reasons = "\n".join(f"- {_line(reason)}" for reason in notification.reasons)
    message.set_content(f"{_line(notification.title)}\n\nWhy:\n{reasons}\n\n{notification.link}\n")
    return message


def _line(text: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())

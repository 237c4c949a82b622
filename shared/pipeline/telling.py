"""Telling: one notice to one person over every channel, each of which takes it once."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from shared.domain.errors import Refused, Unavailable
from shared.domain.invoice import Notice
from shared.domain.notification import Notification
from shared.domain.tenancy import TenantScope
from shared.ports.notifier import Notifier

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Told:
    """How far a telling came."""

    notices: tuple[Notice, ...] = ()
    """Of the channels that took it, now or at an earlier attempt."""
    refused: tuple[str, ...] = ()
    """`channel:code` of the channels that never will."""
    waits: Unavailable | None = None
    """Why some channel is to be tried again; None where nothing is left to do."""


def tell(
    notifiers: Iterable[Notifier],
    scope: TenantScope,
    notification: Notification,
    earlier: tuple[Notice, ...],
) -> Told:
    """
    Hand the notice to each channel that does not have it yet by these earlier receipts.

    Neither a channel's no nor its silence keeps the others from being told.
    """
    told = Told()
    for notifier in notifiers:
        receipt = _receipt(earlier, notifier.channel, notification)
        told = _with(told, receipt) if receipt else _sent(told, notifier, scope, notification)
    return told


def _sent(told: Told, notifier: Notifier, scope: TenantScope, notification: Notification) -> Told:
    try:
        return _with(told, notifier.send(scope, notification))
    except Refused as refusal:
        logger.error(  # noqa: TRY400 - the refusal is an answer, its stack says nothing
            "Notice refused", extra={"invoice_id": notification.invoice_id, "code": refusal.code}
        )
        return Told(told.notices, (*told.refused, f"{notifier.channel}:{refusal.code}"), told.waits)
    except Unavailable as trouble:
        return Told(told.notices, told.refused, told.waits or trouble)


def _with(told: Told, notice: Notice | None) -> Told:
    return told if notice is None else Told((*told.notices, notice), told.refused, told.waits)


def _receipt(earlier: tuple[Notice, ...], channel: str, notification: Notification) -> Notice | None:
    wanted = (channel, notification.recipient.reviewer_id, notification.notification_id)
    return next((each for each in earlier if (each.channel, each.recipient, each.reference) == wanted), None)

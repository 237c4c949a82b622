"""What a receiver says of a delivery, as the queue understands it (OASIS AMQP 1.0, part 3.4)."""

from typing import Any
from uuid import UUID

from infra.local.servicebus.errors import Violation
from infra.local.servicebus.performatives import ACCEPTED, MODIFIED, REJECTED, RELEASED, rejected
from infra.local.servicebus.queues import Queue
from infra.local.servicebus.values import Described, ULong

_REASON, _DESCRIPTION = "DeadLetterReason", "DeadLetterErrorDescription"


def settle(queue: Queue, token: UUID, state: Described | None) -> Described:
    """
    Settle a message and return the outcome to answer with: the same, since that is what the SDK waits for.

    Raises:
        Refused: the lock is lost.
        Violation: the state is not an outcome.
    """
    outcome = state or Described(RELEASED, [])
    fields = outcome.value
    if type(outcome.descriptor) is not ULong or type(fields) is not list:
        raise Violation("amqp:decode-error", "an outcome that is not a described list")
    if outcome.descriptor == ACCEPTED:
        queue.complete(token)
    elif outcome.descriptor == RELEASED:
        queue.release(token)
    elif outcome.descriptor == REJECTED:
        queue.dead_letter(token, *_dead_letter_reason(fields))
        # A rejected outcome with an error would tell the SDK that settling failed.
        return rejected(None)
    elif outcome.descriptor == MODIFIED:
        _modify(queue, token, fields)
    else:
        raise Violation("amqp:not-implemented", f"no outcome {int(outcome.descriptor):#x}")
    return outcome


def _modify(queue: Queue, token: UUID, fields: list[Any]) -> None:
    has_failed, is_undeliverable_here = [*fields, None, None][:2]
    if is_undeliverable_here:
        queue.defer(token)
    elif has_failed:
        queue.abandon(token)
    else:
        queue.release(token)


def _dead_letter_reason(fields: list[Any]) -> tuple[str | None, str | None]:
    """Return reason and description: from the error's info, or else its own description."""
    error = fields[0] if fields else None
    if type(error) is not Described or type(error.value) is not list:
        return None, None
    _, text, info = [*error.value, None, None, None][:3]
    if type(info) is not dict:
        info = {}
    return _text(info.get(_REASON)), _text(info.get(_DESCRIPTION)) or _text(text)


def _text(value: Any) -> str | None:
    return str(value) if isinstance(value, str) else None

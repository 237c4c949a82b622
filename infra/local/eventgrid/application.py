"""
A custom topic of Event Grid over HTTP, for the unmodified `azure-eventgrid`.

Imitated: publishing in both schemas with a key, subscriptions with filters on type and subject prefix, the
validation handshake, push delivery at least once with retries, dead letters. What was accepted is on disk.
Not imitated: managing topics and subscriptions, advanced filters, namespaces with pull delivery, batched
delivery, conversion between schemas, Azure's long retry schedule.

`POST /api/events` publishes, `GET /deadletters` lists what was given up.
"""

import hmac
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.local.eventgrid.delivery import CONCURRENCY_MAX, Deliverer
from infra.local.eventgrid.events import BadEvent, parse_events
from infra.local.eventgrid.outbox import Outbox
from infra.local.eventgrid.subscriptions import Subscription
from infra.local.eventgrid.webhooks import HTTPCaller
from infra.local.web import Application, NotJSON, Request, Response, json_response
from infra.local.web import application as web_application

# Azure's own limit on a request, for one event as for a batch.
BODY_SIZE_MAX_BYTES = 1024 * 1024

# What the bench's settings hold; it guards nothing but the habit of sending a key.
KEY = "bench-event-grid-key"


def application(deliverer: Deliverer, outbox: Outbox, *, key: str = KEY) -> Application:
    """Return the ASGI application of a topic."""

    async def answer(request: Request) -> Response:
        match request.method, request.path:
            case "POST", "/api/events":
                return _publish(deliverer, request, key)
            case "GET", "/deadletters":
                return _dead_letters(outbox)
            case _:
                return _failure(404, "NotFound", f"{request.method} {request.path} is not imitated")

    return web_application(answer, body_size_max_bytes=BODY_SIZE_MAX_BYTES)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that is being delivered."""

    application: Application
    """To serve."""
    deliverer: Deliverer
    """To publish from within the process."""
    outbox: Outbox
    """What waits."""


@asynccontextmanager
async def opened(state_dir: Path, subscriptions: Sequence[Subscription]) -> AsyncIterator[Topic]:
    """Yield a topic whose deliveries run, what an earlier life left behind included, until left."""
    outbox = Outbox(state_dir / "events.sqlite")
    caller = HTTPCaller(connections_max=CONCURRENCY_MAX)
    try:
        deliverer = Deliverer(outbox, subscriptions, caller)
        async with deliverer.running():
            yield Topic(application(deliverer, outbox), deliverer, outbox)
    finally:
        caller.close()
        outbox.close()


def _publish(deliverer: Deliverer, request: Request, key: str) -> Response:
    if not hmac.compare_digest(request.headers.get("aeg-sas-key", "").encode(), key.encode()):
        return _failure(401, "Unauthorized", "The request authorization key is missing or wrong.")
    try:
        events = parse_events(request.headers.get("content-type", ""), request.json())
    except (BadEvent, NotJSON) as error:
        return _failure(400, "BadRequest", str(error))
    deliverer.publish(events)
    return Response(200)


def _dead_letters(outbox: Outbox) -> Response:
    return json_response(
        200,
        [
            {
                "subscription": letter.subscription,
                "event": letter.document,
                "deliveryAttempts": letter.attempts,
                "deadLetterReason": letter.reason,
                "lastDeliveryOutcome": letter.outcome,
            }
            for letter in outbox.dead_letters()
        ],
    )


def _failure(status: int, code: str, message: str) -> Response:
    return json_response(status, {"error": {"code": code, "message": message}})

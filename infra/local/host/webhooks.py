"""`/runtime/webhooks/…`: where Event Grid tells the app that a blob was written."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from infra.local.host.blobs import BlobPump
from infra.local.host.keys import Keys
from infra.local.host.notices import FUNCTION_ID_PREFIX, notices
from infra.local.host.web import Request, Response

logger = logging.getLogger(__name__)

SYSTEM_KEY_NAME = "blobs_extension"

# The storage extension's own address, and the one Microsoft's quickstart posts its test events to.
PATHS = frozenset({"/runtime/webhooks/blobs", "/runtime/webhooks/eventgrid"})


class BlobWebhook:
    """Receives Event Grid deliveries for functions with an event-driven blob trigger."""

    def __init__(self, pumps: Mapping[str, BlobPump], keys: Keys) -> None:
        self._pumps = pumps
        self._keys = keys

    async def __call__(self, request: Request) -> Response | None:
        """Answer a delivery or a subscription handshake; None when the request is for someone else."""
        if request.path.lower() not in PATHS:
            return None
        if not self._keys.opens_webhook(SYSTEM_KEY_NAME, request.key):
            return Response(401)
        name = request.query.get("functionName", "").removeprefix(FUNCTION_ID_PREFIX)
        pump = self._pumps.get(name)
        if pump is None:
            return Response(404)
        return await self._answer(pump, name, request)

    async def _answer(self, pump: BlobPump, name: str, request: Request) -> Response:
        if request.method == "OPTIONS":
            # The CloudEvents handshake (CloudEvents 1.0, HTTP WebHook, section 4).
            origin = request.headers.get("webhook-request-origin", "*")
            return Response(200, headers=[("webhook-allowed-origin", origin), ("webhook-allowed-rate", "*")])
        events = _events(request.body)
        if events is None:
            return Response(400)
        if code := _validation_code(events):
            body = json.dumps({"validationResponse": code}).encode()
            return Response(200, body, [("content-type", "application/json")])
        return await self._deliver(pump, name, events)

    async def _deliver(self, pump: BlobPump, name: str, events: list[dict[str, Any]]) -> Response:
        from azure.core.exceptions import AzureError

        try:
            for notice in notices(FUNCTION_ID_PREFIX + name, events):
                await pump.announce(notice)
        except AzureError as error:
            # Anything but a 2xx makes Event Grid deliver again.
            logger.warning("an event could not be queued: %s", str(error).partition("\n")[0])
            return Response(503)
        return Response(202)


def _events(body: bytes) -> list[dict[str, Any]] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    events = found if isinstance(found, list) else [found]
    return events if all(isinstance(event, dict) for event in events) else None


def _validation_code(events: list[dict[str, Any]]) -> str | None:
    for event in events:
        data = event.get("data")
        if event.get("eventType") == "Microsoft.EventGrid.SubscriptionValidationEvent" and isinstance(
            data, dict
        ):
            return str(data.get("validationCode", ""))
    return None

"""Event Grid's HTTP towards subscribers: the handshake first, then events."""

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import urllib3

from infra.local.eventgrid.events import Event, Schema

# As Event Grid waits for a subscriber.
ANSWER_LIMIT_S = 30.0

ORIGIN = "eventgrid.azure.net"


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request to a subscriber."""

    method: str
    """POST or OPTIONS."""
    url: str
    """Absolute."""
    headers: Mapping[str, str]
    """All but the length."""
    body: bytes
    """Whole."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A subscriber's response."""

    status: int
    """The status code."""
    headers: Mapping[str, str]
    """Lower-case names."""
    body: bytes
    """Whole."""


type Caller = Callable[[Call], Awaitable[Answer]]
"""Makes a request; raises OSError when there is no answer in time."""


class HTTPCaller:
    """Makes requests over real HTTP, on connections that are kept."""

    def __init__(self, *, connections_max: int) -> None:
        timeout = urllib3.Timeout(total=ANSWER_LIMIT_S)
        self._pool = urllib3.PoolManager(maxsize=connections_max, timeout=timeout, retries=False)

    async def __call__(self, call: Call) -> Answer:
        """Return the answer; raises OSError when there is none in time."""
        return await asyncio.to_thread(self._request, call)

    def close(self) -> None:
        """Hang up."""
        self._pool.clear()

    def _request(self, call: Call) -> Answer:
        try:
            found = self._pool.request(
                call.method, call.url, body=call.body, headers=dict(call.headers), redirect=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise ConnectionError("no answer") from error
        headers = {name.lower(): value for name, value in found.headers.items()}
        return Answer(found.status, headers, found.data)


def notification(url: str, subscription: str, event: Event, *, attempts: int) -> Call:
    """Return the request that delivers an event."""
    headers = {"aeg-subscription-name": subscription.upper(), "aeg-delivery-count": str(attempts)}
    if event.schema is Schema.CLOUD_EVENTS:
        headers["content-type"] = "application/cloudevents+json; charset=utf-8"
        return Call("POST", url, headers, json.dumps(event.document).encode())
    headers |= {"content-type": "application/json; charset=utf-8", "aeg-event-type": "Notification"}
    return Call("POST", url, headers, json.dumps([event.document]).encode())


async def validate(caller: Caller, url: str, subscription: str, schema: Schema) -> bool:
    """
    Return whether an endpoint says that it wants events.

    In Event Grid's schema it repeats a code (SubscriptionValidationEvent); in CloudEvents it allows the
    origin (HTTP 1.1 Web Hooks for Event Delivery, section 4). A validation by hand, through a URL, is not
    imitated. Raises OSError when the endpoint does not answer.
    """
    if schema is Schema.CLOUD_EVENTS:
        answer = await caller(Call("OPTIONS", url, {"webhook-request-origin": ORIGIN}, b""))
        return answer.status == 200 and answer.headers.get("webhook-allowed-origin") in {"*", ORIGIN}
    code = str(uuid.uuid4())
    headers = {
        "content-type": "application/json; charset=utf-8",
        "aeg-event-type": "SubscriptionValidation",
        "aeg-subscription-name": subscription.upper(),
    }
    body = json.dumps([_validation_event(code)]).encode()
    answer = await caller(Call("POST", url, headers, body))
    return answer.status == 200 and _repeated(answer.body) == code


def _validation_event(code: str) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "topic": "/bench",
        "subject": "",
        "data": {"validationCode": code},
        "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent",
        "eventTime": datetime.now(UTC).isoformat(),
        "metadataVersion": "1",
        "dataVersion": "2",
    }


def _repeated(body: bytes) -> Any:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return answer.get("validationResponse") if isinstance(answer, dict) else None

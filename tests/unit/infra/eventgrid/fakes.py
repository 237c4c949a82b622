"""Stand-ins for what surrounds the topic in its tests."""

import json

from infra.local.eventgrid.events import Event, Schema
from infra.local.eventgrid.webhooks import ORIGIN, Answer


class FakeClock:
    """A clock that moves when told."""

    def __init__(self, now=1_000_000.0):
        self.now = now

    def __call__(self):
        return self.now


class FakeSubscriber:
    """An endpoint with a script: each status answers one delivery, an exception is no answer; then 200."""

    def __init__(self, *script, validates=True):
        self.script = list(script)
        self.validates = validates
        self.handshakes = 0
        self.calls = []

    async def __call__(self, call):
        if call.method == "OPTIONS" or call.headers.get("aeg-event-type") == "SubscriptionValidation":
            self.handshakes += 1
            return self._validation(call)
        outcome = self.script.pop(0) if self.script else 200
        if isinstance(outcome, Exception):
            raise outcome
        self.calls.append(call)
        return Answer(outcome, {}, b"")

    def _validation(self, call):
        if not self.validates:
            return Answer(200, {}, b'{"validationResponse": "something else"}')
        if call.method == "OPTIONS":
            return Answer(200, {"webhook-allowed-origin": ORIGIN}, b"")
        code = json.loads(call.body)[0]["data"]["validationCode"]
        return Answer(200, {}, json.dumps({"validationResponse": code}).encode())


def event(number=1, *, kind="invoice.received", subject="t1/invoices/1"):
    """Return an event in Event Grid's schema."""
    document = {"id": str(number), "eventType": kind, "subject": subject, "data": {"number": number}}
    return Event(Schema.EVENT_GRID, document)


def cloud_event(number=1):
    """Return a CloudEvent."""
    document = {"id": str(number), "type": "invoice.received", "source": "/app", "specversion": "1.0"}
    return Event(Schema.CLOUD_EVENTS, document)

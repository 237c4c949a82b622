"""Events as publishers send them, in either schema."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Schema(StrEnum):
    """How an event is written down."""

    EVENT_GRID = "EventGridSchema"
    """Event Grid's own."""
    CLOUD_EVENTS = "CloudEventSchemaV1_0"
    """CloudEvents 1.0, structured JSON."""


class BadEvent(Exception):
    """What was published is not a list of events; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event; the document is delivered as it was published."""

    schema: Schema
    """What the document follows."""
    document: Mapping[str, Any]
    """The whole event."""

    @property
    def type(self) -> str:
        """What happened."""
        return str(self.document["eventType" if self.schema is Schema.EVENT_GRID else "type"])

    @property
    def subject(self) -> str:
        """What it happened to; empty when a CloudEvent names none."""
        return str(self.document.get("subject") or "")


REQUIRED: Mapping[Schema, tuple[str, ...]] = {
    Schema.EVENT_GRID: ("id", "subject", "eventType", "eventTime", "dataVersion"),
    Schema.CLOUD_EVENTS: ("id", "source", "type", "specversion"),
}

# What Event Grid adds to events in its own schema when the publisher did not.
ADDED = {"topic": "/bench", "metadataVersion": "1"}


def parse_events(content_type: str, published: Any) -> list[Event]:
    """
    Return the events of a request's JSON body in order; the content type tells the schema.

    Raises:
        BadEvent: it is no event and no list of events, or an event lacks a field.
    """
    schema = Schema.CLOUD_EVENTS if "cloudevents" in content_type.lower() else Schema.EVENT_GRID
    if isinstance(published, dict) and schema is Schema.CLOUD_EVENTS:
        published = [published]
    if not isinstance(published, list):
        raise BadEvent("expected a JSON array of events")
    return [_event(schema, document) for document in published]


def _event(schema: Schema, document: Any) -> Event:
    if not isinstance(document, dict):
        raise BadEvent("expected each event to be a JSON object")
    for name in REQUIRED[schema]:
        if not isinstance(document.get(name), str):
            raise BadEvent(f"expected the field {name!r} of each event to be text")
    if schema is Schema.EVENT_GRID:
        return Event(schema, {**ADDED, **document})
    if document["specversion"] != "1.0":
        raise BadEvent("expected specversion 1.0")
    return Event(schema, document)

"""
The drop container: a blob under `drop/{tenantId}/` becomes invoices.

Two ways in for the same event. `ingest_blob` is Event Grid's webhook, as Flex Consumption needs it;
`ingest_drop_event` takes the same event from a queue, where a deployment has no step after it to register a
webhook. A deployment uses one and disables the other; both at once do no harm.
"""

from __future__ import annotations

import json
import logging
from urllib.parse import unquote

import azure.functions as func

blueprint = func.Blueprint()

logger = logging.getLogger(__name__)

SUBJECT = "/blobServices/default/containers/drop/blobs/"
"""How Event Grid names a blob of the drop container."""


@blueprint.blob_trigger("blob", path="drop/{name}", connection="Storage", source=func.BlobSource.EVENT_GRID)
def ingest_blob(blob: func.InputStream) -> None:
    """Take in the blob that Event Grid told of."""
    name = blob.name or ""
    take_in(name.removeprefix("drop/"))


@blueprint.service_bus_queue_trigger("message", connection="ServiceBus", queue_name="drop-events")
def ingest_drop_event(message: func.ServiceBusMessage) -> None:
    """Take in the blobs that a queued event told of."""
    for path in blob_paths(message.get_body()):
        take_in(path)


def take_in(path: str, *, last: bool = False) -> None:
    """
    Take in `{tenantId}/{name}`; a path that names no tenant of ours is noted and left where it is.

    With `last`, a file that fails by a defect of ours is recorded as a dead letter instead of tried again.
    """
    from shared.domain.errors import Refused
    from shared.domain.ids import parse_tenant_id
    from shared.wiring import app

    tenant, _, name = path.partition("/")
    application = app()
    try:
        scope = application.admission.admit(parse_tenant_id(tenant))
    except Refused as refusal:
        logger.error(  # noqa: TRY400 - the refusal is an answer, its stack says nothing
            "Drop outside any tenant's folder", extra={"code": refusal.code}
        )
        return
    if name:
        run = application.take_in.run_or_bury if last else application.take_in.run
        run(scope, name)


def blob_paths(body: bytes) -> tuple[str, ...]:
    """Return the drop paths that an Event Grid message names: one event or a list; else none."""
    try:
        document = json.loads(body)
    except ValueError:
        logger.critical("Foreign message discarded", extra={"queue": "drop-events"})
        return ()
    events = document if isinstance(document, list) else [document]
    return tuple(
        unquote(event["subject"].removeprefix(SUBJECT))
        for event in events
        if isinstance(event, dict)
        and _kind(event) == "Microsoft.Storage.BlobCreated"
        and str(event.get("subject")).startswith(SUBJECT)
    )


def _kind(event: dict[str, object]) -> object:
    """The type, in Event Grid's own schema or as a CloudEvent."""
    return event.get("eventType", event.get("type"))

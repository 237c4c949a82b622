"""What could not be processed: recorded from the queues' dead letters, shown, and tried again."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING

import azure.functions as func

from shared.triggers import edge

if TYPE_CHECKING:
    from shared.domain.stage import Stage
    from shared.wiring import App

blueprint = func.Blueprint()

logger = logging.getLogger(__name__)

CONNECTION = "ServiceBus"


@blueprint.service_bus_queue_trigger("message", connection=CONNECTION, queue_name="extract/$DeadLetterQueue")
def dead_letters_extract(message: func.ServiceBusMessage) -> None:
    """Record what extract gave up on."""
    from shared.domain.stage import Stage

    _bury(Stage.EXTRACT, message)


@blueprint.service_bus_queue_trigger("message", connection=CONNECTION, queue_name="classify/$DeadLetterQueue")
def dead_letters_classify(message: func.ServiceBusMessage) -> None:
    """Record what classify gave up on."""
    from shared.domain.stage import Stage

    _bury(Stage.CLASSIFY, message)


@blueprint.service_bus_queue_trigger("message", connection=CONNECTION, queue_name="notify/$DeadLetterQueue")
def dead_letters_notify(message: func.ServiceBusMessage) -> None:
    """Record what notify gave up on."""
    from shared.domain.stage import Stage

    _bury(Stage.NOTIFY, message)


@blueprint.service_bus_queue_trigger(
    "message", connection=CONNECTION, queue_name="drop-events/$DeadLetterQueue"
)
def dead_letters_drop(message: func.ServiceBusMessage) -> None:
    """Take in what an event told of in vain, or record why it cannot be."""
    from shared.triggers.drop import blob_paths, take_in

    for path in blob_paths(message.get_body()):
        take_in(path, last=True)


@blueprint.route("v1/dead-letters", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def list_dead_letters(req: func.HttpRequest) -> func.HttpResponse:
    """Answer with what could not be processed, and why."""
    return edge.answer(req, _list)


@blueprint.route(
    "v1/dead-letters/{dead_letter_id}/requeue", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS
)
def requeue_dead_letter(req: func.HttpRequest) -> func.HttpResponse:
    """Take a dead letter's invoice up again."""
    from shared.domain.roles import Power

    return edge.answer(req, _requeue, power=Power.REQUEUE)


def _bury(stage: Stage, message: func.ServiceBusMessage) -> None:
    from pydantic import ValidationError

    from shared.domain.stage import StageMessage
    from shared.wiring import app

    application = app()
    try:
        task = StageMessage.model_validate_json(message.get_body())
    except ValidationError:
        # Nobody of ours wrote this: it names no tenant, so there is no record it could go into.
        logger.critical("Foreign message discarded", extra={"stage": stage.value, "id": message.message_id})
        return
    scope = application.admission.admit(task.tenant_id)
    application.bury_invoice.run(scope, stage, task, reason=_reason(message))


def _reason(message: func.ServiceBusMessage) -> str:
    properties = message.application_properties or {}
    if isinstance(properties, str):
        properties = json.loads(properties)
    # It is written into the log, which takes codes and nothing else.
    return re.sub(r"[^A-Za-z0-9_.:-]+", "-", str(properties.get("DeadLetterReason", "unknown")))[:200] or "-"


def _list(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    from shared.triggers.invoices import page_size
    from shared.triggers.views import DeadLetterList

    page = app.dead_letters.page(
        caller.scope, size=page_size(request), continuation=request.params.get("continuation")
    )
    return edge.reply(DeadLetterList(dead_letters=page.items, continuation=page.continuation))


def _requeue(app: App, caller: edge.Caller, request: func.HttpRequest) -> func.HttpResponse:
    letter = app.requeue.run(caller.scope, request.route_params["dead_letter_id"], caller.actor)
    return edge.reply(letter, status=202)

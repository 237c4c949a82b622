"""What runs by itself or is asked by a machine: sweep, health, the OpenAPI document."""

import azure.functions as func

from shared.triggers import edge

blueprint = func.Blueprint()


@blueprint.timer_trigger("timer", schedule="%INVOICE_SWEEP_SCHEDULE%", run_on_startup=False)
def sweep(timer: func.TimerRequest) -> None:
    """Set going again what stands still."""
    from shared.wiring import app

    del timer
    app().sweep.run()


@blueprint.route("health/live", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def health_live(req: func.HttpRequest) -> func.HttpResponse:
    """Answer that the process runs."""
    from shared.triggers.views import Health

    del req
    return edge.reply(Health(ok=True))


@blueprint.route("health/ready", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def health_ready(req: func.HttpRequest) -> func.HttpResponse:
    """Answer whether everything the app stands on answers: 200, or 503 naming what does not."""
    del req
    return edge.guarded(_ready)


@blueprint.route("openapi.json", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def openapi(req: func.HttpRequest) -> func.HttpResponse:
    """Answer with the OpenAPI 3.1 document of the partner API."""
    import json

    from shared.triggers.openapi import document

    del req
    return func.HttpResponse(json.dumps(document()), mimetype="application/json")


def _ready() -> func.HttpResponse:
    from shared.triggers.views import Health
    from shared.wiring import app

    results = tuple(probe.check() for probe in app().probes)
    healthy = all(result.ok for result in results)
    return edge.reply(Health(ok=healthy, services=results), status=200 if healthy else 503)

"""The queues of the chain: each message runs one stage for one invoice."""

import azure.functions as func

from shared.triggers import edge

blueprint = func.Blueprint()

CONNECTION = "ServiceBus"


@blueprint.service_bus_queue_trigger("message", connection=CONNECTION, queue_name="extract")
def extract(message: func.ServiceBusMessage) -> None:
    """Read the invoice's document."""
    from shared.domain.stage import Stage

    edge.work(Stage.EXTRACT, message, lambda app, scope, task: app.extract.run(scope, task))


@blueprint.service_bus_queue_trigger("message", connection=CONNECTION, queue_name="classify")
def classify(message: func.ServiceBusMessage) -> None:
    """Tag the invoice and ask the gate."""
    from shared.domain.stage import Stage

    edge.work(Stage.CLASSIFY, message, lambda app, scope, task: app.classify.run(scope, task))


@blueprint.service_bus_queue_trigger("message", connection=CONNECTION, queue_name="notify")
def notify(message: func.ServiceBusMessage) -> None:
    """Act under the gate and tell the human."""
    from shared.domain.stage import Stage

    edge.work(Stage.NOTIFY, message, lambda app, scope, task: app.notify.run(scope, task))

"""Drop events: the subscription that brings them to the queue."""

from collections.abc import Iterator

from infra.azure.checks.evaluation import Deployment
from infra.azure.checks.findings import Finding
from infra.local.drop_events import CONTAINER as DROP
from infra.local.drop_events import CREATED
from infra.local.drop_events import QUEUE as DROP_QUEUE


def findings(deployment: Deployment) -> Iterator[Finding]:
    """Give what differs between the subscription deployed and the bench's."""
    made = deployment.of("Microsoft.EventGrid/systemTopics/eventSubscriptions")
    if len(made) != 1:
        yield Finding("drop", "eventSubscriptions", f"{len(made)}, the bench has 1")
        return
    properties = made[0].body["properties"]
    delivery = properties.get("deliveryWithResourceIdentity", {})
    destination = delivery.get("destination", {})
    pairs = {
        "destination": (
            str(destination.get("properties", {}).get("resourceId")).rpartition("/")[2],
            DROP_QUEUE,
        ),
        "endpointType": (destination.get("endpointType"), "ServiceBusQueue"),
        "identity": (delivery.get("identity", {}).get("type"), "SystemAssigned"),
        "subjectBeginsWith": (
            properties["filter"].get("subjectBeginsWith"),
            f"/blobServices/default/containers/{DROP}/",
        ),
        "includedEventTypes": (properties["filter"].get("includedEventTypes"), [CREATED]),
        "further filters": (
            sorted(properties["filter"].keys() - {"subjectBeginsWith", "includedEventTypes"}),
            [],
        ),
    }
    for what, (deployed, local) in pairs.items():
        if deployed != local:
            yield Finding("drop", what, f"is {deployed!r} deployed and {local!r} on the bench")

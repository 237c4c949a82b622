"""Drop events: the subscription that brings them to the queue."""

from collections.abc import Iterator

from infra.azure.checks.counterparts.functions import last_name
from infra.azure.checks.evaluation import Deployment
from infra.azure.checks.findings import Finding
from infra.local.drop_events import CONTAINER as DROP
from infra.local.drop_events import CREATED
from infra.local.drop_events import QUEUE as DROP_QUEUE

RETRIES = {"maxDeliveryAttempts": 30, "eventTimeToLiveInMinutes": 1440}
"""The most Event Grid does: an event that is lost is an invoice that nobody fetches."""


def findings(deployment: Deployment) -> Iterator[Finding]:
    """Give what differs between the subscription deployed and the bench's."""
    made = deployment.of("Microsoft.EventGrid/systemTopics/eventSubscriptions")
    if len(made) != 1:
        yield Finding("drop", "eventSubscriptions", f"{len(made)}, the bench has 1")
        return
    yield from _source(deployment)
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
        "eventDeliverySchema": (properties.get("eventDeliverySchema"), "EventGridSchema"),
        "retryPolicy": (properties.get("retryPolicy"), RETRIES),
        "further filters": (
            sorted(properties["filter"].keys() - {"subjectBeginsWith", "includedEventTypes"}),
            [],
        ),
    }
    for what, (deployed, local) in pairs.items():
        if deployed != local:
            yield Finding("drop", what, f"is {deployed!r} deployed and {local!r} on the bench")


def _source(deployment: Deployment) -> Iterator[Finding]:
    """Events come from the account that the drop is in."""
    container = "Microsoft.Storage/storageAccounts/blobServices/containers"
    accounts = {each.name.partition("/")[0] for each in deployment.of(container) if last_name(each) == DROP}
    for topic in deployment.of("Microsoft.EventGrid/systemTopics"):
        source = str(topic.body["properties"]["source"]).rpartition("/")[2]
        if {source} != accounts:
            yield Finding("drop", topic.where, f"hears of {source}; the drop is in {sorted(accounts)}")

"""Blob triggers, over a storage account of ours."""

import asyncio
import json
from dataclasses import replace

import pytest
from azure.core.exceptions import ServiceRequestError
from hypothesis import given
from hypothesis import strategies as st

from infra.local.host import blobs
from infra.local.host.errors import UnusableBinding
from infra.local.host.notices import Notice, notices, parse_path
from infra.local.host.settings import AppSettings
from infra.local.host.storage import Blob, ListedBlob, QueueItem
from infra.local.host.web import Request
from infra.local.host.webhooks import BlobWebhook
from tests.unit.infra.host.fakes import KEYS, eventually, function, invoker

QUEUE = "azure-webjobs-blobtrigger-test"


class FakeStorage:
    """A storage account in memory; a queue item given back is taken again at once."""

    def __init__(self, **contents):
        self.blobs = {name: content.encode() for name, content in contents.items()}
        self.queues = {}
        self.marks = set()
        self.is_down = False

    def texts(self, queue):
        return [json.loads(item.text) for item in self.queues.get(queue, [])]

    async def send(self, queue, text):
        if self.is_down:
            raise ServiceRequestError("down")
        self.queues.setdefault(queue, []).append(QueueItem(str(len(text)), "r", text, 0))

    async def receive(self, queue, count, visibility_s):
        items = self.queues.setdefault(queue, [])
        taken = [replace(item, dequeue_count=item.dequeue_count + 1) for item in items[:count]]
        del items[:count]
        return taken

    async def extend(self, queue, item, visibility_s):
        if visibility_s == 0:
            self.queues[queue].append(item)
        return item

    async def delete(self, queue, item):
        self.marks.add("deleted")

    async def find_blob(self, container, name):
        content = self.blobs.get(f"{container}/{name}")
        return (
            None
            if content is None
            else Blob(f"http://s/{container}/{name}", content, {"ContentLength": 1}, {"k": "v"})
        )

    async def list_blobs(self, container):
        names = [path.partition("/")[2] for path in self.blobs if path.startswith(f"{container}/")]
        return [ListedBlob(name, '"0x1"') for name in names]

    async def has_mark(self, container, name):
        return name in self.marks

    async def mark(self, container, name):
        self.marks.add(name)


def pump_over(storage, handler=lambda call: None, **properties):
    calls, runtime = invoker(handler)
    subject = function("take", trigger="blobTrigger", **{"path": "drop/{tenant}/{name}", **properties})
    pump = blobs.BlobPump(
        storage=storage,
        functions=[blobs.blob_function(subject, AppSettings({}))],
        invoker=calls,
        host_id="test",
        parallel_max=4,
        attempts_max=5,
    )
    return pump, runtime


def notice(name="acme/a.pdf", function_id="Host.Functions.take"):
    return Notice(function_id=function_id, container_name="drop", blob_name=name)


def worked_off(storage, *announced, done, handler=lambda call: None, **properties):
    """Announce notices, run the pump until the condition holds, and return the runtime behind it."""

    async def scene():
        pump, runtime = pump_over(storage, handler, **properties)
        for one in announced:
            await pump.announce(one)
        running = asyncio.create_task(pump.run())
        await eventually(lambda: done(runtime))
        pump.stop()
        await asyncio.wait_for(running, 5)
        return runtime

    return asyncio.run(scene())


def test_blob_reaches_the_function():
    """Content, path parameters and properties arrive as Azure sends them; the notice is then gone."""
    storage = FakeStorage(**{"drop/acme/a.pdf": "content"})

    runtime = worked_off(storage, notice(), done=lambda _: storage.marks)

    (call,) = runtime.calls
    assert (call.data.kind, call.data.value) == ("bytes", b"content")
    assert call.metadata == {
        "BlobTrigger": "drop/acme/a.pdf",
        "Uri": '"http://s/drop/acme/a.pdf"',
        "Properties": '{"ContentLength": 1}',
        "Metadata": '{"k": "v"}',
        "tenant": "acme",
        "name": "a.pdf",
    }
    assert storage.texts(QUEUE) == []


def test_text_binding():
    """A binding of data type string gets text."""
    storage = FakeStorage(**{"drop/acme/a.pdf": "content"})

    runtime = worked_off(storage, notice(), done=lambda _: storage.marks, dataType="string")

    assert runtime.calls[0].data.value == "content"


def test_poison():
    """After five failed attempts the same notice lies in the poison queue."""
    storage = FakeStorage(**{"drop/acme/a.pdf": "content"})

    def fail(_call):
        raise ValueError("no")

    runtime = worked_off(storage, notice(), done=lambda _: storage.texts(blobs.POISON_QUEUE), handler=fail)

    assert len(runtime.calls) == 5
    assert storage.texts(blobs.POISON_QUEUE) == [
        {
            "FunctionId": "Host.Functions.take",
            "BlobType": "BlockBlob",
            "ContainerName": "drop",
            "BlobName": "acme/a.pdf",
            "ETag": "",
        }
    ]
    assert storage.texts(QUEUE) == []


@pytest.mark.parametrize("name", ["acme/gone.pdf", "no-tenant.pdf"])
def test_dropped(name):
    """A notice of a deleted blob, or of one the path does not mean, is dropped without a call."""
    storage = FakeStorage(**{"drop/no-tenant.pdf": "x"})

    runtime = worked_off(storage, notice(name), done=lambda _: storage.marks)

    assert runtime.calls == []
    assert storage.texts(blobs.POISON_QUEUE) == []


@pytest.mark.parametrize(
    "text", ["{}", "nonsense", notice(function_id="Host.Functions.old").model_dump_json(by_alias=True)]
)
def test_unknown_notice(text):
    """A notice nobody can act on is kept in the poison queue, not lost."""
    storage = FakeStorage()

    async def scene():
        pump, _ = pump_over(storage)
        await storage.send(QUEUE, text)
        running = asyncio.create_task(pump.run())
        await eventually(lambda: storage.queues.get(blobs.POISON_QUEUE))
        pump.stop()
        await running

    asyncio.run(scene())

    assert storage.queues[blobs.POISON_QUEUE][0].text == text


def test_scan_announces_once():
    """Without Event Grid a blob is found by listing, once for each of its versions, also after a restart."""
    storage = FakeStorage(**{"drop/acme/a.pdf": "x", "drop/other": "x"})

    async def scene():
        pump, _ = pump_over(storage)
        scanning = asyncio.create_task(pump.scan())
        await eventually(lambda: storage.marks)
        pump.stop()
        await scanning

    asyncio.run(scene())
    asyncio.run(scene())

    assert [text["BlobName"] for text in storage.texts(QUEUE)] == ["acme/a.pdf"]
    assert storage.marks == {"blobreceipts/test/Host.Functions.take/0x1/drop/acme/a.pdf"}


def test_call_once():
    """The admin API runs a function on one blob without a queue."""
    storage = FakeStorage(**{"drop/acme/a.pdf": "x"})
    pump, runtime = pump_over(storage)

    asyncio.run(pump.call_once(function("take", trigger="blobTrigger"), "drop/acme/a.pdf"))
    asyncio.run(pump.call_once(function("take", trigger="blobTrigger"), "drop/acme/none"))

    assert [call.metadata["tenant"] for call in runtime.calls] == ["acme"]


@pytest.mark.parametrize(
    ("path", "name", "parameters"),
    [
        ("drop/{tenant}/{name}", "acme/a/b.pdf", {"tenant": "acme/a", "name": "b.pdf"}),
        ("drop/{name}.{extension}", "a.b.pdf", {"name": "a.b", "extension": "pdf"}),
        ("drop", "a/b", {"name": "a/b"}),
        ("drop/{name}.pdf", "a.xml", None),
        ("other/{name}", "a", None),
    ],
)
def test_path(path, name, parameters):
    """A path's parameters take as much as they can, slashes included."""
    assert parse_path(path).match("drop", name) == parameters


@pytest.mark.parametrize("path", ["", "{container}/{name}", "drop/{a}/{a}", "drop/{", "drop/{1}"])
def test_path_refused(path):
    """A path that cannot be matched is refused at start."""
    with pytest.raises(UnusableBinding):
        parse_path(path)


def created(subject, kind="Microsoft.Storage.BlobCreated"):
    return {"eventType": kind, "subject": subject, "data": {"blobType": "BlockBlob", "eTag": "0x1"}}


BLOB_SUBJECT = "/blobServices/default/containers/drop/blobs/acme/a.pdf"


def test_notices():
    """BlobCreated of either schema becomes a notice; anything else does not."""
    cloud_event = {"type": "Microsoft.Storage.BlobCreated", "subject": BLOB_SUBJECT, "data": {}}
    events = [
        created(BLOB_SUBJECT),
        cloud_event,
        created(BLOB_SUBJECT, "Microsoft.Storage.BlobDeleted"),
        created("?"),
    ]

    assert [(one.container_name, one.blob_name, one.e_tag) for one in notices("f", events)] == [
        ("drop", "acme/a.pdf", "0x1"),
        ("drop", "acme/a.pdf", ""),
    ]


def posted(
    body, *, key="s", name="Host.Functions.take", storage=None, method="POST", path="/runtime/webhooks/blobs"
):
    storage = storage or FakeStorage()
    pump, _ = pump_over(storage)
    webhook = BlobWebhook({"take": pump}, KEYS)
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = Request(method, path, "", {}, {"functionName": name, "code": key}, content)
    response = asyncio.run(webhook(request))
    return response, storage


def test_webhook_queues():
    """A delivery is queued durably and answered 202."""
    response, storage = posted([created(BLOB_SUBJECT)])

    assert response.status == 202
    assert storage.texts(QUEUE)[0]["ETag"] == "0x1"


def test_webhook_validates():
    """The subscription handshake gets its code back."""
    event = {"eventType": "Microsoft.EventGrid.SubscriptionValidationEvent", "data": {"validationCode": "c"}}

    response, _ = posted([event])

    assert (response.status, json.loads(response.body)) == (200, {"validationResponse": "c"})


def test_webhook_options():
    """The CloudEvents handshake is granted."""
    response, _ = posted(b"", method="OPTIONS")

    assert response.status == 200
    assert ("webhook-allowed-origin", "*") in response.headers


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"key": "f"}, 401),
        ({"key": None}, 401),
        ({"key": "m"}, 202),
        ({"name": "other"}, 404),
        ({"body": b"{"}, 400),
        ({"body": b"[1]"}, 400),
        ({"name": "take", "path": "/runtime/webhooks/EventGrid"}, 202),
    ],
)
def test_webhook_refusals(given, status):
    """Only the system key or the master key may post, only JSON objects, only for known functions."""
    response, _ = posted(**({"body": [created(BLOB_SUBJECT)]} | given))

    assert response.status == status


def test_webhook_storage_down():
    """What could not be queued is not acknowledged, so Event Grid delivers again."""
    storage = FakeStorage()
    storage.is_down = True

    response, _ = posted([created(BLOB_SUBJECT)], storage=storage)

    assert response.status == 503


def test_webhook_elsewhere():
    """Other paths are not the webhook's."""
    response, _ = posted(b"", path="/api/x")

    assert response is None


@given(
    st.binary(max_size=60)
    | st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda s: st.lists(s) | st.dictionaries(st.sampled_from(["eventType", "data", "subject"]), s),
    ).map(lambda v: json.dumps(v).encode())
)
def test_webhook_never_crashes(body):
    """Any bytes are answered."""
    response, _ = posted(body)

    assert response.status in {200, 202, 400}

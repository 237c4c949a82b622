"""The Event Grid stand-in through the official SDK and a real subscriber."""

import http.server
import json
import shutil
import threading
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from queue import Queue

import pytest
import requests
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.core.messaging import CloudEvent
from azure.eventgrid import EventGridEvent, EventGridPublisherClient
from azure.storage.blob import BlobServiceClient

from infra.local.blobs import azurite
from infra.local.eventgrid.application import KEY, opened
from infra.local.eventgrid.subscriptions import Subscription, WebHook
from infra.local.eventgrid.watcher import watching
from infra.local.standalone import serving
from tests.integration.background import in_background

pytestmark = pytest.mark.integration

WAIT_S = 20


class Subscriber(http.server.ThreadingHTTPServer):
    """An endpoint that passes the handshakes, fails as often as told, and keeps what it is sent."""

    daemon_threads = True

    def __init__(self, *, failures=0):
        super().__init__(("127.0.0.1", 0), Handler)
        self.failures = failures
        self.events = Queue()

    @property
    def url(self):
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}/hook?code=secret"


class Handler(http.server.BaseHTTPRequestHandler):
    """One request to the subscriber."""

    def do_OPTIONS(self):
        self.send_response(200)
        self.send_header("WebHook-Allowed-Origin", self.headers["WebHook-Request-Origin"])
        self.end_headers()

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        status, answer = 200, b""
        if self.headers.get("aeg-event-type") == "SubscriptionValidation":
            answer = json.dumps({"validationResponse": body[0]["data"]["validationCode"]}).encode()
        elif self.server.failures:
            self.server.failures -= 1
            status = 503
        else:
            self.server.events.put((self.headers["content-type"], body))
        self.send_response(status)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_args):
        """Say nothing."""


@contextmanager
def subscribed(**options):
    """Run a subscriber."""
    with Subscriber(**options) as subscriber:
        thread = threading.Thread(target=subscriber.serve_forever)
        thread.start()
        try:
            yield subscriber
        finally:
            subscriber.shutdown()
            thread.join()


@asynccontextmanager
async def topic_at(state_dir, subscriptions, *, watched=None):
    """Serve a topic, watch the container `drop` of a storage account, and yield the topic's endpoint."""
    async with AsyncExitStack() as stack:
        topic = await stack.enter_async_context(opened(state_dir, subscriptions))
        if watched is not None:
            await stack.enter_async_context(watching(topic, watched, "drop"))
        port = await stack.enter_async_context(serving(topic.application, port=0))
        yield f"http://127.0.0.1:{port}"


def publisher(url, key=KEY):
    """Return the SDK's client for the topic."""
    return EventGridPublisherClient(f"{url}/api/events", AzureKeyCredential(key))


def grid_event(**changes):
    """Return an event in Event Grid's schema."""
    values = {"subject": "t1/1", "event_type": "received", "data": {"n": 1}, "data_version": "1.0"}
    return EventGridEvent(**values | changes)


def test_both_schemas(tmp_path):
    """Events of both schemas arrive in their own, after a handshake and through failures."""
    with subscribed(failures=1) as subscriber:
        subscription = Subscription("hook", WebHook(subscriber.url))
        with in_background(lambda: topic_at(tmp_path, [subscription])) as url, publisher(url) as client:
            client.send([grid_event()])
            client.send(CloudEvent(source="/app", type="received", data={"n": 2}, subject="t1/2"))

            found = dict(subscriber.events.get(timeout=WAIT_S) for _ in range(2))

    (event,) = found["application/json; charset=utf-8"]
    assert (event["eventType"], event["data"]) == ("received", {"n": 1})
    cloud = found["application/cloudevents+json; charset=utf-8"]
    assert (cloud["type"], cloud["subject"], cloud["data"]) == ("received", "t1/2", {"n": 2})


def test_filters(tmp_path):
    """A subscription gets the types and subjects it asked for."""
    with subscribed() as subscriber:
        wanted = Subscription("hook", WebHook(subscriber.url), frozenset({"received"}), "t1/")
        with in_background(lambda: topic_at(tmp_path, [wanted])) as url, publisher(url) as client:
            client.send([grid_event(event_type="other"), grid_event(subject="t2/1"), grid_event()])

            _, (event,) = subscriber.events.get(timeout=WAIT_S)

    assert event["subject"] == "t1/1"
    assert subscriber.events.empty()


def test_refused(tmp_path):
    """A wrong key and what is no event are refused."""
    with in_background(lambda: topic_at(tmp_path, [])) as url:
        with publisher(url, "wrong") as client, pytest.raises(ClientAuthenticationError):
            client.send([grid_event()])
        with publisher(url) as client, pytest.raises(HttpResponseError) as refused:
            client.send([{"id": "1"}])

    assert refused.value.status_code == 400


def test_restart(tmp_path):
    """An event whose subscriber is away arrives after a restart; its dead letters are listed."""
    with subscribed() as subscriber:
        url = subscriber.url
    away = Subscription("hook", WebHook(url))
    with in_background(lambda: topic_at(tmp_path, [away])) as topic, publisher(topic) as client:
        client.send([grid_event()])

    with subscribed() as subscriber:
        back = Subscription("hook", WebHook(subscriber.url))
        with in_background(lambda: topic_at(tmp_path, [back])) as topic:
            _, (event,) = subscriber.events.get(timeout=WAIT_S)
            letters = requests.get(f"{topic}/deadletters", timeout=WAIT_S).json()

    assert event["subject"] == "t1/1"
    assert letters == []


@pytest.mark.skipif(
    shutil.which("node") is None or not (azurite.FOLDER / azurite.ENTRY).exists(),
    reason=f"Azurite is not installed: {azurite.INSTALL}",
)
def test_blob_created(tmp_path):
    """A blob dropped into Azurite is told, also when the topic was away and comes back."""
    blobs_dir, state_dir = tmp_path / "blobs", tmp_path / "eventgrid"
    with (
        subscribed() as subscriber,
        in_background(lambda: azurite.serving(blobs_dir, blob_port=0, queue_port=0)) as services,
        BlobServiceClient.from_connection_string(services.connection_string) as blobs,
    ):
        account = services.connection_string
        subscription = Subscription("hook", WebHook(subscriber.url))
        with in_background(lambda: topic_at(state_dir, [subscription], watched=account)):
            drop = blobs.create_container("drop")
            uploaded = drop.upload_blob("t1/ä 1.pdf", b"%PDF-1.7")
            _, (first,) = subscriber.events.get(timeout=WAIT_S)
        drop.upload_blob("t1/2.pdf", b"%PDF-1.7")
        with in_background(lambda: topic_at(state_dir, [subscription], watched=account)):
            second = first
            # The first is told again where the topic was stopped before it had noted the answer.
            while second["id"] == first["id"]:
                _, (second,) = subscriber.events.get(timeout=WAIT_S)
        etag = uploaded.get_blob_properties().etag

    assert first["subject"] == "/blobServices/default/containers/drop/blobs/t1/ä 1.pdf"
    assert first["data"]["url"] == uploaded.url
    assert (first["data"]["eTag"], first["data"]["contentLength"]) == (etag.strip('"'), 8)
    assert second["subject"].endswith("/2.pdf")
    assert subscriber.events.empty()

"""What is told of a container that changes between two looks."""

import asyncio
from datetime import UTC, datetime

import pytest

from infra.local.eventgrid.delivery import Deliverer
from infra.local.eventgrid.outbox import Outbox
from infra.local.eventgrid.subscriptions import Subscription, WebHook
from infra.local.eventgrid.watcher import ListedBlob, Watcher
from tests.unit.infra.eventgrid.fakes import FakeClock, FakeSubscriber


class FakeContainer:
    """A container whose blobs are a dictionary of ETags."""

    name = "drop"
    url = "http://127.0.0.1:10000/devstoreaccount1/drop"
    account = "devstoreaccount1"

    def __init__(self):
        self.etags = {}

    def blobs(self):
        """Return a listing."""
        modified = datetime(2026, 11, 23, tzinfo=UTC)
        return [
            ListedBlob(name, etag, 7, "application/pdf", "BlockBlob", modified)
            for name, etag in self.etags.items()
        ]


class Bench:
    """A watched container and what was told of it."""

    def __init__(self, folder, container):
        self.outbox = Outbox(folder / "events.sqlite")
        subscriptions = [Subscription("hook", WebHook("http://127.0.0.1"))]
        deliverer = Deliverer(self.outbox, subscriptions, FakeSubscriber(), now=FakeClock())
        self.watcher = Watcher(container, deliverer, self.outbox)

    def look(self):
        """Look once and return how much was new."""
        return asyncio.run(self.watcher.look())

    def told(self):
        """Return all events filed so far."""
        return [each.event.document for each in self.outbox.due("hook", now=2e9, limit=100)]


@pytest.fixture
def container():
    """An empty container."""
    return FakeContainer()


@pytest.fixture
def bench(tmp_path, container):
    """A watcher of the container."""
    bench = Bench(tmp_path, container)
    yield bench
    bench.outbox.close()


def test_schema(bench, container):
    """The event is the one Azure Storage sends."""
    container.etags = {"t1/März #1.pdf": "0x8D1"}

    bench.look()

    (told,) = bench.told()
    assert told["eventType"] == "Microsoft.Storage.BlobCreated"
    assert told["subject"] == "/blobServices/default/containers/drop/blobs/t1/März #1.pdf"
    assert told["topic"].endswith("/storageAccounts/devstoreaccount1")
    assert told["eventTime"] == "2026-11-23T00:00:00+00:00"
    data = told["data"]
    assert data["url"] == f"{container.url}/t1/M%C3%A4rz%20%231.pdf"
    assert (data["eTag"], data["contentLength"], data["contentType"]) == ("0x8D1", 7, "application/pdf")


def test_each_etag_once(bench, container):
    """A blob is told when it is new and when its ETag changed, not otherwise."""
    container.etags = {"a": "1", "b": "1"}
    assert bench.look() == 2
    assert bench.look() == 0
    container.etags = {"a": "2", "b": "1", "c": "1"}
    assert bench.look() == 2
    del container.etags["a"]
    assert bench.look() == 0
    container.etags["a"] = "3"
    assert bench.look() == 1


def test_restart(tmp_path, container):
    """What was told before a restart is not told again; what came meanwhile is."""
    container.etags = {"a": "1"}
    first = Bench(tmp_path, container)
    first.look()
    first.outbox.close()
    container.etags["b"] = "1"

    again = Bench(tmp_path, container)
    found = again.look()
    again.outbox.close()

    assert found == 1

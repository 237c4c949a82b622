"""The Blob and Queue stand-in through the official SDKs, and through `kill -9`."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueServiceClient

from infra.local.blobs import azurite
from infra.local.errors import StandInError
from infra.local.standalone import listen
from tests.integration.background import in_background

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(
        shutil.which("node") is None or not (azurite.FOLDER / azurite.ENTRY).exists(),
        reason=f"Azurite is not installed: {azurite.INSTALL}",
    ),
]

LIMIT_S = 20

ROOT = Path(__file__).parents[2]


@contextmanager
def blobs_at(state_dir):
    """Run the services; yield them with clients for blobs and queues."""
    with (
        in_background(lambda: azurite.serving(state_dir, blob_port=0, queue_port=0)) as services,
        BlobServiceClient.from_connection_string(services.connection_string) as blobs,
        QueueServiceClient.from_connection_string(services.connection_string) as queues,
    ):
        yield services, blobs, queues


def kill(services):
    """Kill Azurite as `kill -9` does."""
    os.kill(services.process_id, signal.SIGKILL)


@contextmanager
def blobs_process(state_dir):
    """Start the stand-in as a person does; yield its process and a client; kill it afterwards."""
    command = [sys.executable, "-m", "infra.local.blobs", "--port", "0", "--state", str(state_dir)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline()
            assert line.startswith("blobs ready: "), line
            connection = line.removeprefix("blobs ready: ").strip()
            with BlobServiceClient.from_connection_string(connection) as blobs:
                yield process, blobs
        finally:
            process.kill()


def wait_for(future):
    """Return a future's result from outside its loop."""
    loop = future.get_loop()
    return asyncio.run_coroutine_threadsafe(asyncio.wait_for(future, LIMIT_S), loop).result(LIMIT_S)


def names(blobs):
    """Return the names of the containers."""
    return [container.name for container in blobs.list_containers()]


def properties(container):
    """Return everything a listing says about a container's blobs."""
    listed = container.list_blobs(include=["metadata", "tags", "snapshots", "uncommittedblobs"])
    return [{name: str(value) for name, value in dict(blob).items()} for blob in listed]


def test_killed_at_once(tmp_path):
    """Blobs, deletions, ETags, tags, blocks, leases and messages survive `kill -9` after the last answer."""
    with blobs_at(tmp_path) as (services, blobs, queues):
        container = blobs.create_container("raw")
        gone = blobs.create_container("gone")
        gone.upload_blob("x", b"x")
        queue = queues.create_queue("queue")
        for number in range(3):
            queue.send_message(f"message {number}")
        first = queue.receive_message()
        queue.delete_message(first)
        log = container.get_blob_client("log")
        log.create_append_blob()
        for number in range(3):
            log.append_block(f"line {number}\n".encode())
        staged = container.get_blob_client("staged")
        staged.stage_block("a", b"left ")
        staged.stage_block("b", b"right")
        leased = container.upload_blob("leased", b"mine")
        lease = leased.acquire_lease()
        for number in range(100):
            container.upload_blob(f"blob/{number}", f"bytes of {number}".encode() * 100)
        for number in range(0, 100, 10):
            container.delete_blob(f"blob/{number}")
        container.upload_blob("blob/1", b"second", overwrite=True)
        container.get_blob_client("blob/2").set_blob_tags({"kind": "invoice"})
        container.get_blob_client("blob/3").set_blob_metadata({"seen": "1"})
        gone.delete_container()
        before = properties(container)
        container.delete_blob("blob/99")
        kill(services)

    with blobs_at(tmp_path) as (_, blobs, queues):
        container = blobs.get_container_client("raw")
        queue = queues.get_queue_client("queue")

        assert properties(container) == [blob for blob in before if blob["name"] != "blob/99"]
        kept = {name.name for name in container.list_blobs("blob/")}
        assert kept == {f"blob/{number}" for number in range(99) if number % 10}
        for name in sorted(kept - {"blob/1"}):
            expected = f"bytes of {name.removeprefix('blob/')}".encode() * 100
            assert container.download_blob(name).readall() == expected
        assert container.download_blob("blob/1").readall() == b"second"
        assert container.download_blob("log").readall() == b"line 0\nline 1\nline 2\n"
        assert names(blobs) == ["raw"]
        with pytest.raises(ResourceNotFoundError):
            container.download_blob("blob/99")
        assert sorted(it.content for it in queue.receive_messages()) == ["message 1", "message 2"]
        container.get_blob_client("staged").commit_block_list(["a", "b"])
        assert container.download_blob("staged").readall() == b"left right"
        container.get_blob_client("leased").upload_blob(b"still mine", overwrite=True, lease=lease.id)


def test_killed_again_and_again(tmp_path):
    """What two lives wrote is all there in the third, so each replay ends where the last one stopped."""
    for life in range(2):
        with blobs_at(tmp_path) as (services, blobs, _):
            container = blobs.get_container_client("raw")
            if life == 0:
                container.create_container()
            container.upload_blob("same", f"life {life}".encode(), overwrite=True)
            container.upload_blob(f"own/{life}", b"x")
            kill(services)

    with blobs_at(tmp_path) as (_, blobs, _):
        container = blobs.get_container_client("raw")
        assert container.download_blob("same").readall() == b"life 1"
        assert [blob.name for blob in container.list_blobs("own/")] == ["own/0", "own/1"]


def test_torn_line(tmp_path):
    """A line that was cut short belongs to a request without an answer, and is dropped."""
    with blobs_at(tmp_path) as (services, blobs, _):
        container = blobs.create_container("raw")
        container.upload_blob("first", b"x")
        container.upload_blob("last", b"x")
        kill(services)
    journal = max(tmp_path.glob("__azurite_db_blob__.json.journal-*"))
    journal.write_bytes(journal.read_bytes()[:-1])

    with blobs_at(tmp_path) as (_, blobs, _):
        container = blobs.get_container_client("raw")
        assert [blob.name for blob in container.list_blobs()] == ["first"]


def test_parent_killed(tmp_path):
    """Azurite ends when its parent is killed, and the next start takes over the folder."""
    with blobs_process(tmp_path) as (process, blobs):
        blobs.create_container("raw")
        process.kill()

        with blobs_at(tmp_path) as (_, again, _):
            assert names(again) == ["raw"]


def test_clean_stop(tmp_path):
    """After SIGTERM the stand-in exits with 0 and everything is there at the next start."""
    with blobs_process(tmp_path) as (process, blobs):
        blobs.create_container("raw")
        process.terminate()
        assert process.wait() == 0

    with blobs_at(tmp_path) as (_, again, _):
        assert names(again) == ["raw"]


def test_ended(tmp_path):
    """Whoever runs Azurite hears when it ends by itself."""
    with blobs_at(tmp_path) as (services, _, _):
        kill(services)

        assert wait_for(services.ended)


def test_port_taken(tmp_path):
    """A taken port is one line that names it."""
    with listen(0) as taken:
        port = taken.getsockname()[1]

        with (
            pytest.raises(StandInError, match=re.escape(f"port {port} is taken")),
            in_background(lambda: azurite.serving(tmp_path, blob_port=port, queue_port=0)),
        ):
            pass


def test_node_missing(tmp_path, monkeypatch):
    """Without Node the error says what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with (
        pytest.raises(StandInError, match="install Node"),
        in_background(lambda: azurite.serving(tmp_path, blob_port=0, queue_port=0)),
    ):
        pass

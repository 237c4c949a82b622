"""The development host as a person starts it: processes, sockets and signals."""

import asyncio
import base64
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from azure.servicebus import ServiceBusClient, ServiceBusMessage
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueClient

from infra.local.servicebus.server import serve
from infra.local.servicebus.topology import QueueSettings, Topology

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]

# A start is two interpreters importing the Functions library, on a machine that is busy with other tests.
START_LIMIT_S = 40

APP = """
    import asyncio, json, logging, os, time
    import azure.functions as func

    app = func.FunctionApp()
    logger = logging.getLogger("toy")

    @app.route(route="echo/{name:alpha}/{*rest}", methods=["POST"])
    def echo(req: func.HttpRequest) -> func.HttpResponse:
        logger.warning("echo", extra={"caller": req.route_params["name"]})
        seen = {
            "params": dict(req.params), "route": dict(req.route_params), "size": len(req.get_body()),
            "principal": req.headers.get("x-ms-client-principal"), "pid": os.getpid(),
        }
        response = func.HttpResponse(json.dumps(seen), status_code=201, mimetype="application/json")
        response.headers.add("Set-Cookie", "a=1; Path=/; HttpOnly")
        response.headers.add("Set-Cookie", "b=2; SameSite=Lax")
        return response

    @app.route(route="boom", auth_level=func.AuthLevel.ANONYMOUS)
    async def boom(req: func.HttpRequest) -> func.HttpResponse:
        raise ValueError("boom")

    @app.route(route="pid", auth_level=func.AuthLevel.ANONYMOUS)
    async def pid(req: func.HttpRequest) -> str:
        return str(os.getpid())

    @app.route(route="slow", auth_level=func.AuthLevel.ANONYMOUS)
    def slow(req: func.HttpRequest) -> str:
        print("slow began", flush=True)
        time.sleep(0.7)
        return os.environ["FROM_FILE"]

    @app.timer_trigger(arg_name="timer", schedule="%SCHEDULE%", run_on_startup=True)
    @app.retry(strategy="fixed_delay", max_retry_count="3", delay_interval="00:00:10")
    def tick(timer: func.TimerRequest) -> None:
        print("tick", timer.past_due, os.getpid(), flush=True)

    @app.queue_trigger(arg_name="message", queue_name="q", connection="S")
    def unsupported(message: func.QueueMessage) -> None:
        pass
"""


def write_app(folder, source=APP, host=None, **values):
    """Write a Functions app."""
    folder.mkdir(exist_ok=True)
    (folder / "function_app.py").write_text(textwrap.dedent(source))
    (folder / "host.json").write_text(json.dumps({"version": "2.0", **(host or {})}))
    (folder / "local.settings.json").write_text(json.dumps({"Values": values}))
    return folder


class RunningHost:
    """A host in a process of its own, and what it prints."""

    def __init__(self, process, log):
        self.process = process
        self._log = log
        self.port = 0

    def output(self):
        return self._log.read_text()

    def wait_for(self, pattern, limit_s=START_LIMIT_S):
        """Return the first match of a pattern in the output."""
        deadline = time.monotonic() + limit_s
        while time.monotonic() < deadline:
            if found := re.search(pattern, self.output()):
                return found
            time.sleep(0.02)
        raise AssertionError(f"{pattern!r} did not appear in:\n{self.output()}")

    def call(self, method, path, body=None, headers=None):
        """Send one request on a connection of its own."""
        with closing(self.connect()) as connection:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response, response.read()

    def connect(self):
        """Return a connection, not yet used."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def children(self):
        """The process ids of the instances."""
        listing = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in listing.read_text().split()]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@contextmanager
def hosted(app, tmp_path, *arguments, **environ):
    """Start a host and stop it at the end, whatever happens."""
    log = tmp_path / "output"
    command = [sys.executable, "-m", "infra.local.host", str(app), "--port", "0", *arguments]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=os.environ | environ
        )
    host = RunningHost(process, log)
    try:
        yield host
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(20)


def ready(host):
    """Wait until the host serves and remember where."""
    host.port = int(host.wait_for(r"Host ready: http://127\.0\.0\.1:(\d+)")[1])
    return host


def gone(pids, limit_s=10):
    """Return whether all processes end in time."""
    deadline = time.monotonic() + limit_s
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    """One host with two instances for every test that leaves it as it was."""
    folder = tmp_path_factory.mktemp("host")
    app = write_app(folder / "app", SCHEDULE="0 0 0 1 1 *", FROM_FILE="from file")
    with hosted(
        app, folder, "--instances", "2", "--log", str(folder / "log.jsonl"), "--keys", str(folder / "k.json")
    ) as it:
        it.folder = folder
        yield ready(it)


@pytest.fixture
def keys(host):
    """The keys the host made."""
    return json.loads((host.folder / "k.json").read_text())


def test_request_and_response(host, keys):
    """A request reaches the function whole and its response comes back whole, cookies included."""
    key = keys["functions"]["default"]
    path = f"/API/Echo/Bob/x/y%20z?a=1&empty=&code={key}"

    response, body = host.call("POST", path, b"x" * 100_000, {"X-MS-CLIENT-PRINCIPAL": "forged"})

    seen = json.loads(body)
    assert response.status == 201
    assert seen["route"] == {"name": "Bob", "rest": "x/y z"}
    assert seen["params"] == {"a": "1", "code": key}
    assert (seen["size"], seen["principal"]) == (100_000, None)
    assert response.headers.get_all("Set-Cookie") == ["a=1; Path=/; HttpOnly", "b=2; SameSite=Lax"]
    assert host.wait_for(r"WARNING toy: echo caller=Bob invocation_id=[0-9a-f-]{36}")


def test_refusals(host):
    """No key is 401, no route and no such method are 404, a failure is 500, all without a body."""
    asked = [
        ("POST", "/api/echo/bob/x"),
        ("GET", "/api/echo/bob/x"),
        ("GET", "/api/none"),
        ("GET", "/api/boom"),
    ]

    answers = [host.call(method, path) for method, path in asked]

    assert [(response.status, body) for response, body in answers] == [
        (401, b""),
        (404, b""),
        (404, b""),
        (500, b""),
    ]
    assert host.wait_for(r"function boom failed: ValueError: boom function=boom invocation_id=")


def test_large_body_is_refused(host):
    """A body announced as longer than 100 MB is refused before it is sent."""
    with closing(host.connect()) as connection:
        connection.putrequest("POST", "/api/pid")
        connection.putheader("Content-Length", str(200 * 1024 * 1024))
        connection.endheaders()

        assert connection.getresponse().status == 413


def test_local_settings_reach_the_app(host):
    """Values of local.settings.json are the app's environment."""
    assert host.call("GET", "/api/slow")[1] == b"from file"


def test_warnings_at_start(host):
    """What will not happen here is said at start."""
    output = host.output()

    assert "Not imitated:" in output
    assert "function tick: @app.retry on a timerTrigger is ignored" in output
    assert "function unsupported: the trigger 'queueTrigger' is not imitated" in output


def test_admin(host, keys):
    """The admin API wants the master key, tells the state and runs a timer by hand."""
    master = {"x-functions-key": keys["master"]}
    before = len(re.findall(r"^tick", host.output(), re.MULTILINE))

    assert host.call("GET", "/admin/host/ping")[0].status == 200
    assert host.call("GET", "/admin/host/status")[0].status == 401
    assert json.loads(host.call("GET", "/admin/host/status", headers=master)[1])["state"] == "Running"
    names = {one["name"] for one in json.loads(host.call("GET", "/admin/functions", headers=master)[1])}
    assert names == {"echo", "boom", "pid", "slow", "tick"}
    assert host.call("POST", "/admin/functions/tick", b"{}", master)[0].status == 202
    assert host.wait_for(rf"(?ms)(^tick False.*){{{before + 1}}}")


def test_instances_share_the_port(host):
    """Both instances answer on one port; the timer ran at startup in one of them only."""
    pids = {int(host.call("GET", "/api/pid")[1]) for _ in range(60)}

    assert pids == set(host.children())
    assert len(pids) == 2
    assert len({line for line in host.output().splitlines() if line.startswith("tick")}) >= 1


def test_json_log(host):
    """The log file has one JSON object per line, from both instances."""
    host.call("GET", "/api/boom")
    entries = [json.loads(line) for line in (host.folder / "log.jsonl").read_text().splitlines()]

    failures = [entry for entry in entries if entry.get("function") == "boom"]
    assert failures
    assert failures[-1]["level"] == "ERROR"


def test_crashed_instance_comes_back(tmp_path):
    """A killed instance is started again while the other goes on serving."""
    app = write_app(tmp_path / "app", SCHEDULE="0 0 0 1 1 *", FROM_FILE="")
    with hosted(app, tmp_path, "--instances", "2") as host:
        ready(host)
        victim, survivor = host.children()

        os.kill(victim, signal.SIGKILL)

        host.wait_for(r"Instance \d ended with code -9; starting it again")
        assert int(host.call("GET", "/api/pid")[1]) == survivor
        deadline = time.monotonic() + START_LIMIT_S
        while len({int(host.call("GET", "/api/pid")[1]) for _ in range(20)}) < 2:
            assert time.monotonic() < deadline
        assert victim not in host.children()


def test_stop_lets_running_calls_finish(tmp_path):
    """SIGTERM ends everything, but not before a running call has its answer."""
    app = write_app(tmp_path / "app", SCHEDULE="0 0 0 1 1 *", FROM_FILE="done")
    with hosted(app, tmp_path, "--instances", "2") as host:
        ready(host)
        pids = host.children()
        with closing(host.connect()) as connection:
            connection.request("GET", "/api/slow")
            host.wait_for("slow began")

            host.process.send_signal(signal.SIGTERM)

            assert connection.getresponse().read() == b"done"
        assert host.process.wait(20) == 0
        assert gone(pids)


def test_drain_has_a_limit(tmp_path):
    """A call that outlives the drain limit does not keep the host from ending."""
    app = write_app(
        tmp_path / "app", APP.replace("time.sleep(0.7)", "time.sleep(60)"), SCHEDULE="0 0 0 1 1 *"
    )
    with hosted(app, tmp_path, "--drain", "0.2") as host:
        ready(host)
        with closing(host.connect()) as connection:
            connection.request("GET", "/api/slow")
            host.wait_for("slow began")

            assert host.stop() == 0

        assert "stopped before these calls ended: ['slow']" in host.output()


def test_killed_parent_leaves_no_process(tmp_path):
    """Whatever ends the parent ends the instances and what they have started."""
    source = (
        APP
        + '    import subprocess\n    print("sleeper", subprocess.Popen(["sleep", "300"]).pid, flush=True)\n'
    )
    app = write_app(tmp_path / "app", source, SCHEDULE="0 0 0 1 1 *", FROM_FILE="")
    with hosted(app, tmp_path, "--instances", "2") as host:
        ready(host)
        sleepers = [int(pid) for pid in re.findall(r"sleeper (\d+)", host.output())]
        pids = host.children() + sleepers
        assert len(pids) == 4

        host.process.kill()
        host.process.wait(10)

        assert gone(pids)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import nonsense_module_of_nobody", "No module named 'nonsense_module_of_nobody'"),
        (APP.replace("(timer: func", "(timers: func"), "cannot load the tick function"),
        (APP, "app setting 'SCHEDULE' is not set"),
    ],
)
def test_broken_app(tmp_path, source, message):
    """An app that cannot be served ends the host with the reason instead of starting it again and again."""
    app = write_app(tmp_path / "app", source)
    with hosted(app, tmp_path) as host:
        assert host.process.wait(START_LIMIT_S) == 1

        assert "The app cannot be served" in host.output()
        assert message in host.output()


def test_port_taken(host, tmp_path):
    """A port in use is named."""
    app = write_app(tmp_path / "app")
    with hosted(app, tmp_path, "--port", str(host.port)) as second:
        assert second.process.wait(START_LIMIT_S) == 2

        assert f"port {host.port} cannot be used" in second.output()


BLOB_APP = """
    import sys

    import azure.functions as func

    app = func.FunctionApp()

    @app.blob_trigger(arg_name="blob", path="%INBOX%/{tenant}/{name}", connection="Drop", source="EventGrid")
    def announced(blob: func.InputStream) -> None:
        sys.stdout.write(f"announced {blob.name} {blob.length} {blob.read().decode()} {blob.metadata}\\n")
        sys.stdout.flush()

    @app.blob_trigger(arg_name="blob", path="watched/{name}", connection="Drop")
    def watched(blob: func.InputStream) -> None:
        sys.stdout.write(f"attempt at {blob.name}\\n")
        sys.stdout.flush()
        raise ValueError("never")
"""

# Azurite's published development account.
ACCOUNT_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


@pytest.fixture
def storage(tmp_path):
    """The connection string of an Azurite that forgets everything afterwards."""
    installed = ROOT / "infra" / "local" / "blobs" / "node_modules" / ".bin"
    azurite = shutil.which("azurite", path=f"{installed}{os.pathsep}{os.environ['PATH']}")
    if azurite is None:
        pytest.skip("Azurite is not installed")
    log = tmp_path / "azurite"
    hosts = [word for service in ("blob", "queue", "table") for word in (f"--{service}Host", "127.0.0.1")]
    ports = [word for service in ("blob", "queue", "table") for word in (f"--{service}Port", "0")]
    command = [
        azurite,
        "--inMemoryPersistence",
        "--skipApiVersionCheck",
        "--disableTelemetry",
        *hosts,
        *ports,
    ]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=tmp_path, stdout=out, stderr=subprocess.STDOUT)
    try:
        running = RunningHost(process, log)
        blob, queue = (
            running.wait_for(rf"{name} service is successfully listening at (\S+)")[1]
            for name in ("Blob", "Queue")
        )
        yield (
            f"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={ACCOUNT_KEY};"
            f"BlobEndpoint={blob}/devstoreaccount1;QueueEndpoint={queue}/devstoreaccount1;"
        )
    finally:
        process.terminate()
        process.wait(20)


def test_blob_triggers(tmp_path, storage):
    """An announced blob reaches its function; a found one that keeps failing ends in the poison queue."""
    app = write_app(tmp_path / "app", BLOB_APP, INBOX="inbox", Drop=storage)
    with BlobServiceClient.from_connection_string(storage) as service:
        for container, name in (("inbox", "acme/a.txt"), ("watched", "b.txt")):
            client = service.create_container(container)
            client.upload_blob(name, b"content", metadata={"from": "test"})
            client.close()
    event = {
        "eventType": "Microsoft.Storage.BlobCreated",
        "subject": "/blobServices/default/containers/inbox/blobs/acme/a.txt",
        "data": {"blobType": "BlockBlob"},
    }
    with hosted(app, tmp_path, "--keys", str(tmp_path / "k.json")) as host:
        ready(host)
        key = json.loads((tmp_path / "k.json").read_text())["system"]["blobs_extension"]
        path = f"/runtime/webhooks/blobs?functionName=Host.Functions.announced&code={key}"

        assert host.call("POST", path, json.dumps([event]))[0].status == 202

        host.wait_for(r"announced inbox/acme/a\.txt 7 content \{'from': 'test'\}")
        host.wait_for(r"a blob is given up function=watched blob=watched/b\.txt attempts=5")
        assert host.output().count("attempt at watched/b.txt") == 5
    with QueueClient.from_connection_string(storage, "webjobs-blobtrigger-poison") as poison:
        (message,) = poison.receive_messages()
        assert json.loads(base64.b64decode(message.content))["BlobName"] == "b.txt"


MESSAGE_APP = """
    import os, time
    import azure.functions as func

    app = func.FunctionApp()

    def say(*words):
        # One system call: print would mix the lines of functions that run at the same time.
        os.write(1, (" ".join(map(str, words)) + "\\n").encode())

    @app.service_bus_queue_trigger(arg_name="message", queue_name="%ORDERS%", connection="Bus")
    def work(message: func.ServiceBusMessage) -> None:
        text = message.get_body().decode()
        say("delivery", message.delivery_count, "of", text, message.user_properties)
        if text == "poison":
            raise ValueError("never")
        if text == "slow" and message.delivery_count == 1:
            time.sleep(60)
        say("done", text)

    @app.service_bus_queue_trigger(arg_name="message", queue_name="orders/$DeadLetterQueue", connection="Bus")
    async def buried(message: func.ServiceBusMessage) -> None:
        reason = message.application_properties["DeadLetterReason"]
        say("buried", message.get_body().decode(), message.message_id, reason)
"""


@pytest.fixture
def bus():
    """The connection string of a Service Bus with the queue `orders`."""
    topology = Topology(queues=(QueueSettings(name="orders", max_delivery_count=3, lock_duration_s=2),))
    started, ports = threading.Event(), []
    loop = asyncio.new_event_loop()
    stopping = asyncio.Event()

    async def broker():
        async with serve(topology) as server:
            ports.append(server.port)
            started.set()
            await stopping.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(broker(),))
    thread.start()
    assert started.wait(10)
    yield (
        f"Endpoint=sb://127.0.0.1:{ports[0]};SharedAccessKeyName=R;SharedAccessKey=S;UseDevelopmentEmulator=true;"
    )
    loop.call_soon_threadsafe(stopping.set)
    thread.join(10)
    loop.close()


def send(bus, *texts):
    """Send messages to the queue."""
    with ServiceBusClient.from_connection_string(bus) as client, client.get_queue_sender("orders") as sender:
        for text in texts:
            properties = {"tenant": "acme"}
            sender.send_messages(
                ServiceBusMessage(text, message_id=f"id-{text}", application_properties=properties)
            )


def test_service_bus(tmp_path, bus):
    """Each message runs once; a poisoned one is dead-lettered by the broker and read from there."""
    app = write_app(tmp_path / "app", MESSAGE_APP, ORDERS="orders", Bus=bus)
    with hosted(app, tmp_path, "--instances", "2") as host:
        ready(host)
        texts = [f"m{number}" for number in range(40)]

        send(bus, "poison", *texts)

        host.wait_for("buried poison id-poison MaxDeliveryCountExceeded")
        for text in texts:
            host.wait_for(rf"done {text}\n")
        host.stop()
        deliveries = re.findall(r"delivery (\d) of (\w+) \{'tenant': 'acme'\}", host.output())
        assert sorted(deliveries) == sorted(
            [*(("1", text) for text in texts), *((n, "poison") for n in "123")]
        )


def test_killed_instances_lose_no_message(tmp_path, bus):
    """What killed instances were working on is delivered again, to their successors."""
    app = write_app(tmp_path / "app", MESSAGE_APP, ORDERS="orders", Bus=bus)
    with hosted(app, tmp_path, "--instances", "2", "--drain", "1") as host:
        ready(host)
        send(bus, "slow")
        host.wait_for("delivery 1 of slow")

        for pid in host.children():
            os.kill(pid, signal.SIGKILL)

        host.wait_for(r"delivery 2 of slow[^\n]*\ndone slow")

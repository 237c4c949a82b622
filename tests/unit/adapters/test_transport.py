"""The SDKs' HTTP asks the environment once, and keeps to what it says."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread

import pytest
import requests
from azure.core.exceptions import ServiceRequestError
from azure.core.pipeline.transport import HttpRequest

from shared.adapters.azure.transport import transport


def session():
    """What one SDK client sends with."""
    return transport().session


def merged(of, url):
    return of.merge_environment_settings(url, {}, stream=False, verify=True, cert=None)


def test_proxies_of_the_environment_hold_per_host(monkeypatch):
    """A proxy is used where the environment asks for one, and not where it excepts the host."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "inside.example")
    one = session()

    assert merged(one, "https://outside.example/a")["proxies"]["https"] == "http://proxy.example:3128"
    assert "https" not in merged(one, "https://inside.example/a")["proxies"]


def test_the_environment_is_asked_once_per_host(monkeypatch):
    """A second request costs no look at every variable."""
    one = session()
    before = merged(one, "https://outside.example/a")
    monkeypatch.setenv("HTTPS_PROXY", "http://late.example:3128")

    after = merged(one, "https://outside.example/b")
    after["proxies"]["https"] = "http://mine.example"

    assert before == merged(one, "https://outside.example/c")
    assert merged(one, "https://other.example/")["proxies"]["https"] == "http://late.example:3128"


def test_no_password_is_looked_for(monkeypatch, tmp_path):
    """A .netrc of whoever runs the app never signs a request of the app."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine vault.example login someone password secret")
    monkeypatch.setenv("NETRC", str(netrc))

    prepared = session().prepare_request(requests.Request("GET", "https://vault.example/"))

    assert "Authorization" not in prepared.headers


@pytest.fixture
def echo():
    """A server that says what it was sent, and where it is."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Echo) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class _Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self):
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = json.dumps([self.command, self.path, dict(self.headers), sent.decode()]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "kept=never")
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = _answer  # noqa: N815 - the names are http.server's

    def log_message(self, *_):
        """Nothing."""


@pytest.mark.parametrize("body", ["größer", b"\x00\x01", None])
def test_a_request_arrives_as_the_sdk_made_it(echo, body):
    """Method, address, headers and body; a length only where there is one to say."""
    with transport() as sender:
        method = "GET" if body is None else "PUT"
        request = HttpRequest(method, f"{echo}/a%20b?q=%C3%BC", headers={"x-ms-date": "now"}, data=body)

        answer = json.loads(sender.send(request).body())

    sent = body.encode() if isinstance(body, str) else body or b""
    assert answer[:2] == [method, "/a%20b?q=%C3%BC"]
    assert answer[3].encode() == sent
    assert answer[2].get("x-ms-date") == "now"
    assert answer[2].get("Content-Length") == (str(len(sent)) if sent else None)


def test_no_cookie_is_kept(echo):
    """What one answer sets is not sent with the next request: clients are shared by all tenants."""
    with transport() as sender:
        sender.send(HttpRequest("GET", echo))

        again = json.loads(sender.send(HttpRequest("GET", echo)).body())

    assert "Cookie" not in again[2]


def test_a_body_that_is_a_stream_is_sent_as_one(echo):
    """Large uploads are read as they go."""
    with transport() as sender:
        request = HttpRequest("PUT", echo, data=BytesIO(b"piece by piece"))

        answer = json.loads(sender.send(request).body())

    assert answer[3] == "piece by piece"


def test_a_server_that_is_not_there_is_the_sdks_error():
    """The SDK's own retries and our translation see what they expect."""
    with transport() as sender, pytest.raises(ServiceRequestError):
        sender.send(HttpRequest("GET", "http://127.0.0.1:1/"))

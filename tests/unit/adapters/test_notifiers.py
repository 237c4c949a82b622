"""Notices go out signed and bounded, never to an inner address, and nothing on an invoice can bend them."""

import base64
import http.server
import ipaddress
import json
import re
import smtplib
import threading
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from shared.adapters.notifiers.outbound import AZURE_PLATFORM, Outbound, checked, resolve
from shared.adapters.notifiers.smtp import SMTPNotifier, compose, connector
from shared.adapters.notifiers.teams import TEXT_CHARACTERS_MAX, TeamsNotifier, message
from shared.adapters.notifiers.webhook import WebhookNotifier, payload, secret_for, signature
from shared.domain.audit import Receipt
from shared.domain.errors import IntakeError, Refused, Unavailable
from shared.domain.gate import GateLevel
from shared.domain.ids import parse_tenant_id
from shared.domain.notification import Notification
from shared.domain.proof.head import LogHead
from shared.domain.tenancy import Admission, Reviewer, TenantProfile

SSRF = Path(__file__).parents[4] / "shared" / "data" / "hostile" / "synthetic" / "strings" / "ssrf_urls.json"
TENANT = parse_tenant_id("11111111-2222-4333-8444-555555555555")
MASTER = bytes(range(32))
NOW = datetime.now(UTC)
HEAD = LogHead(0, 4, "a" * 64, ("b" * 64,), "2026-11-23T10:00:00.000000+00:00", "c" * 32, "AAAA")


def notification(title="Processed: invoice R-1 of Muster", email="ada@example.com", name="Ada"):
    return Notification(
        notification_id="n1",
        tenant_id=TENANT,
        invoice_id="i1",
        level=GateLevel.L1,
        recipient=Reviewer(reviewer_id="r1", name=name, email=email),
        title=title,
        reasons=("L1 is the default.",),
        authority=Receipt(event_id="i1.000003", sequence=3, head=HEAD),
        link="https://portal.example/invoices/i1",
    )


def scope(url=None):
    profile = TenantProfile(
        tenant_id=TENANT, name="Muster", home_region="here", webhook_url=url, teams_url=url
    )

    class Directory:
        def find(self, tenant_id):
            return profile

    return Admission(Directory(), region="here").admit(TENANT)


class Server:
    """A mail server that takes, or does not."""

    def __init__(self, trouble=None):
        self.trouble = trouble
        self.sent = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def send_message(self, message):
        if self.trouble:
            raise self.trouble
        self.sent.append(message)


def test_a_mail_names_its_notice_and_where_to_look():
    """Its Message-ID is the notice's, so a repeat can be recognised."""
    server = Server()

    notice = SMTPNotifier(lambda: server, "bot@msp.example").send(scope(), notification())

    (mail,) = server.sent
    assert mail["Message-ID"] == "<n1@msp.example>"
    assert mail["To"] == "Ada <ada@example.com>"
    assert "https://portal.example/invoices/i1" in mail.get_content()
    assert (notice.channel, notice.recipient) == ("mail", "r1")


@given(st.text(max_size=300), st.text(max_size=100))
def test_no_text_of_an_invoice_becomes_a_header(title, name):
    """Line ends and control characters stay inside their line."""
    try:
        mail = compose(notification(title, name=name), "bot@msp.example")
    except IntakeError:
        return
    parsed = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert set(parsed.keys()) <= {
        *("From", "To", "Subject", "Message-ID", "Auto-Submitted", "Content-Type"),
        *("Content-Transfer-Encoding", "MIME-Version"),
    }


@pytest.mark.parametrize("address", ["", "no address", "a@b\r\nBcc: c@d", "@"])
def test_a_bad_address_is_refused(address):
    """No mail goes out to half an address."""
    with pytest.raises(Refused):
        compose(notification(email=address), "bot@msp.example")


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (smtplib.SMTPRecipientsRefused({}), Refused),
        (smtplib.SMTPServerDisconnected("gone"), Unavailable),
        (ConnectionRefusedError(), Unavailable),
    ],
)
def test_a_servers_no_is_final_and_its_silence_is_not(trouble, error):
    """Refused recipients are not tried again; outages are."""
    with pytest.raises(error):
        SMTPNotifier(lambda: Server(trouble), "bot@msp.example").send(scope(), notification())


@pytest.mark.parametrize("url", ["smtp://127.0.0.1:1", "smtps://user:p%40ss@127.0.0.1:1"])
def test_nobody_listening_is_an_outage(url):
    """Plain or with TLS."""
    with pytest.raises(Unavailable):
        SMTPNotifier(connector(url), "bot@msp.example").send(scope(), notification())


class Receiver:
    """A webhook's server on a free port."""

    def __init__(self, status=204):
        seen, paths = self.seen, self.paths = [], []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                seen.append((dict(self.headers.items()), body))
                paths.append(self.path)
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_):
                return

        self._server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self):
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def notifier(**changes):
    return WebhookNotifier(MASTER, Outbound(**{"loopback": True, "resolve": resolve, **changes}), lambda: NOW)


def teams(**changes):
    return TeamsNotifier(Outbound(**{"loopback": True, "resolve": resolve, **changes}))


OVER_HTTP = pytest.mark.parametrize("channel", [notifier, teams])


def test_a_webhook_is_verified_by_an_independent_implementation():
    """The tenant's own secret opens it."""
    with Receiver() as receiver:
        notice = notifier().send(scope(receiver.url), notification())

    ((headers, body),) = receiver.seen
    document = Webhook(secret_for(MASTER, TENANT)).verify(body, headers)
    assert document["data"]["invoice_id"] == "i1"
    assert "ada@example.com" not in body.decode()
    assert notice.channel == "webhook"


def test_the_signature_is_that_of_the_specification():
    """The example of the Standard Webhooks specification."""
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'

    made = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)

    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@OVER_HTTP
def test_a_tenant_without_an_address_gets_none(channel):
    """No address, no notice, no error."""
    assert channel().send(scope(), notification()) is None


@OVER_HTTP
def test_a_notice_goes_to_the_whole_address_and_gives_its_receipt(channel):
    """With the query, in which a workflow's address has its key."""
    with Receiver() as receiver:
        notice = channel().send(scope(f"{receiver.url}?api-version=1&sig=x"), notification())

    assert receiver.paths == ["/hook?api-version=1&sig=x"]
    assert (notice.recipient, notice.reference) == ("r1", "n1")


@OVER_HTTP
@pytest.mark.parametrize(
    ("status", "error"), [(410, Refused), (429, Unavailable), (500, Unavailable), (302, Unavailable)]
)
def test_answers_other_than_2xx_are_errors(channel, status, error):
    """Gone is final; redirects are not followed."""
    with Receiver(status) as receiver, pytest.raises(error):
        channel().send(scope(receiver.url), notification())


def test_a_card_says_what_why_and_where():
    """One Adaptive Card, with a link to the invoice."""
    with Receiver() as receiver:
        teams().send(scope(receiver.url), notification())

    ((_, body),) = receiver.seen
    (attachment,) = json.loads(body)["attachments"]
    card = attachment["content"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert [block["text"] for block in card["body"]] == [
        "Processed: invoice R-1 of Muster",
        "L1 for Ada",
        "- L1 is the default.",
    ]
    assert card["actions"][0]["url"] == "https://portal.example/invoices/i1"
    assert "ada@example.com" not in body.decode()


@given(st.text(max_size=1000))
def test_no_text_of_an_invoice_becomes_markup_of_a_card(title):
    """Hostile: a vendor's name is no link, and no message outgrows what Teams takes."""
    (attachment,) = message(notification(title))["attachments"]
    shown = attachment["content"]["body"][0]["text"]

    assert len(shown) <= 2 * TEXT_CHARACTERS_MAX
    assert not re.search(r"(?<!\\\\)(?:\\\\\\\\)*[\\[\\]()*_<>`]", shown)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://example.com/",
            "ftp://127.0.0.1/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://10.0.0.1/x",
        ),
        *(
            "https://93.184.216.34:22/",
            "https://user:pw@93.184.216.34/",
            "https://93.184.216.34:99999/",
            "https:///x",
        ),
        *("//93.184.216.34/", "https://[::ffff:10.0.0.1]/", "https://[fe80::1%25eth0]/", "https://[x]/", ""),
        *("https://93.184.216.34/a b", "https://example.com/", "https://168.63.129.16/", "https://0.0.0.0/"),
    ],
)
def test_production_sends_over_https_to_public_addresses_only(url):
    """The desk's exception is not there in production; nothing is sent before an address is judged."""
    resolving = notifier(loopback=False, resolve=lambda host, port: host)

    with pytest.raises(Refused):
        resolving.send(scope(url), notification())


@pytest.mark.skipif(not SSRF.exists(), reason="the hostile documents are not here")
def test_none_of_the_hostile_addresses_is_sent_to():
    """Over HTTPS as well, since most fail for their scheme first; public ones have nobody to answer here."""
    judged = []
    for address in json.loads(SSRF.read_text(encoding="utf-8")):
        for url in (address, address.replace("http://", "https://", 1)):
            outbound = Outbound(False, lambda host, port: judged.append(host) or resolved(host))
            with pytest.raises(IntakeError) as caught:
                outbound.post(url, b"", {})
            assert caught.value.code != "webhook.unreachable" or public(judged[-1]), url


def resolved(host):
    """Return what a name server at its worst would say: the inner address."""
    try:
        return resolve(host, 443) if public(host) or not host[-1:].isalpha() else "127.0.0.1"
    except Unavailable:
        return "127.0.0.1"


def public(host):
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return False


@given(
    st.sampled_from(["64:ff9b::", "::", "::ffff:", "::ffff:0:", "64:ff9b:1::", "fec0::", "2002:7f00:1::"]),
    st.ip_addresses(v=4, network="10.0.0.0/8")
    | st.ip_addresses(v=4, network="127.0.0.0/8")
    | st.ip_addresses(v=4, network="169.254.0.0/16")
    | st.just(AZURE_PLATFORM),
)
def test_no_inner_address_is_reached_in_the_dress_of_ipv6(prefix, inner):
    """Translated, mapped, compatible: whatever a gateway on the way may turn back into IPv4."""
    with pytest.raises(Refused):
        checked(f"{prefix}{inner}", loopback=False)


@given(st.ip_addresses())
def test_production_lets_only_public_addresses_through(address):
    """Each address is refused, or is global and given out to the public."""
    try:
        passed = checked(str(address), loopback=False)
    except Refused:
        return

    assert passed == str(address)
    # The machine itself connects to a mapped address over IPv4.
    reached = getattr(address, "ipv4_mapped", None) or address
    assert reached.is_global
    assert not reached.is_multicast
    assert not reached.is_reserved


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "168.63.129.16", "0.0.0.1"),
        *(
            "100.64.0.1",
            "224.0.0.1",
            "::1",
            "fe80::1",
            "fc00::1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
        ),
    ],
)
def test_inner_addresses_are_refused(address):
    """Also those dressed as IPv6, and Azure's own."""
    with pytest.raises(Refused):
        checked(address, loopback=False)


def test_public_addresses_are_fine():
    """And loopback only where it is allowed."""
    assert checked("93.184.216.34", loopback=False)
    assert checked("2606:4700::6810:84e5", loopback=False)
    assert checked("127.0.0.1", loopback=True)
    with pytest.raises(Refused):
        checked("10.0.0.1", loopback=True)


def test_https_connects_to_the_checked_address():
    """A second look-up cannot change where it goes."""
    connection = notifier(resolve=lambda host, port: "127.0.0.1").send

    with pytest.raises(Unavailable):
        connection(scope("https://hooks.example:1/"), notification())


@pytest.mark.parametrize("host", ["no.such.host.invalid", "x" * 300])
def test_a_host_that_is_not_there_is_an_error_of_ours(host):
    """Unknown may become known; impossible will not."""
    with pytest.raises(IntakeError):
        resolve(host, 443)


def test_a_broken_answer_is_an_outage():
    """A server that talks nonsense is tried again."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:

        def nonsense():
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"nonsense\r\n\r\n")

        thread = threading.Thread(target=nonsense)
        thread.start()
        with pytest.raises(Unavailable):
            notifier().send(scope(f"http://127.0.0.1:{listener.getsockname()[1]}/"), notification())
        thread.join()


def test_the_payload_is_small_and_closed():
    """Ids, level, reasons and the link."""
    document = json.loads(payload(notification()))

    assert document["type"] == "invoice.l1"
    assert document["data"]["recipient"] == {"reviewer_id": "r1"}

"""The mail sink through smtplib and a browser's requests."""

import smtplib
from email.message import EmailMessage

import pytest
import requests

from infra.local.smtp.application import opened
from infra.local.smtp.session import SIZE_MAX_BYTES
from infra.local.standalone import listen
from tests.integration.background import in_background

pytestmark = pytest.mark.integration

LIMIT_S = 20


@pytest.fixture
def sink(tmp_path):
    """A running sink."""
    with in_background(lambda: opened(tmp_path, smtp_port=0, page_port=0)) as running:
        yield running


def get(sink, path):
    """Return a page."""
    return requests.get(f"http://127.0.0.1:{sink.page_port}{path}", timeout=LIMIT_S)


def message(subject="Invoice 1 needs you", body="Review it.\n.\n..dots\n"):
    """Return a mail."""
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, "bench@example.com", "clerk@example.com"
    mail.set_content(body)
    mail.add_attachment(bytes(range(256)) * 10, maintype="application", subtype="pdf", filename="a.pdf")
    return mail


def test_mail(sink):
    """A mail sent with smtplib is stored whole, listed and shown."""
    with smtplib.SMTP("127.0.0.1", sink.smtp_port, timeout=LIMIT_S) as client:
        client.send_message(message("Prüfen"))
        client.noop()
        client.send_message(message("second"), to_addrs=["a@example.com", "b@example.com"])

    page, raw = get(sink, "/"), get(sink, "/1")
    assert page.text.index("second") < page.text.index("Prüfen")
    assert "a@example.com, b@example.com" in page.text
    assert raw.headers["content-type"] == "text/plain; charset=utf-8"
    assert raw.text.startswith("Return-Path: <bench@example.com>\r\nDelivered-To: clerk@example.com\r\n")
    assert "\r\n.\r\n..dots\r\n" in raw.text
    assert get(sink, "/3").status_code == 404


def test_hostile_mail(sink):
    """What a sender writes is text on the page, never markup."""
    with smtplib.SMTP("127.0.0.1", sink.smtp_port, timeout=LIMIT_S) as client:
        client.send_message(message("<script>alert(1)</script>"))

    page = get(sink, "/")

    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_too_large(sink):
    """A mail over the limit is refused, and the connection is still good."""
    with smtplib.SMTP("127.0.0.1", sink.smtp_port, timeout=LIMIT_S) as client:
        with pytest.raises(smtplib.SMTPSenderRefused) as refused:
            client.sendmail("a@example.com", ["b@example.com"], b"x" * SIZE_MAX_BYTES + b"\r\nxx")
        client.send_message(message())

    assert refused.value.smtp_code == 552
    assert len(sink.mailbox.arrivals(10)) == 1


def test_hook(sink):
    """A webhook call is answered, stored with its headers, listed and shown."""
    url = f"http://127.0.0.1:{sink.page_port}/hooks/teams"

    answer = requests.post(url, json={"text": "März <b>"}, headers={"X-Kind": "notice"}, timeout=LIMIT_S)

    assert (answer.status_code, answer.text) == (200, "ok")
    shown = get(sink, "/calls/1").json()
    assert shown["hook"] == "teams"
    assert shown["headers"]["x-kind"] == "notice"
    assert "b>" in shown["body"]
    assert "<td>teams</td>" in get(sink, "/").text


def test_hook_too_large(sink):
    """A call over the limit is refused."""
    url = f"http://127.0.0.1:{sink.page_port}/hooks/teams"

    answer = requests.post(url, data=b"x" * (1024 * 1024 + 1), timeout=LIMIT_S)

    assert answer.status_code == 413
    assert sink.hooks.arrivals(10) == []


def test_port_taken(tmp_path):
    """A taken port is an error that names it."""
    with listen(0) as taken:
        port = taken.getsockname()[1]

        with (
            pytest.raises(Exception, match=f"port {port} is taken"),
            in_background(lambda: opened(tmp_path, smtp_port=0, page_port=port)),
        ):
            pass

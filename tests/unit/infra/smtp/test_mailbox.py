"""What arrived, on disk."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.local.smtp.mailbox import HookBox, Mailbox
from infra.local.smtp.session import Mail


def test_numbers_go_on(tmp_path):
    """A restart goes on counting, and the newest mail is listed first."""
    Mailbox(tmp_path).keep(Mail("a@b", ("c@d",), b"Subject: first\r\n\r\n"))
    mailbox = Mailbox(tmp_path)
    mailbox.keep(
        Mail("a@b", ("c@d", "e@f"), b"Subject: =?utf-8?q?zweite_M=C3=A4rz?=\r\nFrom: A <a@b>\r\n\r\n")
    )

    arrivals = mailbox.arrivals(10)

    assert [(each.number, each.what) for each in arrivals] == [(2, "zweite März"), (1, "first")]
    assert (arrivals[0].sender, arrivals[0].recipient) == ("A <a@b>", "c@d, e@f")
    assert [each.number for each in mailbox.arrivals(1)] == [2]


def test_mail_as_sent(tmp_path):
    """A mail lies on disk byte for byte behind its envelope."""
    mailbox = Mailbox(tmp_path)
    mailbox.keep(Mail("", ("c@d",), b"X: \xff\r\n\r\nbody\r\n"))

    assert mailbox.find(1) == b"Return-Path: <>\r\nDelivered-To: c@d\r\nX: \xff\r\n\r\nbody\r\n"
    assert mailbox.find(2) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.binary(max_size=200) | st.text(max_size=50).map(lambda text: f"Subject: {text}\r\n".encode()))
def test_any_mail_is_listed(tmp_path, content):
    """Whatever a mail holds, the list can show it."""
    mailbox = Mailbox(tmp_path)
    mailbox.keep(Mail("a@b", ("c@d",), content))

    assert mailbox.arrivals(1)[0].recipient.startswith("c@d")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.binary(max_size=50))
def test_any_call_is_listed(tmp_path, body):
    """Whatever a call carries, it is kept and listed."""
    hooks = HookBox(tmp_path)
    number = hooks.keep("teams", {"x": "y"}, body)

    assert hooks.arrivals(1)[0].what == "teams"
    assert hooks.find(number) is not None

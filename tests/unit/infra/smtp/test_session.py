"""The SMTP conversation, line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.smtp.session import RECIPIENTS_MAX, SIZE_MAX_BYTES, Mail, Session

COMMANDS = [
    b"EHLO client",
    b"HELO client",
    b"MAIL FROM:<a@b>",
    b"MAIL FROM:<> SIZE=99999999999",
    b"RCPT TO:<c@d>",
    b"DATA",
    b".",
    b"..",
    b"RSET",
    b"NOOP",
    b"VRFY x",
    b"QUIT",
]


def converse(*lines):
    """Return the codes of the replies and the mails kept."""
    kept = []
    session = Session(lambda mail: str(kept.append(mail) or len(kept)))
    replies = [session.answer(line) for line in lines]
    return [reply[:3].decode() for reply in replies if reply], kept


@given(st.lists(st.sampled_from(COMMANDS) | st.binary(max_size=40)))
def test_anything(lines):
    """Whatever is sent, each reply is whole lines with one code, and no kept mail lacks a recipient."""
    kept = []
    session = Session(lambda mail: str(kept.append(mail)))
    for line in lines:
        reply = session.answer(line)
        assert reply == b"" or (reply[:3].isdigit() and reply.endswith(b"\r\n"))
    assert all(mail.recipients for mail in kept)


def test_mail():
    """A mail is kept with its envelope; a doubled dot at the start of a line is one."""
    codes, kept = converse(
        b"EHLO client",
        b"MAIL FROM:<a@b> BODY=8BITMIME",
        b"rcpt to:<c@d>",
        b"RCPT TO:<e@f>",
        b"DATA",
        b"Subject: x",
        b"",
        b"..dot",
        b".",
        b"QUIT",
    )

    assert codes == ["250", "250", "250", "250", "354", "250", "221"]
    assert kept == [Mail("a@b", ("c@d", "e@f"), b"Subject: x\r\n\r\n.dot\r\n")]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([b"MAIL FROM:<a@b>"], "503"),
        ([b"EHLO x", b"RCPT TO:<a@b>"], "503"),
        ([b"EHLO x", b"MAIL FROM:<a@b>", b"DATA"], "503"),
        ([b"EHLO x", b"MAIL FROM:<a@b>", b"MAIL FROM:<a@b>"], "503"),
        ([b"EHLO x", b"MAIL TO:<a@b>"], "501"),
        ([b"EHLO x", b"MAIL FROM:<a\nb>"], "501"),
        ([b"EHLO x", b"MAIL FROM:<a@b>", b"RCPT TO:<>"], "501"),
        ([b"EHLO x", b"MAIL FROM:<a@b>", b"RSET", b"RCPT TO:<a@b>"], "503"),
        ([b"STARTTLS"], "502"),
        ([b"x" * 2000], "500"),
    ],
)
def test_refused(lines, code):
    """Commands out of order or out of form are refused with their own code."""
    codes, kept = converse(*lines)

    assert codes[-1] == code
    assert kept == []


def test_announced_too_large():
    """A mail that says it is too large is refused before it is sent."""
    codes, _ = converse(b"EHLO x", f"MAIL FROM:<a@b> SIZE={SIZE_MAX_BYTES + 1}".encode())

    assert codes[-1] == "552"


def test_sent_too_large():
    """A mail that turns out too large is read to its end and not kept; the next one is."""
    envelope = [b"MAIL FROM:<a@b>", b"RCPT TO:<c@d>", b"DATA"]
    long_lines = [b"x" * 1024 * 1024] * (SIZE_MAX_BYTES // 1024 // 1024 + 1)

    codes, kept = converse(b"EHLO x", *envelope, *long_lines, b".", *envelope, b"small", b".")

    assert codes == ["250", "250", "250", "354", "552", "250", "250", "354", "250"]
    assert [mail.content for mail in kept] == [b"small\r\n"]


def test_too_many_recipients():
    """One recipient too many is refused, and the others stay."""
    recipients = [f"RCPT TO:<{number}@d>".encode() for number in range(RECIPIENTS_MAX + 1)]

    codes, kept = converse(b"EHLO x", b"MAIL FROM:<a@b>", *recipients, b"DATA", b".")

    assert codes[RECIPIENTS_MAX + 2] == "452"
    assert len(kept[0].recipients) == RECIPIENTS_MAX

"""
Where notices end up at a bench: mails and webhook calls, stored and shown.

`GET /` lists both, `GET /N` shows mail N and `GET /calls/N` call N as plain text, `POST /hooks/NAME` takes a
call and answers 200. Imitated of SMTP: EHLO, MAIL, RCPT, DATA, RSET, NOOP, VRFY, QUIT, the size limit and
pipelining. Not imitated: delivery, STARTTLS and AUTH.
"""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path

from infra.local.smtp import server
from infra.local.smtp.mailbox import Arrival, HookBox, Mailbox
from infra.local.standalone import serving
from infra.local.web import Application, Request, Response, html_response, text_response
from infra.local.web import application as web_application

# Teams takes 28 KB and Slack less; this leaves room for any sender of webhooks.
BODY_SIZE_MAX_BYTES = 1024 * 1024

# Of each kind: what a person scrolls through.
LISTED_MAX = 200

_HOOK = re.compile(r"/hooks/([A-Za-z0-9._-]{1,100})")
_SHOWN = re.compile(r"/(calls/)?([0-9]{1,12})")

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Mails and calls</title>
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2rem; }}
table {{ border-collapse: collapse; margin-bottom: 2rem; }}
th, td {{ border-bottom: 1px solid #ccc; padding: .3rem 1rem .3rem 0; text-align: left; }}
</style>
<h1>Mails</h1>{mails}
<h1>Webhook calls</h1>{calls}
</html>
"""


def application(mailbox: Mailbox, hooks: HookBox) -> Application:
    """Return the ASGI application that shows what arrived and takes webhook calls."""

    async def answer(request: Request) -> Response:
        hook, shown = _HOOK.fullmatch(request.path), _SHOWN.fullmatch(request.path)
        if request.method == "POST" and hook is not None:
            hooks.keep(hook[1], request.headers, request.body)
            return text_response(200, "ok")
        if request.method == "GET" and request.path == "/":
            return html_response(200, _page(mailbox.arrivals(LISTED_MAX), hooks.arrivals(LISTED_MAX)))
        if request.method == "GET" and shown is not None:
            content = (hooks if shown[1] else mailbox).find(int(shown[2]))
            if content is not None:
                return text_response(200, content.decode(errors="replace"))
        return text_response(404, "nothing here")

    return web_application(answer, body_size_max_bytes=BODY_SIZE_MAX_BYTES)


@dataclass(frozen=True, slots=True)
class Sink:
    """A running sink."""

    smtp_port: int
    """Takes mail."""
    page_port: int
    """Shows it and takes webhook calls."""
    mailbox: Mailbox
    """The mails."""
    hooks: HookBox
    """The calls."""


@asynccontextmanager
async def opened(state_dir: Path, *, smtp_port: int, page_port: int) -> AsyncIterator[Sink]:
    """
    Yield a sink that takes mail and calls, until left; port 0 takes a free one.

    Raises:
        PortTaken: something else has one of the ports.
    """
    mailbox, hooks = Mailbox(state_dir), HookBox(state_dir)
    async with (
        server.serving(mailbox.keep, port=smtp_port) as smtp,
        serving(application(mailbox, hooks), port=page_port) as page,
    ):
        yield Sink(smtp, page, mailbox, hooks)


def _page(mails: Sequence[Arrival], calls: Sequence[Arrival]) -> str:
    return _PAGE.format(
        mails=_table(("", "Received", "From", "To", "Subject"), [_mail_row(mail) for mail in mails]),
        calls=_table(("", "Received", "Hook"), [_call_row(call) for call in calls]),
    )


def _table(titles: Sequence[str], rows: Sequence[str]) -> str:
    if not rows:
        return "<p>None yet.</p>"
    head = "".join(f"<th>{title}</th>" for title in titles)
    return f"<table><tr>{head}</tr>{''.join(rows)}</table>"


def _mail_row(mail: Arrival) -> str:
    link = f'<a href="/{mail.number}">{mail.number}</a>'
    return _row(link, [_time(mail), mail.sender, mail.recipient, mail.what])


def _call_row(call: Arrival) -> str:
    return _row(f'<a href="/calls/{call.number}">{call.number}</a>', [_time(call), call.what])


def _time(arrival: Arrival) -> str:
    return f"{arrival.received:%Y-%m-%d %H:%M:%S} UTC"


def _row(link: str, texts: Sequence[str]) -> str:
    return f"<tr><td>{link}</td>{''.join(f'<td>{escape(text)}</td>' for text in texts)}</tr>"

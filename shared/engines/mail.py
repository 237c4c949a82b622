"""Opens Internet mail (RFC 5322, MIME). Runs in the sandbox: mail headers can be made slow to read."""

from collections.abc import Callable
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from typing import Any, cast

from shared.domain.errors import TooLarge
from shared.engines.parcels import Parcels, safe_name

HEADER_CHARACTERS_MAX = 1_000
"""Of one header as kept: RFC 5322 lines end at 998."""

AUTHENTICATION_MAX = 10
"""Authentication-Results headers kept: each relay adds one."""

STRUCTURE_DEPTH_MAX = 50
"""Multiparts within multiparts: mail programs nest three per forwarding."""

_PARSER_LEAKS = (LookupError, ValueError, TypeError, AttributeError, AssertionError, MessageError)
"""What the standard library raises on headers that break its grammar."""


def open_mail(
    content: bytes, *, depth_max: int, parts_max: int, bytes_max: int
) -> tuple[dict[str, Any], bytes]:
    """
    Return every attached or inline file of a mail and of the mails inside it, and the outer mail's headers.

    The mail's own text is no file. A part whose encoding is broken is kept as its bytes stand.

    Raises:
        TooLarge: `container.depth`, `container.parts`, `container.bytes`.
    """
    parcels = Parcels(parts_max, bytes_max)
    try:
        message = message_from_bytes(content, policy=policy.default)
        _walk(message, (), parcels, depth_max=depth_max, structure=0, related=False)
    except RecursionError:
        raise TooLarge("container.depth", "This mail nests deeper than any mail program does.") from None
    return parcels.sealed(_provenance(message))


def _walk(
    message: EmailMessage,
    path: tuple[str, ...],
    parcels: Parcels,
    *,
    depth_max: int,
    structure: int,
    related: bool,
) -> None:
    if len(path) >= depth_max or structure > STRUCTURE_DEPTH_MAX:
        raise TooLarge("container.depth", f"Mails nest at most {depth_max} deep.")
    if not message.is_multipart():
        _take(message, path, parcels, related=related)
        return
    kind = _quiet(message.get_content_type) or ""
    for child in cast("list[EmailMessage]", message.get_payload()):
        inner = path
        if kind == "message/rfc822":
            inner = (*path, safe_name(_header(child, "subject"), "message"))
        _walk(
            child,
            inner,
            parcels,
            depth_max=depth_max,
            structure=structure + 1,
            related=kind == "multipart/related",
        )


def _take(part: EmailMessage, path: tuple[str, ...], parcels: Parcels, *, related: bool) -> None:
    """Keep a leaf, unless it is the mail's own text."""
    kind = _quiet(part.get_content_type) or ""
    name = _quiet(part.get_filename)
    disposition = _quiet(part.get_content_disposition)
    if not name and disposition != "attachment" and kind.startswith(("text/", "multipart/")):
        return
    content = _quiet(lambda: part.get_payload(decode=True))
    if not isinstance(content, bytes) or not content:
        return
    shown = bool(_quiet(lambda: part["content-id"])) and disposition != "attachment"
    inline = kind.startswith("image/") and (related or shown)
    parcels.add(safe_name(name, f"part-{len(parcels.entries) + 1}"), content, path, inline=inline)


def _provenance(message: EmailMessage) -> dict[str, Any]:
    return {
        "sender": _header(message, "from"),
        "subject": _header(message, "subject"),
        "message_id": _header(message, "message-id"),
        "sent_at": _header(message, "date"),
        "authentication": _headers(message, "authentication-results"),
    }


def _header(message: EmailMessage, name: str) -> str | None:
    return next(iter(_headers(message, name)), None)


def _headers(message: EmailMessage, name: str) -> list[str]:
    values = _quiet(lambda: [str(value) for value in message.get_all(name) or []]) or []
    return [text for value in values[:AUTHENTICATION_MAX] if (text := _plain(value))]


def _plain(value: str) -> str:
    """Return a header in one printable line; lone surrogates, which no encoding takes, become `?`."""
    printable = "".join(letter if letter.isprintable() else " " for letter in value)
    collapsed = " ".join(printable.split())[:HEADER_CHARACTERS_MAX]
    return collapsed.encode("utf-8", "replace").decode()


def _quiet[T](look: Callable[[], T]) -> T | None:
    """Return what the standard library reads, or None where a header breaks its grammar."""
    try:
        return look()
    except _PARSER_LEAKS:
        return None

"""Opens Outlook messages (.msg, MS-OXMSG). Runs in the sandbox: a compound file can be made to loop."""

import struct
from email.parser import HeaderParser
from typing import Any, cast

from oxmsg import Message
from oxmsg.domain import constants
from oxmsg.properties import Properties
from oxmsg.storage import Storage

from shared.domain.errors import TooLarge, Unprocessable
from shared.engines.mail import AUTHENTICATION_MAX, HEADER_CHARACTERS_MAX
from shared.engines.parcels import Parcels, safe_name

_ROOT_OFFSET, _EMBEDDED_OFFSET, _ATTACHMENT_OFFSET = 32, 24, 8
"""Bytes of header before the properties of each kind of storage (MS-OXMSG 2.4.1)."""

_EMBEDDED = "__substg1.0_3701000D"
"""The storage that holds an attached message (MS-OXMSG 2.2.2.1)."""

_LEAKS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, OSError, struct.error)
"""What the compound file and property readers raise on damaged files."""


def open_message(
    content: bytes, *, depth_max: int, parts_max: int, bytes_max: int
) -> tuple[dict[str, Any], bytes]:
    """
    Return every file attached to an Outlook message and to the messages attached to it.

    Raises:
        Unprocessable: not a readable Outlook message (`container.damaged`).
        TooLarge: `container.depth`, `container.parts`, `container.bytes`.
    """
    parcels = Parcels(parts_max, bytes_max)
    try:
        root = cast("Storage", Message.load(content)._storage)  # noqa: SLF001 - no public way to nested messages
        _walk(root, (), parcels, depth_max)
        return parcels.sealed(_provenance(Properties(root, _ROOT_OFFSET)))
    except RecursionError:
        raise TooLarge("container.depth", "This message nests deeper than Outlook does.") from None
    except _LEAKS:
        raise Unprocessable("container.damaged", "This Outlook message is damaged beyond opening.") from None


def _walk(storage: Storage, path: tuple[str, ...], parcels: Parcels, depth_max: int) -> None:
    if len(path) >= depth_max:
        raise TooLarge("container.depth", f"Messages nest at most {depth_max} deep.")
    for attached in storage.iter_attachment_storages():
        properties = Properties(attached, _ATTACHMENT_OFFSET)
        embedded = next((inner for inner in attached.storages if inner.name == _EMBEDDED), None)
        if embedded is not None:
            subject = Properties(embedded, _EMBEDDED_OFFSET).str_prop_value(constants.PID_SUBJECT)
            _walk(embedded, (*path, safe_name(subject, "message")), parcels, depth_max)
            continue
        content = properties.binary_prop_value(constants.PID_ATTACH_DATA_BINARY)
        if content:
            parcels.add(_name(properties, parcels), content, path, inline=_is_inline(properties))


def _name(properties: Properties, parcels: Parcels) -> str:
    long = properties.str_prop_value(constants.PID_ATTACH_LONG_FILENAME)
    short = properties.str_prop_value(constants.PID_ATTACH_FILENAME)
    return safe_name(long or short, f"part-{len(parcels.entries) + 1}")


def _is_inline(properties: Properties) -> bool:
    kind = properties.str_prop_value(constants.PID_ATTACH_MIME_TAG) or ""
    return kind.startswith("image/") and bool(properties.str_prop_value(constants.PID_ATTACH_CONTENT_ID))


def _provenance(properties: Properties) -> dict[str, Any]:
    raw = properties.str_prop_value(constants.PID_TRANSPORT_MESSAGE_HEADERS) or ""
    headers = HeaderParser().parsestr(raw)
    name = properties.str_prop_value(constants.PID_SENDER_EMAIL_ADDRESS)
    sender = headers["from"] or properties.str_prop_value(constants.PID_SENDER_SMTP_ADDRESS) or name
    return {
        "sender": _plain(sender),
        "subject": _plain(properties.str_prop_value(constants.PID_SUBJECT)),
        "message_id": _plain(headers["message-id"]),
        "sent_at": _plain(headers["date"]),
        "authentication": [
            text
            for value in (headers.get_all("authentication-results") or [])[:AUTHENTICATION_MAX]
            if (text := _plain(value))
        ],
    }


def _plain(value: str | None) -> str | None:
    printable = "".join(letter if letter.isprintable() else " " for letter in value or "")
    return " ".join(printable.split())[:HEADER_CHARACTERS_MAX] or None

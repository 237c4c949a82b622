"""What arrived, as files that a person can open: mails, and calls of webhooks."""

import base64
import email.errors
import email.header
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from pathlib import Path

from infra.local.smtp.session import Mail

_NUMBERED = re.compile(r"(\d{6,})\.(?:eml|json)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One mail or one call, in a line."""

    number: int
    """From 1, in order of arrival."""
    received: datetime
    """When, in UTC."""
    what: str
    """A mail's subject or a webhook's name, as the sender wrote it."""
    sender: str
    """A mail's From; empty for a call."""
    recipient: str
    """A mail's envelope recipients, separated by commas; empty for a call."""


class Folder:
    """Numbered files; each is written whole before it has its name."""

    def __init__(self, folder: Path, suffix: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._suffix = suffix
        self._last = max(self.numbers(), default=0)

    def numbers(self) -> list[int]:
        """Return the numbers there are, oldest first."""
        found = (_NUMBERED.fullmatch(file.name) for file in self._folder.iterdir())
        return sorted(int(match[1]) for match in found if match is not None)

    def keep(self, content: bytes) -> int:
        """Write a file and return its number."""
        number = self._last + 1
        temporary = self._folder / "new"
        temporary.write_bytes(content)
        temporary.rename(self._file(number))
        self._last = number
        return number

    def find(self, number: int) -> bytes | None:
        """Return a file's content, None when there is none of that number."""
        try:
            return self._file(number).read_bytes()
        except FileNotFoundError:
            return None

    def received(self, number: int) -> datetime:
        """Return when a file was written."""
        return datetime.fromtimestamp(self._file(number).stat().st_mtime, UTC)

    def _file(self, number: int) -> Path:
        return self._folder / f"{number:06}.{self._suffix}"


class Mailbox:
    """Mails that were sent, none of which went anywhere."""

    def __init__(self, state_dir: Path) -> None:
        self._folder = Folder(state_dir / "mails", "eml")

    def keep(self, mail: Mail) -> str:
        """Store a mail with its envelope in front, as a mail server does, and return its number."""
        envelope = [f"Return-Path: <{mail.sender}>", *(f"Delivered-To: {each}" for each in mail.recipients)]
        return str(self._folder.keep("".join(f"{line}\r\n" for line in envelope).encode() + mail.content))

    def arrivals(self, limit: int) -> list[Arrival]:
        """Return the latest mails, newest first."""
        return [self._arrival(number) for number in reversed(self._folder.numbers()[-limit:])]

    def find(self, number: int) -> bytes | None:
        """Return a mail as it lies on disk, None when there is none of that number."""
        return self._folder.find(number)

    def _arrival(self, number: int) -> Arrival:
        header = BytesHeaderParser().parsebytes(self._folder.find(number) or b"")
        return Arrival(
            number=number,
            received=self._folder.received(number),
            what=_readable(header.get("Subject")),
            sender=_readable(header.get("From")),
            recipient=", ".join(_readable(each) for each in header.get_all("Delivered-To", [])),
        )


class HookBox:
    """Calls of webhooks, each answered and none acted on."""

    def __init__(self, state_dir: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._folder = Folder(state_dir / "hooks", "json")
        self._now = now

    def keep(self, name: str, headers: Mapping[str, str], body: bytes) -> int:
        """Store a call and return its number; a body that is not UTF-8 is kept as base64."""
        call: dict[str, object] = {
            "hook": name,
            "received": self._now().isoformat(),
            "headers": dict(headers),
        }
        try:
            call["body"] = body.decode()
        except UnicodeDecodeError:
            call["bodyBase64"] = base64.b64encode(body).decode()
        return self._folder.keep(json.dumps(call, indent=2, ensure_ascii=False).encode())

    def arrivals(self, limit: int) -> list[Arrival]:
        """Return the latest calls, newest first."""
        return [self._arrival(number) for number in reversed(self._folder.numbers()[-limit:])]

    def find(self, number: int) -> bytes | None:
        """Return a call as it lies on disk, None when there is none of that number."""
        return self._folder.find(number)

    def _arrival(self, number: int) -> Arrival:
        call = json.loads(self._folder.find(number) or b"{}")
        return Arrival(number, self._folder.received(number), str(call.get("hook", "")), "", "")


def _readable(value: object) -> str:
    """Return a header's text with its encoded words decoded; as it stands when they are broken."""
    text = "" if value is None else str(value)
    try:
        return str(email.header.make_header(email.header.decode_header(text)))
    except (LookupError, ValueError, email.errors.HeaderParseError):
        return text

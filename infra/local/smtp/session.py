"""One SMTP conversation (RFC 5321) as a state machine: lines in, replies out, no sockets."""

import re
from collections.abc import Callable
from dataclasses import dataclass

# What Exchange Online lets through by default, rounded up; announced to the client (RFC 1870).
SIZE_MAX_BYTES = 36 * 1024 * 1024

# The least a server must take (RFC 5321 section 4.5.3.1.8).
RECIPIENTS_MAX = 100

# Commands are at most 512 bytes long (section 4.5.3.1.4), and so are we patient with extensions.
COMMAND_MAX_BYTES = 1024

_PATH = re.compile(r"(?:FROM|TO):\s*<([^<>\x00-\x1f\x7f]*)>(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
_SIZE = re.compile(r"(?:^|\s)SIZE=(\d{1,20})(?:\s|$)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as it was handed over."""

    sender: str
    """The envelope's; empty for a bounce."""
    recipients: tuple[str, ...]
    """The envelope's, in order."""
    content: bytes
    """Header and body, lines ended by CR LF."""


class Session:
    """
    A conversation from its greeting to its end.

    `keep` stores a mail and returns a name for it; the client is told 250 only after it returned.
    """

    def __init__(self, keep: Callable[[Mail], str]) -> None:
        self._keep = keep
        self._greeted = False
        self._sender: str | None = None
        self._recipients: list[str] = []
        self._content: bytearray | None = None
        self._is_too_large = False
        self.ended = False

    @property
    def greeting(self) -> bytes:
        """What the server says first."""
        return b"220 bench ESMTP: keeps mail, sends none\r\n"

    def answer(self, line: bytes) -> bytes:
        """Return the reply to a line without its CR LF; empty inside a mail's content."""
        if self._content is not None:
            return self._take(line)
        if len(line) > COMMAND_MAX_BYTES:
            return b"500 line too long\r\n"
        verb, _, rest = line.decode("utf-8", "replace").partition(" ")
        match verb.upper():
            case "EHLO" | "HELO" as greeting:
                self._reset()
                self._greeted = True
                return b"250 bench\r\n" if greeting == "HELO" else _capabilities()
            case "MAIL":
                return self._mail(rest)
            case "RCPT":
                return self._recipient(rest)
            case "DATA":
                return self._data()
            case "RSET":
                self._reset()
                return b"250 forgotten\r\n"
            case "NOOP":
                return b"250 nothing done\r\n"
            case "VRFY":
                return b"252 every address is taken\r\n"
            case "QUIT":
                self.ended = True
                return b"221 bye\r\n"
            case _:
                return b"502 not implemented\r\n"

    def _reset(self) -> None:
        self._sender = None
        self._recipients = []

    def _mail(self, rest: str) -> bytes:
        found = _PATH.fullmatch(rest)
        if not self._greeted or self._sender is not None:
            return b"503 bad sequence of commands\r\n"
        if found is None or not rest.upper().startswith("FROM"):
            return b"501 expected MAIL FROM:<address>\r\n"
        size = _SIZE.search(found[2] or "")
        if size is not None and int(size[1]) > SIZE_MAX_BYTES:
            return b"552 message too large\r\n"
        self._sender = found[1]
        return b"250 sender ok\r\n"

    def _recipient(self, rest: str) -> bytes:
        found = _PATH.fullmatch(rest)
        if self._sender is None:
            return b"503 bad sequence of commands\r\n"
        if found is None or not found[1] or not rest.upper().startswith("TO"):
            return b"501 expected RCPT TO:<address>\r\n"
        if len(self._recipients) >= RECIPIENTS_MAX:
            return b"452 too many recipients\r\n"
        self._recipients.append(found[1])
        return b"250 recipient ok\r\n"

    def _data(self) -> bytes:
        if not self._recipients:
            return b"503 bad sequence of commands\r\n"
        self._content = bytearray()
        self._is_too_large = False
        return b"354 end with a line of one dot\r\n"

    def _take(self, line: bytes) -> bytes:
        assert self._content is not None  # noqa: S101 - the caller looked
        if line != b".":
            # A leading dot was doubled by the client (RFC 5321 section 4.5.2).
            self._content += line.removeprefix(b".") + b"\r\n"
            if len(self._content) > SIZE_MAX_BYTES:
                # Read to the end, so that the client hears why, but keep none of it.
                self._is_too_large = True
                self._content.clear()
            return b""
        mail = Mail(self._sender or "", tuple(self._recipients), bytes(self._content))
        self._content = None
        self._reset()
        if self._is_too_large:
            return b"552 message too large\r\n"
        return f"250 kept as {self._keep(mail)}\r\n".encode()


def _capabilities() -> bytes:
    lines = ["bench", f"SIZE {SIZE_MAX_BYTES}", "8BITMIME", "SMTPUTF8", "PIPELINING"]
    marks = ["-"] * (len(lines) - 1) + [" "]
    return "".join(f"250{mark}{line}\r\n" for mark, line in zip(marks, lines, strict=True)).encode()

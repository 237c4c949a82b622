"""Files taken out of a mail or archive, gathered within limits."""

import unicodedata
from dataclasses import dataclass, field
from typing import Any

from shared.domain.errors import TooLarge

NAME_CHARACTERS_MAX = 200
"""Of a file's name: kept for people, never used as a path. As `FILENAME_CHARACTERS_MAX` of the domain."""

_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Unicode categories that print as nothing, or turn the text around them."""


@dataclass
class Parcels:
    """Collects files and refuses one too many or one byte too many."""

    parts_max: int
    bytes_max: int
    entries: list[dict[str, Any]] = field(default_factory=list)
    payload: bytearray = field(default_factory=bytearray)

    @property
    def bytes_left(self) -> int:
        """How many bytes may still be added."""
        return self.bytes_max - len(self.payload)

    def add(self, name: str, content: bytes, path: tuple[str, ...], *, inline: bool = False) -> None:
        """
        Add one file; `path` names the containers around it inside this one.

        Raises:
            TooLarge: a file or a byte over the limit (`container.parts`, `container.bytes`).
        """
        if len(self.entries) >= self.parts_max:
            raise TooLarge("container.parts", f"A mail or archive holds at most {self.parts_max} files.")
        if len(content) > self.bytes_left:
            raise TooLarge("container.bytes", f"A mail or archive unpacks to at most {self.bytes_max} bytes.")
        start = len(self.payload)
        self.payload += content
        end = len(self.payload)
        self.entries.append({"name": name, "path": path, "inline": inline, "start": start, "end": end})

    def sealed(self, mail: dict[str, Any] | None = None) -> tuple[dict[str, Any], bytes]:
        """Return the task's answer: `parts`, `mail`, and the bytes they speak of."""
        return {"parts": self.entries, "mail": mail}, bytes(self.payload)


def safe_name(raw: str | None, fallback: str) -> str:
    """Return a file name fit for showing: its last component, printable, of bounded length, never empty."""
    last = (raw or "").replace("\\", "/").rpartition("/")[2]
    visible = "".join(" " if unicodedata.category(letter) in _HIDDEN else letter for letter in last)
    name = " ".join(visible.split()).strip(". ")
    if len(name) > NAME_CHARACTERS_MAX:
        stem, dot, suffix = name.rpartition(".")
        kept = dot + suffix if stem and len(suffix) <= 5 else ""
        name = name[: NAME_CHARACTERS_MAX - len(kept)] + kept
    return name or fallback

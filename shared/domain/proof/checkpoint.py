"""Checkpoints (C2SP `tlog-checkpoint`): how large a log was, and what its root was then."""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Self

from shared.domain.proof.merkle import HASH_BYTES
from shared.domain.proof.note import BadNote

_TEXT = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n((?:[^\n]+\n)*)")


@dataclass(frozen=True)
class Checkpoint:
    """A log's size and root, as a notary signs them."""

    origin: str
    """Names the log: no two logs have the same."""
    size: int
    root: bytes

    def text(self) -> str:
        """Return what is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the checkpoint in a note's text; further lines mean nothing. Raises BadNote."""
        found = _TEXT.fullmatch(text)
        if found is None:
            raise BadNote("checkpoint.form", "A checkpoint is an origin, a size and a root, each on a line.")
        try:
            root = base64.b64decode(found[3], validate=True)
        except binascii.Error as error:
            raise BadNote("checkpoint.root", "A root is base64.") from error
        if len(root) != HASH_BYTES or base64.b64encode(root).decode() != found[3]:
            raise BadNote("checkpoint.root", f"A root is {HASH_BYTES} bytes in base64.")
        return cls(found[1], int(found[2]), root)

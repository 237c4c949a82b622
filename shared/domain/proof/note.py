"""Signed notes (C2SP `signed-note`): a text a person can read, and under it who signed it."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from shared.domain.errors import Malformed

NOTE_BYTES_MAX = 64 * 1024
"""A checkpoint has some 300 bytes; C2SP lets a reader refuse what is absurdly larger."""

SIGNATURES_MAX = 16
"""Signatures of one note: a notary and its witnesses."""

KEY_ID_BYTES = 4

type CheckSignature = Callable[[bytes, bytes, bytes], bool]
"""Whether a public key (SubjectPublicKeyInfo), a message and a signature belong together; never raises."""

_LINE = re.compile("— ([^\\s+]+) ([A-Za-z0-9+/]+={0,2})")


class BadNote(Malformed):
    """The bytes are not a signed note, or nobody who is trusted signed it."""


@dataclass(frozen=True)
class NoteSignature:
    """One line under a note."""

    name: str
    """Of the key, as the signer calls it."""
    key_id: bytes
    """First four bytes of the key's hash: a hint which key it was, and no proof."""
    signature: bytes


@dataclass(frozen=True)
class Note:
    """A text and its signatures."""

    text: str
    """Ends with a newline; this is what is signed."""
    signatures: tuple[NoteSignature, ...]

    def encode(self) -> bytes:
        """Return the note's bytes."""
        lines = (
            f"— {each.name} {base64.b64encode(each.key_id + each.signature).decode()}\n"
            for each in self.signatures
        )
        return f"{self.text}\n{''.join(lines)}".encode()

    @classmethod
    def decode(cls, content: bytes) -> Self:
        """Return the note in these bytes, its signatures unchecked. Raises BadNote."""
        if len(content) > NOTE_BYTES_MAX:
            raise BadNote("note.size", f"A note has at most {NOTE_BYTES_MAX} bytes.")
        try:
            whole = content.decode()
        except UnicodeDecodeError as error:
            raise BadNote("note.encoding", "A note is UTF-8 text.") from error
        if any(ord(character) < 0x20 and character != "\n" for character in whole):
            raise BadNote("note.encoding", "A note has no control characters.")
        body, separator, lines = whole.rpartition("\n\n")
        if not (separator and lines.endswith("\n")):
            raise BadNote("note.form", "A note is a text, an empty line and signatures.")
        found = lines[:-1].split("\n")
        if len(found) > SIGNATURES_MAX:
            raise BadNote("note.signatures", f"A note has at most {SIGNATURES_MAX} signatures.")
        note = cls(f"{body}\n", tuple(map(_signature, found)))
        if note.encode() != content:
            raise BadNote("note.form", "A signature is not in its one form.")
        return note

    def signer(self, keys: Mapping[str, bytes], check: CheckSignature) -> str:
        """
        Return the name of the first trusted key that signed.

        `keys` are public keys (SubjectPublicKeyInfo) by name. Signatures of unknown keys are passed over, a
        wrong one of a known key is not.

        Raises:
            BadNote: no trusted key signed, or one of its signatures is wrong.
        """
        names = []
        for each in self.signatures:
            key = keys.get(each.name)
            if key is None or each.key_id != key_id_of(key):
                continue
            if not check(key, self.text.encode(), each.signature):
                raise BadNote("note.signature", f"The signature of {each.name} is wrong.")
            names.append(each.name)
        if not names:
            raise BadNote("note.unsigned", "No trusted key signed the note.")
        return names[0]


def key_id_of(public_key: bytes) -> bytes:
    """Return the key id of an ECDSA key: the start of its SubjectPublicKeyInfo's hash (signature type 2)."""
    return sha256(public_key).digest()[:KEY_ID_BYTES]


def _signature(line: str) -> NoteSignature:
    found = _LINE.fullmatch(line)
    if found is None:
        raise BadNote("note.signature", "A signature is a dash, a name and base64.")
    try:
        content = base64.b64decode(found[2], validate=True)
    except binascii.Error as error:
        raise BadNote("note.signature", "A signature is a dash, a name and base64.") from error
    if len(content) <= KEY_ID_BYTES:
        raise BadNote("note.signature", "A signature is longer than its key id.")
    return NoteSignature(found[1], content[:KEY_ID_BYTES], content[KEY_ID_BYTES:])

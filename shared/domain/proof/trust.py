"""What an auditor trusts before looking at any bundle: which log, whose keys, how much may be unanchored."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from shared.domain.errors import Malformed
from shared.domain.proof.fields import Fields

TRUST_BYTES_MAX = 1024 * 1024
"""A key has some 120 bytes; this is thousands of rotations."""


@dataclass(frozen=True)
class Trust:
    """The verifier's starting point. It comes from the tenant's own hands, never from a bundle."""

    origin: str
    """Of the log to be judged; ends in the tenant's id."""
    session_keys: Mapping[str, bytes]
    """Vault keys that certify writers' sessions: SubjectPublicKeyInfo by key id."""
    notaries: Mapping[str, bytes]
    """Notaries' keys: SubjectPublicKeyInfo by name. A rotated key gets a name of its own."""
    unanchored_entries_max: int | None = None
    """How many of the newest entries no checkpoint need cover; None for any number."""

    @property
    def authority(self) -> str:
        """The origin without the tenant."""
        return self.origin.rpartition("/")[0]

    @property
    def tenant_id(self) -> str:
        """The tenant whose log it is."""
        return self.origin.rpartition("/")[2]

    def encode(self) -> bytes:
        """Return it as the file `trust.json`."""
        document: dict[str, Any] = {
            "v": 1,
            "origin": self.origin,
            "session_keys": {name: b64encode(key).decode() for name, key in self.session_keys.items()},
            "notaries": {name: b64encode(key).decode() for name, key in self.notaries.items()},
            "unanchored_entries_max": self.unanchored_entries_max,
        }
        return json.dumps(document, indent=2, sort_keys=True).encode() + b"\n"

    @classmethod
    def decode(cls, content: bytes) -> Self:
        """Return what the file says. Raises Malformed."""
        if len(content) > TRUST_BYTES_MAX:
            raise Malformed("trust.size", f"A trust file has at most {TRUST_BYTES_MAX} bytes.")
        try:
            value = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise Malformed("trust.json", "A trust file is JSON.") from error
        names = {"v", "origin", "session_keys", "notaries", "unanchored_entries_max"}
        fields = Fields(value, "trust", names)
        if fields.integer("v") != 1 or "/" not in fields.text("origin"):
            raise Malformed("trust.version", "A trust file is of version 1 and names an origin.")
        limit = None if value["unanchored_entries_max"] is None else fields.integer("unanchored_entries_max")
        return cls(fields.text("origin"), _keys(fields, "session_keys"), _keys(fields, "notaries"), limit)


def _keys(fields: Fields, name: str) -> dict[str, bytes]:
    encoded = fields.texts(name)
    keys = Fields(encoded, name, encoded.keys())
    return {key: keys.base64(key) for key in encoded}

"""The bench's tokens: of the form of Entra ID's, signed with a key that lives in the state folder."""

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from infra.local.issuer.people import ISSUED_TO
from shared.domain.tenancy import Reviewer

LIFETIME_S = 3600
"""As Entra's."""

KEY_BITS = 2048
"""As Entra's."""

KEY_ID = "bench"


class Tokens:
    """Issues tokens with one key."""

    def __init__(self, key_file: Path) -> None:
        self._key = _load_or_make(key_file)

    def issue(self, issuer: str, person: Reviewer, **more: Any) -> str:
        """Return a token in the issuer's name that says who signed in, and more: `nonce`, `scp`."""
        now = int(time.time())
        claims = {
            "iss": issuer,
            "aud": ISSUED_TO,
            "iat": now,
            "nbf": now,
            "exp": now + LIFETIME_S,
            "oid": person.object_id,
            "sub": person.object_id,
            "name": person.name,
            **more,
        }
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": KEY_ID})

    def keys(self) -> Mapping[str, Any]:
        """Return the public key as a JSON Web Key Set."""
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": KEY_ID, "use": "sig", "alg": "RS256"}]}


def _load_or_make(path: Path) -> rsa.RSAPrivateKey:
    if path.exists():
        found = load_pem_private_key(path.read_bytes(), None)
        if isinstance(found, rsa.RSAPrivateKey):
            return found
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 - its mode from the start
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    draft.replace(path)
    return key

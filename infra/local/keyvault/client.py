"""What a client of the vault needs, and nothing else: the production code stays as it is."""

import base64
import json
from pathlib import Path
from typing import Any

from azure.core.credentials import AccessToken

# 2100-01-01: a bench never waits for a new token.
TOKEN_EXPIRES_S = 4102444800


def _segment(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


# A JSON Web Token without a signature (RFC 7519 section 6): it proves nothing.
TOKEN = f"{_segment({'alg': 'none'})}.{_segment({'sub': 'bench', 'exp': TOKEN_EXPIRES_S})}."


class BenchCredential:
    """A `TokenCredential` with one fixed, unsigned token that no real service takes."""

    def get_token(self, *_scopes: str, **_options: Any) -> AccessToken:
        """Return the token, whatever it is for."""
        return AccessToken(TOKEN, TOKEN_EXPIRES_S)


def client_options(certificate_file: Path) -> dict[str, Any]:
    """
    Return the keyword arguments that `KeyClient` and `CryptographyClient` need at a bench.

    `certificate_file` is the one `ensure_certificate` made: the client trusts it and no other. The challenge
    names `vault.azure.net`, as in Azure, and the client must be told not to insist on that domain.
    """
    return {"verify_challenge_resource": False, "connection_verify": str(certificate_file)}

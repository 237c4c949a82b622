"""People by OpenID Connect: Entra ID's tokens, checked against its published keys."""

import base64
import hashlib
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from jwt import PyJWKClient
from jwt.exceptions import PyJWKClientConnectionError, PyJWTError
from pydantic import ValidationError

from shared.domain.errors import Unauthenticated, Unavailable
from shared.domain.identity import NAME_CHARACTERS_MAX, Identity
from shared.ports.identities import SignInStart

PATIENCE_S = 5.0
"""Of one question to the issuer: a person waits for it."""

KEYS_REMEMBERED_S = 3600
"""How long the issuer's keys are used without asking again; an unknown key id asks at once."""

LEEWAY_S = 60
"""Difference of clocks that a token is allowed."""

ANSWER_BYTES_MAX = 256 * 1024
"""Of the issuer's documents: some kilobytes in truth."""

TOKEN_CHARACTERS_MAX = 16 * 1024
"""Of a token: Entra's largest, with every group in it, stay below."""

_REQUIRED = ["exp", "iat", "iss", "aud", "oid"]


class OpenIDIdentities:
    """The `identities` port. Nothing is asked of the issuer before it is needed."""

    def __init__(self, issuer: str, client_id: str, client_secret: str | None) -> None:
        self._issuer = issuer.rstrip("/")
        self._client_id = client_id
        self._client_secret = client_secret
        self._lock = threading.Lock()
        self._metadata: Mapping[str, str] | None = None
        self._keys: PyJWKClient | None = None

    def verify(self, token: str) -> Identity:
        """Return whom an access token was issued to; a delegated one only, which names a scope."""
        claims = self._claims(token)
        if not isinstance(claims.get("scp"), str) or not claims["scp"]:
            raise _refusal("The token is an application's own; a person's is required.")
        return _identity(claims)

    def address(self, start: SignInStart, redirect: str) -> str:
        """Return where a browser goes: authorization code with proof key (RFC 7636)."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(start.verifier.encode()).digest())
        query = {
            "client_id": self._client_id,
            "response_type": "code",
            "redirect_uri": redirect,
            "response_mode": "query",
            "scope": "openid profile",
            "state": start.state,
            "nonce": start.nonce,
            "code_challenge": challenge.decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        return f"{self._known()['authorization_endpoint']}?{urlencode(query)}"

    def finish(self, start: SignInStart, redirect: str, code: str) -> Identity:
        """Exchange the code for a token, and return whom it names."""
        form = {
            "grant_type": "authorization_code",
            "client_id": self._client_id,
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": start.verifier,
        }
        if self._client_secret:
            form["client_secret"] = self._client_secret
        answer = _ask(self._known()["token_endpoint"], urlencode(form).encode())
        claims = self._claims(str(answer.get("id_token", "")))
        if claims.get("nonce") != start.nonce:
            raise _refusal("The sign-in is not the one that was begun here.")
        return _identity(claims)

    def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > TOKEN_CHARACTERS_MAX:
            raise _refusal("The token is too long.")
        try:
            key = self._signing_keys().get_signing_key_from_jwt(token)
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=[self._client_id, f"api://{self._client_id}"],
                issuer=self._issuer,
                leeway=LEEWAY_S,
                options={"require": _REQUIRED, "strict_aud": False},
            )
        except PyJWKClientConnectionError as error:
            raise _unreachable() from error
        except (PyJWTError, ValueError, TypeError) as error:
            raise _refusal("The token is not valid here.") from error
        self._check(claims)
        return claims

    def _check(self, claims: Mapping[str, Any]) -> None:
        """What the library leaves to its caller: numbers that are numbers, the directory, no application."""
        if not all(isinstance(claims.get(name), int) for name in ("exp", "iat")):
            raise _refusal("The token's times are no numbers.")
        if "tid" in claims and str(claims["tid"]) not in urlsplit(self._issuer).path.split("/"):
            raise _refusal("The token is of another directory than its issuer.")
        if claims.get("idtyp") == "app":
            raise _refusal("The token is an application's own; a person's is required.")

    def _signing_keys(self) -> PyJWKClient:
        known = self._known()
        with self._lock:
            if self._keys is None:
                self._keys = PyJWKClient(known["jwks_uri"], lifespan=KEYS_REMEMBERED_S, timeout=PATIENCE_S)
            return self._keys

    def _known(self) -> Mapping[str, str]:
        with self._lock:
            held = self._metadata
        if held is None:
            held = _ask(f"{self._issuer}/.well-known/openid-configuration")
            if held.get("issuer") != self._issuer:
                raise Unavailable("sign_in.issuer", "The issuer calls itself by another name.")
            with self._lock:
                self._metadata = held
        return held


def _identity(claims: Mapping[str, Any]) -> Identity:
    try:
        return Identity(object_id=str(claims["oid"]), name=str(claims.get("name", ""))[:NAME_CHARACTERS_MAX])
    except ValidationError as error:
        raise _refusal("The token names nobody.") from error


def _ask(url: str, form: bytes | None = None) -> dict[str, Any]:
    """Return the JSON object at the issuer's address, or what a form posted there is answered with."""
    request = urllib.request.Request(url, form)  # noqa: S310 - the issuer's own address, from our settings
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:  # noqa: S310 - as above
            answer = json.loads(response.read(ANSWER_BYTES_MAX))
    except urllib.error.HTTPError as error:
        error.close()
        if form is not None and 400 <= error.code < 500:
            raise _refusal("The issuer did not take the sign-in.") from error
        raise _unreachable() from error
    except (OSError, ValueError) as error:
        raise _unreachable() from error
    if not isinstance(answer, dict):
        raise _unreachable()
    return answer


def _refusal(message: str) -> Unauthenticated:
    return Unauthenticated("person.token", message)


def _unreachable() -> Unavailable:
    return Unavailable("sign_in.unreachable", "The issuer of sign-ins did not answer.")

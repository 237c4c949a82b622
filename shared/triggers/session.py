"""What keeps a person signed in at the portal: one signed cookie, and tokens for its forms."""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from datetime import datetime, timedelta
from http.cookies import CookieError, SimpleCookie
from typing import Self
from urllib.parse import urlsplit

from pydantic import ValidationError

from shared.domain.identity import Identity
from shared.domain.ids import TenantId
from shared.domain.model import Model
from shared.ports.identities import SignInStart

COOKIE = "invoice-portal"

SESSION_S = 8 * 3600
"""A working day; whoever leaves the tenant is out at once all the same, since each page asks the tenant."""

SIGN_IN_S = 600
"""From the begin of a sign-in to its end."""

ID_BYTES = 18
"""Of what cannot be guessed."""

_PADDING = "=="
"""Of base64. Left out of cookies, as hosts escape it there; more of it than needed does no harm."""


class Session(Model):
    """Somebody who is signed in, or signing in."""

    session_id: str
    expires_at: int
    """Seconds since 1970."""
    identity: Identity | None = None
    """None while signing in."""
    tenant_id: TenantId | None = None
    """Whose invoices they look at; None until they said so."""
    start: SignInStart | None = None
    """What the issuer's answer is bound to."""
    path: str = ""
    """Where they wanted to go."""

    @classmethod
    def signing_in(cls, now: datetime, start: SignInStart, path: str) -> Self:
        """Return a session that waits for the issuer's answer."""
        return cls(session_id=_random(), expires_at=_until(now, SIGN_IN_S), start=start, path=path)

    @classmethod
    def signed_in(cls, now: datetime, identity: Identity, tenant_id: TenantId | None, path: str) -> Self:
        """Return a new session: nothing of the one before it is kept but where they wanted to go."""
        return cls(
            session_id=_random(),
            expires_at=_until(now, SESSION_S),
            identity=identity,
            tenant_id=tenant_id,
            path=path,
        )


class Sessions:
    """Writes and reads sessions. Nothing is kept here: the cookie is the session."""

    def __init__(self, secret: bytes, portal_url: str) -> None:
        self._key = hmac.digest(secret, b"session", hashlib.sha256)
        self._csrf_key = hmac.digest(secret, b"csrf", hashlib.sha256)
        parts = urlsplit(portal_url)
        self._attributes = f"; Path={parts.path or '/'}; HttpOnly; SameSite=Lax" + (
            "; Secure" if parts.scheme == "https" else ""
        )

    def read(self, header: str, now: datetime) -> Session | None:
        """Return the session in a `Cookie` header; None where there is none that is ours and in time."""
        try:
            morsel = SimpleCookie(header).get(COOKIE)
        except CookieError:
            return None
        body, _, signature = (morsel.value if morsel else "").partition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(body).encode()):
            return None
        try:
            session = Session.model_validate_json(base64.urlsafe_b64decode(body + _PADDING))
        except (ValidationError, binascii.Error):
            return None
        return session if session.expires_at > now.timestamp() else None

    def write(self, session: Session) -> str:
        """Return the `Set-Cookie` header of a session."""
        text = json.dumps(session.model_dump(exclude_defaults=True), separators=(",", ":"))
        body = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        lifetime_s = SIGN_IN_S if session.identity is None else SESSION_S
        return f"{COOKIE}={body}.{self._sign(body)}; Max-Age={lifetime_s}{self._attributes}"

    def end(self) -> str:
        """Return the `Set-Cookie` header that ends a session."""
        return f"{COOKIE}=; Max-Age=0{self._attributes}"

    def csrf(self, session: Session) -> str:
        """Return the token that this session's forms carry."""
        return _hex(self._csrf_key, session.session_id)

    def is_csrf(self, session: Session, token: str) -> bool:
        """Whether a form is one of this session's."""
        return hmac.compare_digest(token.encode(), self.csrf(session).encode())

    def _sign(self, body: str) -> str:
        return _hex(self._key, body)


def new_start() -> SignInStart:
    """Return what nobody can guess, for one sign-in."""
    return SignInStart(state=_random(), nonce=_random(), verifier=_random() + _random())


def _until(now: datetime, seconds: int) -> int:
    return int((now + timedelta(seconds=seconds)).timestamp())


def _random() -> str:
    return secrets.token_urlsafe(ID_BYTES)


def _hex(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

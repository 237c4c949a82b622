"""The need: to know that a token was issued to a person, and to sign people in."""

from typing import Protocol

from shared.domain.identity import Identity
from shared.domain.model import Model


class SignInStart(Model):
    """What binds the answer of the issuer to the browser that asked."""

    state: str
    nonce: str
    verifier: str
    """Proof key (RFC 7636): who began is who ends."""


class Identities(Protocol):
    """One issuer of tokens: Entra ID, or what stands in for it."""

    def verify(self, token: str) -> Identity:
        """
        Return whom an access token for this API was issued to: a person, in whose name it was asked for.

        Raises:
            Unauthenticated: forged, expired, of another issuer or audience, or an application's own.
            Unavailable: the issuer's keys cannot be had; try again.
        """
        ...

    def address(self, start: SignInStart, redirect: str) -> str:
        """Return where a browser goes to sign in. Raises Unavailable."""
        ...

    def finish(self, start: SignInStart, redirect: str, code: str) -> Identity:
        """
        Return who signed in, for the code that the issuer gave the browser.

        Raises:
            Unauthenticated: the issuer does not know the code, or the token is not for this start.
            Unavailable: the issuer did not answer.
        """
        ...

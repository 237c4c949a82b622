"""The need: signatures."""

from collections.abc import Mapping
from typing import Protocol

from shared.domain.proof.head import SessionCertificate


class Signer(Protocol):
    """A key that somebody else keeps. It signs, and cannot be had."""

    @property
    def key_id(self) -> str:
        """Names the key and its version."""
        ...

    @property
    def public_key(self) -> bytes:
        """SubjectPublicKeyInfo. Raises Unavailable."""
        ...

    def public_keys(self) -> Mapping[str, bytes]:
        """Return each version's public key by key id: a signature outlives a rotation. Raises Unavailable."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return an ECDSA P-256 signature over SHA-256, ASN.1 DER. Raises Unavailable."""
        ...


class Session(Protocol):
    """A certified key of a writer's own, in memory."""

    @property
    def certificate(self) -> SessionCertificate:
        """That the key may sign heads."""
        ...

    def sign(self, message: bytes) -> str:
        """Return an Ed25519 signature in base64."""
        ...


class Sessions(Protocol):
    """Where a writer gets the session to sign with."""

    def current(self) -> Session:
        """Return a session that is good for some minutes at least. Raises Unavailable."""
        ...

"""Session keys: made in memory, certified by the vault's key, used for an hour, and never written down."""

import base64
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.domain.audit import log_time
from shared.domain.proof.head import SessionCertificate
from shared.ports.signing import Signer

LIFETIME = timedelta(hours=1)
"""What a thief of a process's memory gains; and one question an hour and process to the vault."""

SKEW = timedelta(minutes=5)
"""Between writers' clocks. A session is not used in its last minutes: a head takes the later of two times."""


@dataclass(frozen=True)
class KeySession:
    """The `Session` port over a key in this process's memory."""

    certificate: SessionCertificate
    key: Ed25519PrivateKey

    def sign(self, message: bytes) -> str:
        """Return an Ed25519 signature in base64."""
        return base64.b64encode(self.key.sign(message)).decode()


class CertifiedSessions:
    """The `Sessions` port: a new key when the old one's hour is over. Safe to share between threads."""

    def __init__(self, signer: Signer, authority: str, clock: Callable[[], datetime]) -> None:
        self._signer = signer
        self._authority = authority
        self._clock = clock
        self._lock = threading.Lock()
        self._current: tuple[datetime, KeySession] | None = None

    def current(self) -> KeySession:
        """Return a session that is good for some minutes at least. Raises Unavailable."""
        now = self._clock()
        with self._lock:
            if self._current is None or now >= self._current[0]:
                self._current = (now + LIFETIME - 2 * SKEW, self._open(now))
            return self._current[1]

    def _open(self, now: datetime) -> KeySession:
        key = Ed25519PrivateKey.generate()
        public_key = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        draft = SessionCertificate(
            authority=self._authority,
            public_key=base64.b64encode(public_key).decode(),
            not_before=log_time(now - SKEW),
            not_after=log_time(now + LIFETIME),
            key_id=self._signer.key_id,
        )
        signature = base64.b64encode(self._signer.sign(draft.message)).decode()
        return KeySession(replace(draft, signature=signature), key)

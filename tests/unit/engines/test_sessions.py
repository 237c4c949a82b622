"""Writers' keys live for an hour, and the vault is asked once for each."""

from datetime import UTC, datetime, timedelta

from shared.engines.proof.sessions import LIFETIME, SKEW, CertifiedSessions
from shared.engines.proof.signatures import check_signature
from tests.fakes.keys import FakeSigner


class Hands:
    now = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

    def __call__(self):
        return self.now


def test_a_session_is_certified_by_the_vault_s_key():
    """Its certificate is signed by that key, and by no other."""
    signer, other = FakeSigner(), FakeSigner()

    certificate = CertifiedSessions(signer, "a/b", Hands()).current().certificate

    assert certificate.is_certified({signer.key_id: signer.public_key}, check_signature)
    assert not certificate.is_certified({other.key_id: other.public_key}, check_signature)
    assert not certificate.is_certified({}, check_signature)


def test_the_vault_is_asked_once_an_hour():
    """A session is used until shortly before its end, then there is a new one."""
    signer, clock = FakeSigner(), Hands()
    sessions = CertifiedSessions(signer, "a/b", clock)
    first = sessions.current()

    clock.now += LIFETIME - 2 * SKEW - timedelta(seconds=1)
    assert sessions.current() is first
    clock.now += timedelta(seconds=1)

    assert sessions.current() is not first
    assert signer.signed == 2

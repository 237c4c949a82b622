"""An audit log in memory."""

from datetime import UTC, datetime

from shared.engines.proof.sessions import CertifiedSessions
from shared.pipeline.sequencing import Sequencer
from tests.fakes.keys import FakeSigner
from tests.fakes.log_store import FakeLogStore

AUTHORITY = "invoice-intake/test"


def noon():
    return datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class FakeAuditLog(Sequencer):
    """The real sequencer on a store in memory."""

    def __init__(self, store=None, *, signer=None, clock=noon):
        self.store = store or FakeLogStore()
        sessions = CertifiedSessions(signer or FakeSigner(), AUTHORITY, clock)
        super().__init__(self.store, sessions, clock, authority=AUTHORITY, pause=lambda _: None)

"""The notary signs what grew, and nothing else."""

from dataclasses import replace

import pytest

from shared.domain.errors import Unavailable
from shared.domain.proof.checkpoint import Checkpoint
from shared.domain.proof.note import Note
from shared.pipeline.notary import LogChanged
from tests.fakes.keys import FakeSigner
from tests.logs import NOTARY_KEY, TRUST, Clock, TenantLog, chain, standard


def sizes(log):
    return [size for size, _ in log.checkpoints.all(log.scope)]


def test_a_log_is_signed_as_it_grows():
    """Each round with new entries adds a checkpoint of the log's size and root."""
    log = standard()

    assert log.notary.run().signed == 1
    assert sizes(log) == [20, 16, 8]
    checkpoint = Checkpoint.parse(Note.decode(log.checkpoints.latest(log.scope)).text)
    head = log.store.latest(log.scope)
    assert (checkpoint.origin, checkpoint.size, checkpoint.root.hex()) == (TRUST.origin, 20, head.root)


def test_a_log_that_stands_still_is_not_signed_again():
    """Neither an empty one nor one that is signed already."""
    log = TenantLog()
    assert log.notary.run().unchanged == 1
    log.append(*chain("a", 1))
    log.notary.run()
    before = NOTARY_KEY.signed

    assert log.notary.run().unchanged == 1
    assert NOTARY_KEY.signed == before


def rewritten():
    """A log whose first entries became others after the notary saw them, in full agreement with itself."""
    log, other = standard(), standard(clock=Clock())
    log.store = log.notary.store
    mine, its = log.store._of(log.scope), other.store._of(other.scope)
    mine.heads, mine.entries, mine.sessions = its.heads, its.entries, its.sessions
    return log


def edited():
    log = standard()
    entries = log.store._of(log.scope).entries
    entries[17] = type(entries[17])(17, "d", entries[17].action, entries[17].leaf.replace('"n":2', '"n":3'))
    return log


def shortened(size):
    log = standard()
    mine = log.store._of(log.scope)
    mine.entries = [each for each in mine.entries if each.sequence < size]
    mine.heads = {first: head for first, head in mine.heads.items() if head.size <= size}
    return log


def with_gap():
    log = standard()
    del log.store._of(log.scope).entries[17]
    return log


def signed_by_nobody():
    log = standard()
    log.store._of(log.scope).sessions.clear()
    return log


def written_by_a_stranger():
    return standard(session_key=FakeSigner("session/1"))


def other_notary():
    log = standard(notary_key=FakeSigner("notary/1"))
    log.notary = replace(log.notary, signer=NOTARY_KEY)
    return log


def of_another_log():
    log = standard()
    log.notary = replace(log.notary, authority="invoice-intake/other")
    return log


@pytest.mark.parametrize(
    "changed",
    [
        rewritten,
        edited,
        lambda: shortened(12),
        lambda: shortened(0),
        with_gap,
        signed_by_nobody,
        written_by_a_stranger,
        other_notary,
        of_another_log,
    ],
)
def test_what_did_not_merely_grow_is_not_signed(changed):
    """Rewritten, edited, cut off, torn or signed by nobody: somebody must look, and nothing is signed."""
    log = changed()
    before = sizes(log)

    with pytest.raises(LogChanged):
        log.notary.sign(log.scope, log.notary.keys())

    assert log.notary.run().changed == 1
    assert sizes(log) == before


def test_a_log_that_cannot_be_read_is_tried_again():
    """One log's outage is counted, and the round goes on."""
    log = standard()

    def unavailable(_scope, **_):
        raise Unavailable("u", "u")

    log.store.latest = unavailable

    assert log.notary.run().failed == 1


def test_two_notaries_at_once_sign_one_checkpoint():
    """The second finds the place taken, and that is all."""
    log = standard()
    latest = log.checkpoints.latest(log.scope)
    log.notary.run()
    log.checkpoints.latest = lambda _: latest

    assert log.notary.run().signed == 1
    assert sizes(log) == [20, 16, 8]

"""One invoice's entries are proved by themselves, each under the first checkpoint that covers it."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import TooLarge
from shared.domain.proof.checkpoint import Checkpoint
from shared.domain.proof.merkle import (
    BadProof,
    Frontier,
    check_inclusion,
    inclusion_proof,
    leaf_hash,
    subtrees,
    subtrees_after,
)
from shared.domain.proof.note import Note
from shared.engines.proof.signatures import check_signature
from shared.pipeline.inclusion import Inclusions
from shared.pipeline.proving import Proving
from tests.fakes.audit_log import AUTHORITY
from tests.logs import NOTARY_KEY, SESSION_KEY, TRUST, TenantLog, chain, standard

LEAVES = [leaf_hash(b"%d" % number) for number in range(65)]


def proofs(log, **limits):
    proving = Proving(log.store, log.checkpoints, SESSION_KEY, NOTARY_KEY, check_signature, AUTHORITY)
    return Inclusions(proving, **limits)


def frontier(size):
    tree = Frontier()
    for leaf in LEAVES[:size]:
        tree.append(leaf)
    return tree


def test_a_known_tree_and_what_was_added_prove_every_added_leaf():
    """For every size known, every size after, every leaf between: the proof that the whole tree gives."""
    whole = subtrees(LEAVES)
    for size in (*range(1, 20), 33, 64, 65):
        for known in range(size):
            subtree = subtrees_after(frontier(known), LEAVES[known:size])
            for index in {known, (known + size) // 2, size - 1}:
                assert inclusion_proof(index, size, subtree) == inclusion_proof(index, size, whole)


@given(st.integers(2, 65), st.data())
def test_a_leaf_that_was_known_before_cannot_be_proved_so(size, data):
    """Its neighbours' hashes are gone into larger subtrees, unless it is one itself; never a wrong proof."""
    known = data.draw(st.integers(1, size))
    index = data.draw(st.integers(0, known - 1))
    subtree = subtrees_after(frontier(known), LEAVES[known:size])
    try:
        proof = inclusion_proof(index, size, subtree)
    except BadProof:
        return

    check_inclusion(LEAVES[index], index, size, proof, subtrees(LEAVES)(0, size))


def test_a_range_beyond_the_leaves_is_refused():
    """What is not there has no hash."""
    with pytest.raises(BadProof):
        subtrees_after(frontier(3), LEAVES[3:5])(4, 6)


def test_an_invoice_s_entries_are_proved_under_the_first_checkpoint_that_covers_them():
    """By anyone: from the entry's text over its path to the root in a note of the notary's."""
    found = proofs(standard()).of(standard().scope, "b")

    assert (found.origin, found.subject, found.pending, found.is_proved) == (TRUST.origin, "b", 0, True)
    assert [each.sequence for each in found.entries] == [5, 6, 7, 8, 9]
    assert [each.tree_size for each in found.entries] == [8, 8, 8, 16, 16]
    for each in found.entries:
        note = Note.decode(each.checkpoint.encode())
        note.signer(TRUST.notaries, check_signature)
        signed = Checkpoint.parse(note.text)
        path = [bytes.fromhex(node) for node in each.path]
        check_inclusion(leaf_hash(each.leaf.encode()), each.sequence, signed.size, path, signed.root)


def test_what_no_checkpoint_covers_yet_is_pending():
    """It is neither proved nor doubted."""
    log = standard()
    found = proofs(log).of(log.scope, "d")

    assert [each.tree_size for each in found.entries] == [16, None, None, None, None]
    assert [each.is_proved for each in found.entries] == [True, False, False, False, False]
    assert (found.pending, found.is_proved) == (4, True)
    empty = TenantLog()
    assert proofs(empty).of(empty.scope, "d").entries == ()


def test_a_changed_entry_is_not_proved(caplog):
    """The path no longer leads to the root that was signed, and the alarm is raised."""
    log = standard()
    entries = log.store._of(log.scope).entries
    entries[6] = type(entries[6])(6, "b", entries[6].action, entries[6].leaf.replace('"n":1', '"n":2'))

    with caplog.at_level(logging.CRITICAL):
        found = proofs(log).of(log.scope, "b")

    assert not found.is_proved
    assert not found.entries[1].is_proved
    assert "The log was changed" in caplog.text


def test_an_entry_that_is_no_event_is_not_proved():
    """Whatever the store holds, there is an answer."""
    log = standard()
    entries = log.store._of(log.scope).entries
    entries[6] = type(entries[6])(6, "b", entries[6].action, "nonsense")

    found = proofs(log).of(log.scope, "b")

    assert (found.entries[1].event_id, found.entries[1].is_proved) == ("", False)


def test_a_note_that_is_not_the_notary_s_proves_nothing():
    """Nor does one of another log."""
    log = standard()
    notes = log.checkpoints._notes[log.scope.tenant_id]
    notes[8] = notes[8].replace(b"\n8\n", b"\n9\n")

    found = proofs(log).of(log.scope, "a")

    assert [each.is_proved for each in found.entries] == [False] * 5
    assert not found.is_proved


def test_a_long_stretch_without_checkpoints_is_refused():
    """The bundle proves it as well, and is read as a stream."""
    log = TenantLog()
    log.append(*chain("a", 5))
    log.notary.run()

    with pytest.raises(TooLarge):
        proofs(log, between_max=4).of(log.scope, "a")

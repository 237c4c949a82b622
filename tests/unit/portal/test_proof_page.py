"""What a verdict and a proof say to a person."""

import json

import pytest

from shared.domain.proof.verdict import Code, Verdict
from shared.pipeline.inclusion import Inclusion, ProvedEntry
from shared.portal.proof import invoice_proof, judged


def verdict(*codes, has_evidence=True):
    made = Verdict(origin="log", size=7, anchored=5, has_evidence=has_evidence)
    for code in codes:
        made.add(code, 3)
    return made


def test_a_clean_log_says_how_far_it_is_vouched_for():
    """And one that nobody vouched for says that."""
    assert judged(verdict()).said == "All 7 entries are as they were written. The notary vouches for 5."
    assert "Nobody else" in judged(verdict(has_evidence=False)).said


def test_a_damaged_log_says_where_and_what_it_means():
    """A code for the expert, a sentence for everybody."""
    found = judged(verdict(Code.CHECKPOINT_ROOT, Code.CHAIN_GAP))

    assert (found.good, found.more) == (False, 0)
    assert "2 findings" in found.said
    assert "at 3: The log was another when the notary saw it" in found.findings[0]


def entry(leaf, *, checkpoint="note", is_proved=True):
    return ProvedEntry(
        event_id="i.000000",
        sequence=4,
        leaf=leaf,
        tree_size=7 if checkpoint else None,
        path=("aa",) if is_proved else (),
        checkpoint=checkpoint,
        is_proved=is_proved,
    )


@pytest.mark.parametrize(
    ("made", "standing"),
    [
        (entry("{}"), "Proved"),
        (entry("{}", is_proved=False), "Not as it was signed"),
        (entry("{}", checkpoint=None, is_proved=False), "Waits for the notary"),
    ],
)
def test_each_entry_says_how_it_stands(made, standing):
    """Proved, pending, or changed."""
    inclusion = Inclusion(origin="log", subject="i", entries=(made,), pending=0, is_proved=made.is_proved)

    (row,) = invoice_proof("Muster, R-1", inclusion).rows

    assert (row.number, row.standing) == (5, standing)


@pytest.mark.parametrize(
    ("leaf", "what"),
    [
        (json.dumps({"action": "gate:invoice:decide"}), "Gate decided"),
        (json.dumps({"action": "service:tea:make"}), "An entry of an unknown form"),
        ("not json", "An entry of an unknown form"),
        ("[]", "An entry of an unknown form"),
        ("{}", "An entry of an unknown form"),
    ],
)
def test_an_entry_nobody_can_read_is_shown_all_the_same(leaf, what):
    """Hostile: what somebody wrote into the store does not break the page that shows it."""
    inclusion = Inclusion(origin="log", subject="i", entries=(entry(leaf),), pending=0, is_proved=True)

    assert invoice_proof("x", inclusion).rows[0].what == what

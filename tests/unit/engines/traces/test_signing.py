"""A file that was changed after it was signed is told, and what a signature itself adds is not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.engines.traces.signing import compared, signed_until
from shared.engines.traces.task import fold_producer, traces
from tests.unit.engines.traces.signed import CONTENTS, changed, drawn, plain, sign, with_note

SIGNED = sign(plain())
BEGINS, ENDS, LAST = map(int, re.findall(rb"ByteRange\[0 (\d+) (\d+) (\d+)", SIGNED)[0])


def told(content):
    found, _ = traces(content)
    return found["signatures"], found["broken_signatures"], found["changed_pages"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (changed(SIGNED, {CONTENTS: drawn("Total 900.00")}), (1, 0, [1])),
        (with_note(SIGNED), (1, 0, [1])),
        (sign(changed(SIGNED, {CONTENTS: drawn("Total 900.00")}), field=6), (2, 0, [1])),
    ],
    ids=["page", "note", "signed again by another"],
)
def test_a_page_that_looks_otherwise_than_when_signed_is_told(content, expected):
    """Also where whoever changed it signed it again."""
    assert told(content) == expected


@pytest.mark.parametrize(
    ("content", "signatures"),
    [
        (plain(), 0),
        (changed(plain(), {CONTENTS: drawn("Total 900.00")}), 0),
        (SIGNED, 1),
        (SIGNED + b"\n\n", 1),
        (changed(SIGNED, {40: b"<</Certs[]/OCSPs[]>>"}), 1),
        (sign(SIGNED, field=6), 2),
        (sign(with_note(plain())), 1),
    ],
    ids=["never signed", "changed before", "signed", "line breaks", "certificates", "twice", "note before"],
)
def test_what_is_as_it_was_signed_is_not(content, signatures):
    """The near misses: long-term certificates, a second signature, a change before the first."""
    assert told(content) == (signatures, 0, [])


def with_range(first, *others):
    # As wide as it was: every offset after it stays.
    numbers = b" ".join([b"%d" % first, *(b"%010d" % each for each in others)])
    return re.sub(rb"ByteRange\[[^\]]*", b"ByteRange[" + numbers, SIGNED)


@pytest.mark.parametrize(
    "numbers",
    [
        (9, BEGINS, ENDS, LAST),
        (0, BEGINS, ENDS + 5, LAST - 5),
        (0, BEGINS - 5, ENDS, LAST),
        (0, BEGINS, ENDS, LAST + 1),
        (0, ENDS, BEGINS, LAST),
    ],
    ids=["not from the start", "leaves out what follows", "what is before", "beyond the end", "backwards"],
)
def test_a_signature_that_does_not_sign_the_file_is_told(numbers):
    """Hostile: a range that leaves room for other bytes signs nothing."""
    assert told(with_range(0, BEGINS, ENDS, LAST)) == (1, 0, [])
    assert told(with_range(*numbers)) == (1, 1, [])


def test_a_field_that_nobody_signed_is_no_signature():
    """A form waiting to be signed."""
    assert told(SIGNED.replace(b"/ByteRange[", b"/ByteXange["))[0] == 0


def test_a_signed_part_that_is_no_file_by_itself_is_a_change():
    """Hostile: nobody can have seen what was signed."""
    torn = b"%PDF-1.7\n1 0 obj <00> endobj " + SIGNED

    assert compared(torn, torn[:30], notes=False) == {1}
    assert signed_until(b"%PDF-1.7\n<00>\n", [0, 9, 13, 1]) == 14
    assert signed_until(b"%PDF-1.7\n(00)\n", [0, 9, 13, 1]) is None


@given(st.binary(max_size=60), st.lists(st.integers(-(2**31), 2**31), max_size=6))
def test_no_range_leads_outside_the_file(content, numbers):
    """Whatever numbers it has: None, or a place in the file."""
    end = signed_until(content, numbers)

    assert end is None or 0 < end <= len(content)


@given(st.text(max_size=300))
def test_a_producer_is_folded_to_a_few_words(text):
    """Letters and single spaces, cut to a length; no version, no address, no control character."""
    folded = fold_producer(text)

    assert folded is None or (len(folded) <= 60 and folded.replace(" ", "").isalpha() and folded.isascii())


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Qt 4.8.7", "qt"),
        ("Microsoft® Word 2016", "microsoft word"),
        ("Muster Writer 1.2", "muster writer"),
        ("9.1 (2)", None),
        ("", None),
    ],
)
def test_versions_of_a_producer_are_one(text, folded):
    """An update is no other program."""
    assert fold_producer(text) == folded
    assert traces(plain(producer=text.replace("(", "").replace(")", "")))[0]["producer"] == folded

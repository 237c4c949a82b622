"""Canonical JSON is RFC 8785's, and what is not canonical is not read."""

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from shared.domain.proof.canonical import INTEGER_MAX, NotCanonical, decode, encode

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
names = st.text(st.characters(max_codepoint=0x7F), max_size=10)
scalars = st.one_of(st.none(), st.booleans(), texts, st.integers(-INTEGER_MAX, INTEGER_MAX))
values = st.recursive(
    scalars, lambda each: st.one_of(st.lists(each, max_size=4), st.dictionaries(names, each, max_size=4))
)


@given(values)
@example({"b": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/", "a": "\u007f\ud7ff\ue000"})
def test_encoding_is_that_of_an_independent_implementation(value):
    """Our bytes are those of the library `rfc8785`."""
    assert encode(value) == rfc8785.dumps(value)


@given(values)
def test_what_was_encoded_is_read_back(value):
    """There and back is where it began."""
    assert decode(encode(value)) == value


@given(st.binary(max_size=60))
@example(b"[" * 100_000)
@example(b"9" * 5000)
@example(b'{"a":NaN}')
@example(b'"\\ud800"')
def test_arbitrary_bytes_are_read_or_refused_and_nothing_else(content):
    """What is read has exactly one form: the one that was read."""
    try:
        value = decode(content)
    except NotCanonical:
        return
    assert encode(value) == content


@pytest.mark.parametrize(
    "content",
    [
        b'{"a":1, "b":2}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":-0}',
        b'{"a":9007199254740992}',
        b'{"a":"\\u0041"}',
        b'{"a":"\\/"}',
        b'{"a":"\\u000A"}',
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":"\xff"}',
        b'{"\xc3\xa9":1}',
        b'{"a":1}\n',
        b"",
    ],
)
def test_another_form_of_the_same_is_refused(content):
    """Spaces, order, repeats, floats, escapes, encodings: one form is canonical."""
    with pytest.raises(NotCanonical):
        decode(content)


@pytest.mark.parametrize(
    "value", [1.5, {"é": 1}, {1: 1}, "\ud800", 2**53, {"a": [b"x"]}, {"a": float("nan")}]
)
def test_what_has_no_canonical_form_is_refused(value):
    """Floats, large numbers, strange names and halves of characters never enter the log."""
    with pytest.raises(NotCanonical):
        encode(value)

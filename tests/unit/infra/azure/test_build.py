"""The template is what the fragments say."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.azure.build import (
    FRAGMENTS,
    SECTIONS,
    TEMPLATE,
    BadFragment,
    assemble,
    load_fragments,
    main,
    render,
)


def test_the_committed_template_is_what_a_rebuild_makes():
    """A fragment that was changed and not assembled would never be deployed."""
    assert main(["--check"]) == 0
    assert TEMPLATE.read_text(encoding="utf-8") == render(assemble(load_fragments(FRAGMENTS)))


def test_a_name_that_two_fragments_declare_is_refused():
    """Azure compares names without regard to case, and so must the build."""
    with pytest.raises(BadFragment, match=r"two\.json: variables Name"):
        assemble([("one.json", {"variables": {"name": 1}}), ("two.json", {"variables": {"Name": 2}})])


def test_an_unknown_section_is_refused():
    """A misspelt section must not silently be left out."""
    with pytest.raises(BadFragment, match=r"one\.json: there is no section resource"):
        assemble([("one.json", {"resource": []})])


def test_a_key_given_twice_in_one_object_is_refused(tmp_path):
    """JSON keeps the last of two; the first would be lost without a word."""
    (tmp_path / "one.json").write_text('{"variables": {"a": 1, "a": 2}}')

    with pytest.raises(BadFragment, match=r"one\.json: .*a twice"):
        load_fragments(tmp_path)


def test_fragments_are_taken_in_the_order_of_their_names(tmp_path):
    """The numbers before the names say the order."""
    for name in ("20-b.json", "10-a.json"):
        (tmp_path / name).write_text(json.dumps({"resources": [name]}))

    assert assemble(load_fragments(tmp_path))["resources"] == ["10-a.json", "20-b.json"]


@given(st.lists(st.dictionaries(st.sampled_from([*SECTIONS, "other"]), st.just({}), max_size=3), max_size=4))
def test_assembling_gives_a_template_or_says_which_fragment_is_wrong(fragments):
    """Nothing but the build's own error comes out."""
    named = [(f"{place}.json", each) for place, each in enumerate(fragments)]
    try:
        template = assemble(named)
    except BadFragment:
        return
    assert set(SECTIONS) <= template.keys()

"""A policy as text: read as it is meant, and refused with the place of each mistake."""

import json
from contextlib import suppress
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import IntakeError, TooLarge, Unprocessable
from shared.domain.gate import GateLevel, Turn
from shared.exports.policy_yaml import DEPTH_MAX, POLICY_BYTES_MAX, example, parse, render, schema

ROOT = Path(__file__).parents[3]
EXAMPLE = example()


def test_the_example_says_what_it_shows():
    """The one in the documents is a policy, and survives being written anew."""
    policy = parse(EXAMPLE)

    assert policy.default_level is GateLevel.L1
    assert policy.rules[0].raise_to is GateLevel.L2
    assert policy.assignments[-1].turn is Turn.WEEKLY
    assert policy.working_time is not None
    assert policy.working_time.start.hour == 8
    assert parse(render(policy)) == policy


def test_json_is_a_policy_too():
    """And nothing at all is the default one."""
    assert parse('{"default_level": "L2", "undo_hours": 24}').undo_hours == 24
    assert parse("") == parse("{}")
    assert parse("four_eyes_above:") == parse("")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("default_level: L9", "line 1, column 1: default_level: Input should be 'L0', 'L1', 'L2' or 'L3'"),
        ("undo_hours: 1\nrulez: []", "line 2, column 1: rulez: Extra inputs are not permitted"),
        (
            "rules:\n  - name: A\n    when:\n      amount_above: ten\n    raise_to: L2",
            "line 4, column 7: rules.0.when.amount_above: An amount is a decimal number",
        ),
        ("rules:\n  - when: {findings: [vendor.new]}\n    raise_to: L2", "line 2, column 5: rules.0.name: "),
        ("undo_hours: no", "line 1, column 1: undo_hours: Input should be a valid integer"),
        ("a: &all [1]\nb: *all", "line 2, column 4: a policy has no aliases"),
        ("undo_hours: 1\nundo_hours: 2", "line 2, column 1: undo_hours stands here twice"),
        ("rules: [", "line 1, column 9: "),
        ("- L1", "line 1, column 1: policy: Input should be"),
        ("? [a]\n: b", "line 1, column 3: a key is a word"),
        ("[" * (DEPTH_MAX + 1), f"line 1, column {DEPTH_MAX + 1}: this is nested too deeply"),
        ("a: \x00", "This is no text in YAML."),
        ("--- {}\n--- {}", "line 2, column 1: "),
    ],
)
def test_a_mistake_is_named_with_its_place(text, message):
    """The line and the column are those that an editor shows."""
    with pytest.raises(Unprocessable) as refused:
        parse(text)

    assert refused.value.message.startswith(message)


def test_a_long_text_is_not_looked_at():
    """No policy needs as much."""
    with pytest.raises(TooLarge):
        parse("#" * (POLICY_BYTES_MAX + 1))


@given(st.text() | st.text(alphabet="ab:-[]{}&*!|>'\"%@#\n ").map(lambda text: text * 3))
def test_any_text_is_a_policy_or_refused(text):
    """Nothing else ever comes of it, and what is a policy can be written down."""
    with suppress(IntakeError):
        assert parse(render(parse(text))) == parse(text)


def test_the_published_schema_is_the_one_in_force():
    """It lies in the documents, and an editor that follows it accepts what the product accepts."""
    published = json.loads((ROOT / "docs" / "policy.schema.json").read_text(encoding="utf-8"))

    assert published == schema()
    validator = jsonschema.Draft202012Validator(published)
    assert not [*validator.iter_errors(json.loads(json.dumps(yaml.safe_load(EXAMPLE), default=str)))]
    assert [*validator.iter_errors({"default_level": "L9"})]

"""What events may say is a closed list: each fact of each kind, in its form, and nothing else."""

import ast
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from shared.cli.__main__ import main
from shared.domain.audit import Actor, ActorKind, AuditAction, canonical
from shared.domain.audit_facts import FACTS, Form, event_of, problems_of, schema
from shared.domain.ids import parse_tenant_id
from tests.facts import example_facts, facts_of
from tests.unit.pipeline.people import ADMIN, APPROVER, CLERK, GOOD, NOTHING, WRONG_TOTAL, posted

ROOT = Path(__file__).parents[3]
SCHEMA = ROOT / "docs" / "audit-event.schema.json"
TENANT = parse_tenant_id("11111111-2222-4333-8444-555555555555")
EVERY_ACTION = pytest.mark.parametrize("action", AuditAction, ids=lambda action: action.name)
VALID = Draft202012Validator(schema())


def event(action, facts):
    return event_of(
        tenant_id=TENANT,
        subject="s",
        number=0,
        action=action,
        at=datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC),
        actor=Actor(kind=ActorKind.SERVICE, reference="test"),
        facts=facts,
        previous=None,
    )


def test_every_kind_has_its_list():
    """A kind of event without one could say anything."""
    assert set(FACTS) == set(AuditAction)


@given(st.sampled_from(AuditAction).flatmap(lambda action: st.tuples(st.just(action), facts_of(action))))
def test_what_is_on_the_list_is_an_event_of_the_published_schema(kind):
    """Whatever the list allows is taken, and whatever is taken is valid."""
    made = event(*kind)

    VALID.validate(json.loads(canonical(made)))


@EVERY_ACTION
def test_an_unknown_fact_is_refused(action):
    """By us and by the schema; the message names it and not its value."""
    facts = {**example_facts(action), "surname": "secret"}

    with pytest.raises(ValueError, match="surname is unknown") as refusal:
        event(action, facts)
    assert "secret" not in str(refusal.value)
    assert not VALID.is_valid(json.loads(canonical(event(action, example_facts(action)))) | {"facts": facts})


@EVERY_ACTION
def test_a_missing_fact_is_refused(action):
    """Each that its kind must state."""
    for name in FACTS[action].required:
        facts = example_facts(action)
        del facts[name]

        with pytest.raises(ValueError, match=f"{name} is missing"):
            event(action, facts)


@EVERY_ACTION
@pytest.mark.parametrize(
    "value", ["Erika Mustermann", "erika@example.com", "Müller", "", -1, 1 << 53, 1.5, True, None, "a\n"]
)
def test_no_fact_takes_a_person_a_text_or_a_fraction(action, value):
    """A name has a space, an address an `@`; an amount is no float."""
    for name, form in {**FACTS[action].required, **FACTS[action].optional}.items():
        if value == "" and form is Form.CODES:
            continue
        assert problems_of(action, {**example_facts(action), name: value})


@given(st.text(max_size=20))
def test_a_form_takes_what_its_schema_takes(text):
    """The same expression judges here and at whoever reads the schema."""
    for form in Form:
        taken = Draft202012Validator(form.schema()).is_valid(text)
        assert form.fits(text) == (taken and not text.endswith("\n"))


def test_events_are_made_in_one_place():
    """Nothing that ships builds an event past the list."""
    makers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "shared").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "AuditEvent"
    }

    assert makers == {"shared/domain/audit_facts.py"}


def test_the_published_schema_is_the_one_in_force(capsys):
    """`audit schema` prints what lies in the documents."""
    assert main(["audit", "schema"]) == 0

    assert json.loads(capsys.readouterr().out) == schema() == json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema())


def test_what_people_and_the_chain_say_is_on_the_list():
    """Every way through the review leaves events of the published schema only."""
    for answer, steps in (
        (GOOD, [("roll_back", CLERK, {"note": "No."}), ("reject", CLERK, {"note": "No."})]),
        (
            WRONG_TOTAL,
            [("comment", CLERK, {"text": "Hm, Frau Muster?"}), ("approve", APPROVER, {"note": ""})],
        ),
        (NOTHING, [("reassign", ADMIN, {"to_id": "second"}), ("escalate", CLERK, {"note": "?"})]),
    ):
        world, record = posted(answer)
        for step, by, more in steps:
            seen = world.record(record.invoice_id)
            getattr(world.review, step)(world.scope, by, record.invoice_id, revision=seen.events, **more)
            world.drain()
        entries = world.audit_log.entries(world.scope)
        assert len(entries) > len(steps)
        for entry in entries:
            VALID.validate(json.loads(canonical(entry.event)))

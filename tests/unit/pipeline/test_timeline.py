"""For any invoice the timeline tells what came, was read, found, decided, done, told, undone, by whom."""

import json
from pathlib import Path

import pytest

from shared.domain.audit import AuditAction as Action
from shared.domain.audit import LogEntry
from shared.domain.document import Document, sniff
from shared.domain.gate import GateLevel
from shared.domain.invoice import InvoiceState
from shared.domain.timeline import ASKED, Question, Timeline
from shared.engines.router import local_reader
from tests.logs import chain
from tests.unit.engines.builders import InlineRunner
from tests.unit.pipeline.people import APPROVER, CLERK, SECOND, new_world

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
TRUTH = {
    name: entry
    for name, entry in json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8")).items()
    if entry["expect"] != "refused" and entry["kind"] not in {"scan", "mail"}
}
OTHERS = {
    action for action in Action if action.value.split(":")[1] in {"access", "key", "log", "policy", "rule"}
}
"""Kinds of event that no invoice has."""


@pytest.fixture(scope="module")
def stories():
    """Take every sample of the demo through the chain and through people's hands; give each one's record."""
    worlds = {}
    for name in sorted(TRUTH):
        content = (SAMPLES / name).read_bytes()
        reading = local_reader(InlineRunner()).extract(Document(kind=sniff(content), content=content))
        world = new_world(reading)
        (accepted,) = world.post(content)
        world.drain()
        approved(world, accepted.invoice_id)
        rolled_back(world, accepted.invoice_id)
        worlds[name] = (world, world.record(accepted.invoice_id), reading)
    return worlds


def approved(world, invoice_id):
    """Two people approve what waits for approval."""
    for by in (APPROVER, SECOND):
        seen = world.record(invoice_id)
        if seen.state is InvoiceState.AWAITING_APPROVAL:
            world.review.approve(world.scope, by, invoice_id, revision=seen.events, note="Checked.")
            world.drain()


def rolled_back(world, invoice_id):
    """A clerk takes back what was done."""
    seen = world.record(invoice_id)
    if seen.state is InvoiceState.PROCESSED:
        world.review.roll_back(world.scope, CLERK, invoice_id, revision=seen.events, note="Wrong client.")
        world.drain()


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_an_invoice_picked_at_random_answers_every_question(stories, name):
    """Each question has its answer with who and when; no answer is without its entry in the log."""
    world, record, reading = stories[name]
    story = world.look_up.timeline(world.scope, record.invoice_id)

    (came,) = story.came
    assert (came.facts["channel"], came.facts["size_bytes"]) == ("http", record.document.size_bytes)
    assert came.facts["commitment"] == world.blobs.commit(
        world.scope, record.invoice_id, (SAMPLES / name).read_bytes()
    )
    assert (came.who.kind, came.who.reference) == ("partner", "k1")
    (read,) = story.read
    assert (read.facts["engine"], read.facts["engine_version"]) == (
        reading.engine.name,
        reading.engine.version,
    )
    found = story.found[0]
    assert set(filter(None, found.facts["findings"].split(","))) == {each.code for each in record.findings}
    assert found.facts.get("vendor") == (record.vendor.vendor_id if record.vendor else None)
    gate, *people = story.decided
    assert (gate.who.reference, gate.facts["level"]) == ("gate", record.decision.level.value)
    assert {each.policy_version for each in story.decided} == {world.tenant.policy.version}
    assert [each.who.reference for each in people] == [each.by for each in record.review.approvals] or (
        record.state is InvoiceState.ROLLED_BACK
    )
    assert story.told[0].facts["recipient"] == record.notices[0].recipient
    assert story.told[0].facts["channels"] == "post"
    check_acts(record, story)


def check_acts(record, story):
    """What was done names the decision that allowed it, and what was undone names what was done."""
    acts = [each for each in story.done if each.action is Action.INVOICE_ACTED]
    undone = [each for each in story.undone if each.action is Action.EFFECT_UNDONE]
    if record.state is not InvoiceState.ROLLED_BACK:
        assert (acts, undone) == ([], [])
        assert record.decision.level in {GateLevel.L2, GateLevel.L3}
        return
    (act,), (undo,) = acts, undone
    allowed = next(each for each in story.decided if each.event_id == act.facts["authority"])
    assert allowed.sequence < act.sequence < undo.sequence
    assert undo.facts["authority"] == act.facts["authority"]
    assert story.undone[0].who.reference == "clerk"


def test_the_samples_show_every_way(stories):
    """The machine acts on some, people approve others, and some are left to people whole."""
    levels = {record.decision.level for _, record, _ in stories.values()}
    by_people = [
        name
        for name, (world, record, _) in stories.items()
        if any(
            each.who.kind == "person"
            for each in world.look_up.timeline(world.scope, record.invoice_id).decided
        )
    ]

    assert {GateLevel.L1, GateLevel.L2, GateLevel.L3} <= levels
    assert by_people


def test_every_kind_of_an_invoice_s_events_answers_something():
    """A kind without a question would hide."""
    assert set(ASKED) == set(Action) - OTHERS
    assert {question.value for question in Question} | {"invoice_id"} == set(Timeline.model_fields)


def test_what_a_later_version_wrote_is_shown():
    """An entry of a kind that answers no question yet is among what else was said."""
    event = chain("a", 1)[0].model_copy(update={"action": Action.LOG_VERIFIED})

    story = Timeline.of("a", [LogEntry(sequence=3, event=event)])

    assert (story.said[0].sequence, story.said[0].policy_version) == (3, None)

"""
What every effect must keep to, whatever it does outside.

A new connector joins by one more entry of `EFFECTS`: how it is made, and what the far side then sees.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from shared.domain.errors import NotFound, Unavailable
from shared.domain.review import export_under
from shared.pipeline.effects import Export
from shared.ports.blobs import export_name, withdrawal_name
from shared.ports.effects import Effector
from tests.unit.pipeline.people import GOOD, posted
from tests.unit.pipeline.world import Crashed, Crashing, Fuse

WRITES_MAX = 8
"""More writes than one effect makes outside."""


@dataclass(frozen=True)
class Case:
    """One kind of effect: made on storage, planned under an event, and looked at from outside."""

    make: Callable[[Any], Effector]
    plan: Callable[[str], Any]
    stands: Callable[[Any, Any, Any], bool]
    """Whether whoever takes it in counts it: from storage, scope and effect."""


def laid_out(blobs, scope, name):
    try:
        blobs.load(scope, name)
    except NotFound:
        return False
    return True


def export_stands(blobs, scope, effect):
    done = laid_out(blobs, scope, export_name(effect.authority))
    return done and not laid_out(blobs, scope, withdrawal_name(effect.authority))


EFFECTS = {"export": Case(Export, export_under, export_stands)}


class Stage:
    """An invoice that was read, and an effect that some event of it allows."""

    def __init__(self, case):
        self.case = case
        self.world, self.record = posted(GOOD)
        self.scope = self.world.scope
        self.authority = self.world.recording.authority(self.scope, self.record)
        self.effect = self.planned(90)
        self.effector = case.make(self.world.blobs)

    def planned(self, number):
        return self.case.plan(f"{self.record.invoice_id}.{number}")

    def run(self, effector=None, *, record=None):
        return (effector or self.effector).run(self.scope, record or self.record, self.effect, self.authority)

    def undo(self, effector=None, *, effect=None):
        (effector or self.effector).undo(self.scope, self.record, effect or self.effect, self.authority)

    def stands(self, effect=None):
        return self.case.stands(self.world.blobs, self.scope, effect or self.effect)


@pytest.fixture(params=EFFECTS.values(), ids=EFFECTS)
def stage(request):
    return Stage(request.param)


def test_it_stands_once_it_is_run_and_no_more_once_it_is_undone(stage):
    """The far side sees both."""
    assert not stage.stands()

    stage.run()
    assert stage.stands()

    stage.undo()
    assert not stage.stands()


def test_run_again_it_comes_to_the_same(stage):
    """The same for the same effect, however often."""
    assert stage.run() == stage.run() == stage.run()


def test_run_again_after_the_record_moved_on_it_comes_to_the_same(stage):
    """What was done is what counts, not what would be done now."""
    first = stage.run()

    later = stage.record.model_copy(update={"vendor": None, "coding": None, "findings": ()})

    assert stage.run(record=later) == first


def test_undone_again_it_stays_undone(stage):
    """Asked for again, it changes nothing."""
    stage.run()
    stage.undo()

    stage.undo()

    assert not stage.stands()


def test_what_never_happened_can_be_undone(stage):
    """Whether or not it happened: the crash may have come before it."""
    stage.undo()

    assert not stage.stands()


def test_undoing_one_leaves_another(stage):
    """An effect is known by what allowed it."""
    other = stage.planned(91)
    stage.run()

    stage.undo(effect=other)

    assert stage.stands()


def test_an_invoice_without_a_reading_has_no_effect(stage):
    """Nothing is guessed; it waits, and nothing stands outside."""
    with pytest.raises(Unavailable):
        stage.run(record=stage.record.model_copy(update={"summary": None}))

    assert not stage.stands()


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", range(WRITES_MAX))
@pytest.mark.parametrize("undone", [False, True], ids=["run", "undo"])
def test_a_crash_at_any_write_is_made_good_by_asking_again(stage, number, moment, undone):
    """In the end it stands once, or, taken back, not at all."""
    broken = stage.case.make(Crashing(stage.world.blobs, Fuse(at=(number, moment))))
    try:
        stage.run(broken)
        if undone:
            stage.undo(broken)
    except Crashed:
        pass

    stage.run()
    if undone:
        stage.undo()

    assert stage.stands() is not undone

"""A tenant's policy is written by its administrators, tried, put in force, and made stricter by an alarm."""

import uuid

import pytest

from shared.domain.audit import AuditAction
from shared.domain.errors import Conflict, Forbidden, Stale, Unavailable, Unprocessable
from shared.domain.gate import GateLevel
from shared.domain.invoice import InvoiceState, change
from shared.domain.trial import RECENT
from shared.pipeline.govern import Govern
from shared.pipeline.watch import Watch
from tests.unit.pipeline.people import ADMIN, APPROVER, PEOPLE, process
from tests.unit.pipeline.world import TENANT, Crashed, Crashing, Fuse, World, profile

STRICT = "default_level: L2\n"


class Office:
    """A tenant with people, and the policy's own stage on fakes that can crash."""

    def __init__(self):
        self.world = World(tenant=profile(reviewers=PEOPLE))
        self.fuse = Fuse()
        self.start()

    def start(self):
        world = self.world
        self.govern = Govern(
            Saving(world.tenants, self.fuse),
            world.invoices,
            Crashing(world.audit_log, self.fuse),
            world.clock,
        )
        self.watch = Watch(world.tenants, world.admission, self.govern)

    @property
    def scope(self):
        return self.world.admission.admit(TENANT)

    @property
    def book(self):
        return self.govern.in_force(self.scope).book

    def write(self, text, **options):
        return self.govern.write(self.scope, ADMIN, text, revision=self.book.events, **options)

    def actions(self):
        entries = self.world.audit_log.entries(self.scope)
        return [each.event.action for each in entries if each.event.action.value.split(":")[1] == "policy"]


class Saving(Crashing):
    """The directory, where writing the book can crash."""

    WRITES = frozenset({"save_book"})


@pytest.fixture
def office():
    return Office()


def test_before_anybody_writes_one_the_default_is_in_force(office):
    """And it can be read as a text."""
    book, text = office.govern.in_force(office.scope)

    assert (book.active.version, text) == (1, "{}\n")


def test_a_written_policy_decides_and_is_in_the_log(office):
    """The text is kept as it was written, with its digest in the log."""
    book = office.write(STRICT)

    assert office.scope.profile.policy.default_level is GateLevel.L2
    assert process(office.world).decision.policy_version == book.active.version == 2
    assert office.govern.in_force(office.scope).text == STRICT
    assert office.actions() == [AuditAction.POLICY_CHANGED]
    assert office.book.outbox == ()


def test_a_trial_decides_beside_the_policy_in_force(office):
    """Nothing is done by it until it is promoted; then the invoices of the trial say what it did."""
    office.write(STRICT, on_trial=True)
    tried = process(office.world)

    assert (tried.decision.level, tried.shadow.level) == (GateLevel.L1, GateLevel.L2)
    office.govern.promote(office.scope, ADMIN, revision=office.book.events)
    assert office.scope.profile.policy.default_level is GateLevel.L2
    assert office.scope.profile.shadow_policy is None
    assert office.actions() == [AuditAction.POLICY_TRIED, AuditAction.POLICY_PROMOTED]


def test_a_trial_can_be_dropped(office):
    """There must be one; a step out of turn changes nothing."""
    office.write(STRICT, on_trial=True)
    office.govern.drop(office.scope, ADMIN, revision=office.book.events)

    assert office.scope.profile.shadow_policy is None
    for step in (office.govern.drop, office.govern.promote, office.govern.lift):
        with pytest.raises(Conflict):
            step(office.scope, ADMIN, revision=office.book.events)


def test_only_administrators_write(office):
    """Who passes the gate does not write the rules of it."""
    with pytest.raises(Forbidden):
        office.govern.write(office.scope, APPROVER, STRICT, revision=0)


def test_what_changed_meanwhile_is_not_overwritten(office):
    """Who saw an older book is told so."""
    office.write(STRICT)

    with pytest.raises(Stale):
        office.govern.write(office.scope, ADMIN, "{}", revision=0)


def test_a_policy_names_people_the_tenant_has(office):
    """A mistyped name would leave invoices with nobody."""
    with pytest.raises(Unprocessable) as refused:
        office.write("escalation: [aprover]\nassignments: [{to: [approver, bob]}]\n")

    assert refused.value.message == "The tenant has nobody called aprover, bob."


def test_the_past_is_looked_at_under_a_draft(office):
    """Nothing changes by it."""
    process(office.world)

    found = office.govern.backtest(office.scope, STRICT, days=30)

    assert (found.invoices, found.moved, found.complete) == (1, 1, True)
    assert office.book.active.version == 1
    office.world.clock.now = office.world.clock.now.replace(year=2028)
    assert office.govern.backtest(office.scope, STRICT, days=30).invoices == 0


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("write", range(3))
def test_a_crash_at_any_write_leaves_one_change_and_one_entry(office, write, moment):
    """The book and its event are written together; what is left is brought into the log later."""
    office.fuse.at = (write, moment)

    with pytest.raises(Crashed):
        office.write(STRICT)
    office.start()
    office.govern.settle(office.scope)
    happened = office.book.active.version == 2
    if not happened:
        office.write(STRICT)

    assert office.scope.profile.policy.default_level is GateLevel.L2
    assert set(office.actions()) == {AuditAction.POLICY_CHANGED}
    assert len({entry.event.event_id for entry in office.world.audit_log.entries(office.scope)}) == 1
    assert office.book.outbox == ()


def overridden(office, count):
    """Let the machine have acted on as many invoices as are watched, and people put some right."""
    acted = process(office.world)
    for number in range(RECENT):
        state = InvoiceState.REJECTED if number < count else InvoiceState.PROCESSED
        copied = acted.model_copy(update={"invoice_id": str(uuid.UUID(int=number)), "state": state})
        office.world.invoices.commit(office.scope, change(copied), None)


def test_too_many_corrections_make_the_gate_stricter_until_a_person_lifts_it(office):
    """Every invoice waits for a person; after it is lifted, only what comes in later is counted."""
    overridden(office, 20)

    assert office.watch.run() == 1
    assert office.scope.profile.fallback.level is GateLevel.L2
    assert office.watch.run() == 0
    held = process(office.world)
    assert held.decision.level is GateLevel.L2
    assert any("people put right 20 of the last 50" in text for text in held.decision.because)

    office.govern.lift(office.scope, ADMIN, revision=office.book.events)
    assert office.scope.profile.fallback is None
    assert office.watch.run() == 0
    assert office.actions() == [AuditAction.POLICY_FELL_BACK, AuditAction.POLICY_LIFTED]


def test_few_corrections_alarm_nobody(office):
    """Chance explains them."""
    overridden(office, 3)

    assert office.watch.run() == 0
    assert office.scope.profile.fallback is None


def test_one_tenants_trouble_does_not_keep_others_from_being_watched(office):
    """It is tried again in ten minutes."""

    class Down(Govern):
        def settle(self, scope):
            raise Unavailable("store.down", "No answer.")

    world = office.world
    down = Down(world.tenants, world.invoices, world.audit_log, world.clock)

    assert Watch(world.tenants, world.admission, down).run() == 0

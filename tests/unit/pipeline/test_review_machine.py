"""Any people, in any order, with crashes and redeliveries: the gate holds, and undo leaves nothing behind."""

import json

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shared.domain.audit import AuditAction as Action
from shared.domain.audit import digest
from shared.domain.codes import CodeField
from shared.domain.corrections import Corrections, FieldName
from shared.domain.errors import IntakeError
from shared.domain.invoice import RESTING, InvoiceState
from shared.domain.roles import Power
from tests.unit.pipeline.people import (
    APPROVER,
    CLERK,
    GOOD,
    NOTHING,
    PEOPLE,
    SECOND,
    WRONG_AND_LARGE,
    WRONG_TOTAL,
    new_world,
)
from tests.unit.pipeline.world import Crashed, message_of

ANSWERS = (GOOD, WRONG_TOTAL, WRONG_AND_LARGE, NOTHING)
ACTIONS = {
    "reject": lambda text: {"note": text},
    "escalate": lambda text: {"note": text},
    "comment": lambda text: {"text": text},
    "reassign": lambda _: {"to_id": "second"},
    "code": lambda text: {"line": 0, "field": CodeField.ACCOUNT, "value": f"4{len(text)}"},
}
FIELDS = {
    FieldName.IBAN: "DE89370400440532013000",
    FieldName.INVOICE_NUMBER: "R-2",
    FieldName.TOTAL: "119.00",
    FieldName.SUBTOTAL: "100.00",
    FieldName.VENDOR_NAME: "Anders AG",
    FieldName.CURRENCY: "USD",
}
MAY = {
    Action.INVOICE_APPROVED: Power.APPROVE,
    Action.INVOICE_ENDORSED: Power.APPROVE,
    Action.INVOICE_CORRECTED: Power.CORRECT,
    Action.INVOICE_RECODED: Power.CORRECT,
    Action.INVOICE_REJECTED: Power.REJECT,
    Action.INVOICE_REASSIGNED: Power.ASSIGN,
    Action.INVOICE_ESCALATED: Power.ASSIGN,
    Action.INVOICE_COMMENTED: Power.COMMENT,
    Action.ROLL_BACK_ASKED: Power.UNDO,
}
POWERS = {person.reviewer_id: person for person in PEOPLE}

people = st.sampled_from((*PEOPLE, CLERK, APPROVER, SECOND, APPROVER, SECOND))
crashes = st.none() | st.tuples(st.integers(0, 3), st.sampled_from(["before", "after"]))


class ReviewMachine(RuleBasedStateMachine):
    """One invoice, and everything that can happen to it after it came in."""

    @initialize(answer=st.sampled_from(ANSWERS))
    def begin(self, answer):
        self.world = new_world(answer)
        (accepted,) = self.world.post()
        self.invoice_id = accepted.invoice_id
        self.world.drain()

    @property
    def record(self):
        return self.world.record(self.invoice_id)

    @property
    def events(self):
        return self.world.invoices.outbox(self.world.scope, self.record.model_copy(update={"logged": 0}))

    @rule(by=people, crash=crashes)
    def approve(self, by, crash):
        self.attempt("approve", by, crash, {"note": "checked"})

    @rule(by=st.sampled_from((APPROVER, SECOND)), field=st.sampled_from(sorted(FIELDS)))
    def correct_and_approve_oneself(self, by, field):
        self.attempt("correct", by, None, {"corrections": Corrections(fields={field: FIELDS[field]})})
        self.world.drain()
        self.attempt("approve", by, None, {"note": "checked"})
        self.world.drain()

    @rule(by=st.sampled_from(PEOPLE))
    def roll_back(self, by):
        self.world.drain()
        self.attempt("roll_back", by, None, {"note": "not ours"})

    @rule()
    def settle(self):
        self.world.drain()

    @rule(
        action=st.sampled_from(sorted(ACTIONS)), by=people, text=st.sampled_from(["", "why"]), crash=crashes
    )
    def act(self, action, by, text, crash):
        self.attempt(action, by, crash, ACTIONS[action](text))

    @rule(by=people, fields=st.sets(st.sampled_from(sorted(FIELDS)), min_size=1, max_size=2), crash=crashes)
    def correct(self, by, fields, crash):
        corrections = Corrections(fields={name: FIELDS[name] for name in fields})
        self.attempt("correct", by, crash, {"corrections": corrections})

    @rule(by=people)
    def approve_what_was_seen_earlier(self, by):
        """A form that was open since long: refused whenever anything happened since."""
        before = self.record
        try:
            self.world.review.approve(
                self.world.scope, by, self.invoice_id, revision=before.events - 1, note="x"
            )
        except IntakeError:
            assert self.record == before
        else:
            raise AssertionError("an old form was taken")

    @rule(crash=crashes)
    def work(self, crash):
        self.crashing(crash, self.world.step)

    @rule()
    def redeliver(self):
        message = message_of(self.record)
        for stage in self.world.stages.values():
            stage.run(self.world.scope, message)

    @rule()
    def sweep(self):
        self.world.leap()
        self.world.sweep.run()

    @rule()
    @precondition(lambda self: self.record.next_stage is None)
    def lose_messages(self):
        self.world.queues.lose_everything()

    def attempt(self, action, by, crash, arguments):
        before = self.record

        def step():
            getattr(self.world.review, action)(
                self.world.scope, by, self.invoice_id, revision=before.events, **arguments
            )

        try:
            self.crashing(crash, step)
        except IntakeError:
            assert self.record == before, "what is refused changes nothing"

    def crashing(self, crash, run):
        if crash is not None:
            self.world.fuse.at = (self.world.fuse.seen + crash[0], crash[1])
        try:
            run()
        except Crashed:
            self.world.start()
        finally:
            self.world.fuse.at = None

    @invariant()
    def no_path_acts_without_its_gate(self):
        allowed = {
            event.event_id: event
            for event in self.events
            if event.action is Action.INVOICE_APPROVED
            or (event.action is Action.GATE_DECIDED and event.facts["level"] in {"L0", "L1"})
        }
        logged = {entry.event.event_id for entry in self.world.audit_log.entries(self.world.scope)}
        exports = self.exports()

        assert set(exports) <= set(allowed) & logged
        assert len(exports) == len(set(exports)), "none acts twice"

    @invariant()
    def every_transition_is_in_the_audit(self):
        events = self.events
        assert len(events) == self.record.events
        assert [event.previous for event in events] == [None, *map(digest, events)][:-1]

    @invariant()
    def people_do_only_what_they_may(self):
        for event in self.events:
            if event.action in MAY:
                assert POWERS[event.actor.reference].may(MAY[event.action])

    @invariant()
    def nobody_approves_their_own_payee_nor_twice(self):
        payee, hands, endorsers = set(), set(), set()
        for event in self.events:
            who = event.actor.reference
            if event.action is Action.INVOICE_CORRECTED:
                hands.add(who)
                endorsers.clear()
                payee |= {who} if event.facts["payee"] else set()
            elif event.action in {Action.INVOICE_RECODED, Action.ROLL_BACK_ASKED, Action.INVOICE_REJECTED}:
                endorsers.clear()
            elif event.action is Action.INVOICE_ENDORSED:
                assert who not in payee | hands | endorsers
                endorsers.add(who)
            elif event.action is Action.INVOICE_APPROVED:
                assert who not in payee | endorsers
                assert not endorsers or who not in hands
                endorsers.clear()

    @invariant()
    def no_hand_lowers_the_gate(self):
        least = "L0"
        for event in self.events:
            if event.action is Action.GATE_DECIDED:
                assert event.facts["level"] >= least
                least = event.facts["level"]
            elif event.action is Action.ROLL_BACK_ASKED or event.facts.get("payee"):
                least = max(least, "L2")

    @invariant()
    def what_rests_is_outside_exactly_as_its_state_says(self):
        record = self.record
        if record.state in RESTING and record.state is not InvoiceState.FAILED:
            standing = set(self.exports()) - set(self.withdrawals())
            assert len(standing) == (record.state is InvoiceState.PROCESSED)

    def teardown(self):
        if not hasattr(self, "world"):
            return
        for _ in range(3):
            self.world.leap()
            self.world.sweep.run()
            self.world.drain()
        record = self.record
        assert record.state in RESTING
        assert record.logged == record.events
        assert not record.untold
        self.what_rests_is_outside_exactly_as_its_state_says()
        self.no_path_acts_without_its_gate()

    def exports(self):
        return [each["authority"]["event_id"] for each in self.outside("invoice/v1")]

    def withdrawals(self):
        return [each["withdrawn"]["authority"] for each in self.outside("withdrawal/v1")]

    def outside(self, schema):
        bodies = self.world.blobs.bodies("exports")
        return [found for found in map(json.loads, bodies) if found["schema"] == schema]


ReviewMachine.TestCase.settings = settings(
    max_examples=80,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
test_review_machine = ReviewMachine.TestCase

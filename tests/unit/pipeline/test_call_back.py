"""A new bank account passes the gate only after the vendor was called on a number known before."""

import pytest

from shared.domain.audit import AuditAction
from shared.domain.errors import Conflict, Forbidden, Unprocessable
from shared.domain.findings import FindingCode
from shared.domain.gate import GateLevel
from shared.domain.invoice import InvoiceState
from shared.domain.reading import Read
from shared.domain.review import CALLS_MAX, CallOutcome
from tests.unit.pipeline.people import APPROVER, AUDITOR, CLERK, new_world, posted
from tests.unit.pipeline.test_review import do, fix
from tests.unit.pipeline.world import good_invoice, reading

PHONE = "+49 (40) 123 45 67"
DIGITS = "401234567"
OLD, NEW, THIRD = "DE02120300000000202051", "DE89370400440532013000", "DE75512108001245126199"


def bill(account, *, number="R-1", phone=PHONE):
    return reading(
        good_invoice(
            ibans=(Read(value=account, confidence=1),),
            invoice_number=Read(value=number, confidence=1),
            vendor_phone=Read(value=phone, confidence=1) if phone else None,
        )
    )


class Office:
    """A tenant that knows a vendor, and gets a bill of theirs with another account."""

    def __init__(self, *, phone=PHONE, forged=PHONE):
        self.world = new_world(bill(OLD, phone=phone))
        self.arrive(b"%PDF-1.7 known")
        self.world.extractor.answer = bill(NEW, number="R-2", phone=forged)
        self.record = self.arrive(b"%PDF-1.7 new account")

    def arrive(self, content):
        (accepted,) = self.world.post(content)
        self.world.drain()
        return self.world.record(accepted.invoice_id)

    def call(self, outcome, *, by=CLERK, number=PHONE):
        self.record = do(self.world, self.record, "call_back", by, number=number, outcome=outcome)

    def approve(self):
        self.record = do(self.world, self.record, "approve", APPROVER, note="I called them.")
        return self.record.state


@pytest.fixture
def office():
    return Office()


def test_without_a_call_nobody_approves(office):
    """A person at L3 is asked, and their word alone is not enough."""
    assert office.record.decision.level is GateLevel.L3

    with pytest.raises(Conflict) as refused:
        office.approve()
    assert refused.value.code == "review.call_back"


def test_after_a_confirmed_call_it_is_approved_and_the_account_is_known(office):
    """The next bill that names it is nothing special; the log has who called, and no number."""
    office.call(CallOutcome.UNREACHED)
    office.call(CallOutcome.CONFIRMED)

    assert office.approve() is InvoiceState.PROCESSED
    assert office.world.actions(office.record.invoice_id).count(AuditAction.VENDOR_CALLED) == 2
    office.world.extractor.answer = bill(NEW, number="R-3")
    after = office.arrive(b"%PDF-1.7 again")
    assert FindingCode.PAYEE_CHANGED not in {each.code for each in after.findings}
    events = office.world.audit_log.entries(office.world.scope)
    assert all(DIGITS[-6:] not in entry.event.model_dump_json() for entry in events)


@pytest.mark.parametrize("outcome", [CallOutcome.DENIED, CallOutcome.UNREACHED])
def test_another_answer_lets_nothing_pass(office, outcome):
    """Also where somebody said yes before: the latest answer counts."""
    if outcome is CallOutcome.DENIED:
        office.call(CallOutcome.CONFIRMED)
    office.call(outcome)

    with pytest.raises(Conflict):
        office.approve()


def test_a_number_that_was_not_known_before_is_none():
    """Hostile: the forged letter brings its own number along."""
    office = Office(forged="+49 30 666 666 66")

    with pytest.raises(Unprocessable) as refused:
        office.call(CallOutcome.CONFIRMED, number="+49 30 666 666 66")
    assert refused.value.code == "review.number"
    office.call(CallOutcome.CONFIRMED, number="0401234567")
    assert office.approve() is InvoiceState.PROCESSED


@pytest.mark.parametrize("number", ["", "12", "+49 40 999 99 99"])
def test_a_vendor_without_a_known_number_cannot_be_called(number):
    """Somebody puts one into the register first."""
    with pytest.raises(Unprocessable):
        Office(phone=None, forged=None).call(CallOutcome.CONFIRMED, number=number)


def test_what_was_said_about_one_account_says_nothing_about_another(office):
    """Corrected after the call, it needs another call."""
    office.call(CallOutcome.CONFIRMED)
    office.record = do(office.world, office.record, "correct", CLERK, corrections=fix(iban=THIRD))

    with pytest.raises(Conflict) as refused:
        office.approve()
    assert refused.value.code == "review.call_back"


def test_an_account_that_is_known_asks_for_no_call():
    """There is nothing to confirm."""
    world, record = posted(bill(OLD))

    with pytest.raises(Conflict):
        do(world, record, "call_back", CLERK, number=PHONE, outcome=CallOutcome.CONFIRMED)


def test_who_may_only_look_does_not_call(office):
    """Roles hold here too."""
    with pytest.raises(Forbidden):
        office.call(CallOutcome.CONFIRMED, by=AUDITOR)


def test_calls_are_bounded(office):
    """Whom nobody reaches in twenty calls is written to."""
    for _ in range(CALLS_MAX):
        office.call(CallOutcome.UNREACHED)

    with pytest.raises(Conflict) as refused:
        office.call(CallOutcome.UNREACHED)
    assert refused.value.code == "review.calls"

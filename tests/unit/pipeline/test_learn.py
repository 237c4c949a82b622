"""What people decide is right the next time, in their own tenant and nowhere else."""

import logging
from datetime import date
from decimal import Decimal

import pytest

from shared.domain.audit import Actor, ActorKind, AuditAction
from shared.domain.codes import CodeDecision, CodeField
from shared.domain.coding import Rule, RuleBook, RuleState
from shared.domain.errors import NotFound, Unavailable, Unprocessable
from shared.domain.findings import FindingCode
from shared.domain.ids import VendorId, parse_tenant_id
from shared.domain.pooling import contribution
from shared.domain.reading import LineItem, Read
from shared.domain.tenancy import Admission
from shared.domain.vendor import VendorOutcome
from shared.pipeline.learn import Learn
from tests.unit.pipeline.world import World, good_invoice, profile, reading

PERSON = Actor(kind=ActorKind.PERSON, reference="r1")
CANARY = "CANARY77"


def read(value):
    return Read(value=value, confidence=1)


def invoice(number, day=1, item="Toner schwarz", **changes):
    lines = (LineItem(description=item, amount=Decimal("100.00"), tax_rate=Decimal(19)),)
    return reading(
        good_invoice(
            invoice_number=read(number), invoice_date=read(date(2026, 11, day)), line_items=lines, **changes
        )
    )


class Office:
    """A chain, and a person who decides."""

    def __init__(self):
        self.world = World()
        self.learn = Learn(self.world.vendors, self.world.audit_log, self.world.clock)
        self._sent = 0

    def process(self, *args, **kwargs):
        self.world.extractor.answer = invoice(*args, **kwargs)
        self._sent += 1
        (accepted,) = self.world.post(b"%%PDF-1.7 %d" % self._sent)
        self.world.drain()
        return self.world.record(accepted.invoice_id)

    def override(self, record, value, field=CodeField.ACCOUNT, item="toner schwarz"):
        decision = CodeDecision(
            invoice_id=record.invoice_id,
            vendor_id=record.vendor.vendor_id,
            item=item,
            field=field,
            value=value,
        )
        return self.learn.decide(self.world.scope, decision)

    def rules(self):
        return self.learn.rules(self.world.scope).rules


def account(record):
    return record.coding.lines[0].value(CodeField.ACCOUNT)


def test_one_override_is_enough():
    """The next invoice of the vendor with the same item is coded so."""
    office = Office()
    first = office.process("R-1", 1)
    office.override(first, "6815")

    second = office.process("R-2", 9)

    assert account(first) is None
    assert account(second) == "6815"
    assert second.vendor.outcome is VendorOutcome.MATCHED


def test_an_override_suggests_a_rule_that_can_be_promoted_and_reversed():
    """And each step is an event in the log."""
    office = Office()
    office.override(office.process("R-1", 1), "6815")
    (rule,) = office.rules()

    office.learn.promote(office.world.scope, PERSON, rule.rule_id)
    promoted = office.process("R-2", 9)
    office.learn.reverse(office.world.scope, PERSON, rule.rule_id)

    assert promoted.coding.lines[0].codes[1].reason.startswith("A rule says so")
    assert [each.state for each in office.rules()] == [RuleState.REVERSED]
    events = [entry.event for entry in office.world.audit_log.entries(office.world.scope)]
    told = [event for event in events if event.facts.get("rule") == rule.rule_id]
    assert [event.action for event in told] == [AuditAction.RULE_PROMOTED, AuditAction.RULE_REVERSED]
    assert told[1].previous is not None
    assert office.learn.rules(office.world.scope).outbox == ()


def test_a_rule_that_would_make_a_case_worse_is_not_promoted():
    """A hand-written rule over all items meets the past."""
    office = Office()
    first = office.process("R-1", 1)
    office.override(first, "6815")
    broad = Rule(
        rule_id="broad",
        state=RuleState.CANDIDATE,
        field=CodeField.ACCOUNT,
        value="9999",
        vendor_id=first.vendor.vendor_id,
    )
    office.learn.write(office.world.scope, lambda book: book.model_copy(update={"rules": (broad,)}))

    assert office.learn.test(office.world.scope, "broad").made_worse == (first.invoice_id,)
    with pytest.raises(Unprocessable):
        office.learn.promote(office.world.scope, PERSON, "broad")


def test_an_event_that_a_crash_kept_back_reaches_the_log():
    """It was written with the change, so nothing is lost."""
    office = Office()
    office.override(office.process("R-1", 1), "6815")
    (rule,) = office.rules()

    class Down:
        def append(self, scope, events):
            raise Unavailable("audit.down", "No answer.")

    broken = Learn(office.world.vendors, Down(), office.world.clock)
    with pytest.raises(Unavailable):
        broken.promote(office.world.scope, PERSON, rule.rule_id)

    office.learn.settle(office.world.scope)

    actions = [entry.event.action for entry in office.world.audit_log.entries(office.world.scope)]
    assert actions.count(AuditAction.RULE_PROMOTED) == 1


def test_not_a_duplicate_is_remembered():
    """The third like it is still told."""
    office = Office()
    first, second = office.process("R-1", 1), office.process("R-2", 1)
    assert FindingCode.DUPLICATE_NEAR in {finding.code for finding in second.findings}

    memory = office.learn.tell_apart(
        office.world.scope, first.vendor.vendor_id, first.invoice_id, second.invoice_id
    )

    assert memory.told_apart(second.invoice_id, first.invoice_id)


def test_unknown_things_answer_alike():
    """No such vendor, no such rule."""
    office = Office()
    decision = CodeDecision(
        invoice_id="i", vendor_id=VendorId("v"), item="x", field=CodeField.ACCOUNT, value="1"
    )

    with pytest.raises(NotFound):
        office.learn.decide(office.world.scope, decision)
    for ask in (office.learn.test, lambda scope, rule_id: office.learn.promote(scope, PERSON, rule_id)):
        with pytest.raises(NotFound):
            ask(office.world.scope, "nobody")


def test_invariant_4_no_canary_leaves_its_tenant(caplog):
    """Not by the store, a log line, the counts that are shared, or another tenant's next invoice."""
    caplog.set_level(logging.DEBUG)
    office = Office()
    record = office.process("R-1", 1, item=f"{CANARY} toner", vendor_name=read(f"{CANARY} GmbH"))
    memory = office.override(record, CANARY, item=f"{CANARY.lower()} toner")
    office.override(record, CANARY, CodeField.CATEGORY, item=f"{CANARY.lower()} toner")
    stranger_id = parse_tenant_id("99999999-2222-4333-8444-555555555555")
    office.world.tenants.save(profile(tenant_id=stranger_id))
    stranger = Admission(office.world.tenants, region="westeurope").admit(stranger_id)

    found = office.world.vendors.find(stranger, memory_keys(office, record))

    assert CANARY in repr(memory)
    assert (found.vendors, found.memories, found.rules) == ((), (), None)
    assert office.learn.rules(stranger) == RuleBook()
    assert CANARY.lower() not in caplog.text.lower()
    assert contribution(memory.decisions * 5) == ()


def memory_keys(office, record):
    return office.world.vendors.load(office.world.scope, record.vendor.vendor_id).value.keys

"""A person's word on one invoice is written with its event, and holds for the next."""

import pytest

from shared.domain.audit import Actor, ActorKind, AuditAction
from shared.domain.codes import CodeField, Source
from shared.domain.errors import Conflict, NotFound
from shared.domain.findings import FindingCode
from shared.pipeline.recode import Recode
from tests.unit.pipeline.test_learn import Office, account
from tests.unit.pipeline.world import good_invoice, reading

PERSON = Actor(kind=ActorKind.PERSON, reference="r1")
NOBODY = "11111111-2222-4333-8444-555555555555"


class Desk(Office):
    """An office with somebody at the desk."""

    def __init__(self):
        super().__init__()
        world = self.world
        self.recode = Recode(world.invoices, world.blobs, self.learn, world.clock)

    def code(self, invoice_id, value="6815", line=0):
        return self.recode.code(
            self.world.scope, PERSON, invoice_id, line=line, field=CodeField.ACCOUNT, value=value
        )


def test_a_line_is_coded_as_the_person_says():
    """The invoice, its event, and the next invoice."""
    desk = Desk()
    first = desk.process("R-1", 1)

    changed = desk.code(first.invoice_id)
    second = desk.process("R-2", 9)

    (code,) = (each for each in changed.coding.lines[0].codes if each.field is CodeField.ACCOUNT)
    assert (code.value, code.source) == ("6815", Source.PERSON)
    assert changed.coding.codes[-1].value == "6815"
    assert changed.events == first.events + 1
    assert account(second) == "6815"


def test_saying_it_twice_is_one_event():
    """A repeated request changes nothing more."""
    desk = Desk()
    first = desk.process("R-1", 1)

    assert desk.code(first.invoice_id) == desk.code(first.invoice_id)


def test_the_event_reaches_the_log():
    """An invoice at rest has its events logged by the sweep."""
    desk = Desk()
    first = desk.process("R-1", 1)
    desk.code(first.invoice_id)
    desk.world.leap()

    desk.world.sweep.run()

    assert AuditAction.INVOICE_RECODED in desk.world.actions(first.invoice_id)


@pytest.mark.parametrize(("invoice_id", "line"), [(NOBODY, 0), ("x", 0), (None, 1), (None, -1)])
def test_what_is_not_there_cannot_be_coded(invoice_id, line):
    """Unknown, malformed and off the page answer alike."""
    desk = Desk()
    first = desk.process("R-1", 1)

    with pytest.raises(NotFound):
        desk.code(invoice_id or first.invoice_id, line=line)


def test_an_invoice_without_a_vendor_teaches_nothing():
    """It is nobody's habit."""
    desk = Desk()
    desk.world.extractor.answer = reading(good_invoice(vendor_name=None, vendor_tax_id=None))
    (accepted,) = desk.world.post()
    desk.world.drain()

    with pytest.raises(Conflict):
        desk.code(accepted.invoice_id)


def test_told_apart_once_is_told_apart_for_good():
    """The next look at either finds no duplicate in the other."""
    desk = Desk()
    first, second = desk.process("R-1", 1), desk.process("R-2", 1)
    assert FindingCode.DUPLICATE_NEAR in {finding.code for finding in second.findings}

    told = desk.recode.tell_apart(desk.world.scope, PERSON, second.invoice_id, first.invoice_id)

    memory = desk.world.vendors.memory(desk.world.scope, first.vendor.vendor_id).value
    assert memory.told_apart(first.invoice_id, second.invoice_id)
    assert told.events == second.events + 1
    with pytest.raises(NotFound):
        desk.recode.tell_apart(desk.world.scope, PERSON, second.invoice_id, NOBODY)

"""People keep the register: rename, merge, part, bring in and take out."""

import pytest

from shared.domain.errors import Malformed, NotFound, Unprocessable
from shared.domain.ids import parse_tenant_id
from shared.domain.tenancy import Admission
from shared.domain.vendor import ChangeKind, KeyKind, VendorOutcome
from shared.exports.vendor_csv import render
from shared.pipeline.recognise import Recognise
from shared.pipeline.register import Register
from tests.fakes.tenants import FakeTenants
from tests.fakes.vendors import FakeVendors
from tests.unit.domain.vendors import IBAN, NAME, NOW, OTHER_IBAN, TAX, vendor
from tests.unit.pipeline.world import profile

NOBODY = "11111111-2222-4333-8444-555555555555"
STRANGER = parse_tenant_id("99999999-2222-4333-8444-555555555555")


def scope_of(**changes):
    tenants = FakeTenants()
    tenants.save(profile(**changes))
    admitted = profile(**changes).tenant_id
    return Admission(tenants, region="westeurope").admit(admitted)


class Office:
    """A register and its tenant."""

    def __init__(self, *vendors):
        self.scope = scope_of()
        self.vendors = FakeVendors()
        self.register = Register(self.vendors, lambda: NOW)
        for each in vendors:
            self.vendors.add(self.scope, each)

    def matched(self, *keys):
        return Recognise(self.vendors).vendor_of(self.scope, "Muster", keys).match


def test_a_renamed_vendor_keeps_its_old_name():
    """As an alias and in its history, with who did it."""
    known = vendor("Muster", TAX)
    office = Office(known)

    office.register.rename(office.scope, "r1", known.vendor_id, "Muster Bau")
    office.register.rename(office.scope, "r1", known.vendor_id, "Muster Bau")

    changed = office.register.vendor(office.scope, known.vendor_id)
    assert (changed.name, changed.aliases) == ("Muster Bau", ("Muster",))
    assert [(each.by, each.kind, each.names) for each in changed.history] == [
        ("r1", ChangeKind.EDITED, ("Muster",))
    ]


def test_merged_vendors_are_one_and_can_be_parted():
    """Whatever either was known by leads to the kept one, until they are parted."""
    one, two = vendor("One", TAX), vendor("Two", IBAN, NAME)
    office = Office(one, two)

    office.register.merge(office.scope, "r1", one.vendor_id, two.vendor_id)
    merged = office.matched(IBAN, NAME)
    office.register.part(office.scope, "r1", two.vendor_id)
    parted = office.matched(IBAN, NAME)

    assert (merged.outcome, merged.vendor_id, merged.name) == (VendorOutcome.MATCHED, one.vendor_id, "One")
    assert parted.vendor_id == two.vendor_id
    kept = office.register.vendor(office.scope, one.vendor_id)
    assert kept.aliases == ("Two",)
    assert kept.history[-1].absorbed == two.vendor_id


def test_a_merge_that_was_cut_off_is_finished():
    """The first of its two writes was done."""
    one, two = vendor("One", TAX), vendor("Two", IBAN)
    office = Office(one, two.model_copy(update={"merged_into": one.vendor_id}))

    kept = office.register.merge(office.scope, "r1", one.vendor_id, two.vendor_id)

    assert kept.aliases == ("Two",)


def test_what_cannot_be_merged_is_refused():
    """Itself, and what is merged elsewhere; nor can anything be parted that is whole."""
    one, two, three = vendor("One", TAX), vendor("Two", IBAN), vendor("Three", OTHER_IBAN)
    office = Office(one, two, three)
    office.register.merge(office.scope, "r1", one.vendor_id, two.vendor_id)

    for kept, absorbed in ((one, one), (three, two), (two, three)):
        with pytest.raises(Unprocessable):
            office.register.merge(office.scope, "r1", kept.vendor_id, absorbed.vendor_id)
    with pytest.raises(Unprocessable):
        office.register.part(office.scope, "r1", three.vendor_id)


@pytest.mark.parametrize("vendor_id", ["", "x", NOBODY])
def test_an_unknown_and_a_malformed_id_answer_alike(vendor_id):
    """Nobody can tell what exists."""
    office = Office()

    with pytest.raises(NotFound, match="No such vendor"):
        office.register.vendor(office.scope, vendor_id)


def test_an_import_adds_changes_and_says_what_it_could_not():
    """Rows without a problem are in, whatever others had."""
    known = vendor("Muster Baustoffe", TAX, NAME)
    office = Office(known)
    text = (
        "name,tax_ids,ibans\n"
        "Muster Baustoffe,DE136695976,DE02120300000000202051\n"
        "Hansa Logistik GmbH,,\n"
        "Bad Account,,DE00\n"
    )

    first = office.register.take_in(office.scope, "r1", text)
    again = office.register.take_in(office.scope, "r1", text)

    assert (first.added, first.changed, first.same) == (1, 1, 0)
    assert [each.line for each in first.problems] == [4]
    assert (again.added, again.changed, again.same) == (0, 0, 2)
    assert IBAN in office.register.vendor(office.scope, known.vendor_id).keys


def test_an_export_comes_in_as_it_went_out():
    """With ids, so that an edited name is a new name and not a new vendor."""
    known = vendor("Muster Baustoffe", TAX, NAME)
    office = Office(known)
    text = render(office.register.every(office.scope))

    same = office.register.take_in(office.scope, "r1", text)
    changed = office.register.take_in(office.scope, "r1", text.replace("Muster Baustoffe,", "Muster Neu,", 1))

    assert (same.changed, changed.changed) == (0, 1)
    assert office.register.vendor(office.scope, known.vendor_id).name == "Muster Neu"


def test_invariant_4_an_import_with_a_foreign_id_changes_nothing():
    """An id from another tenant's export is unknown here."""
    office = Office(vendor("Muster", TAX))
    stranger = scope_of(tenant_id=STRANGER)

    told = office.register.take_in(stranger, "r1", render(office.register.every(office.scope)))

    assert (told.added, told.changed) == (0, 0)
    assert [each.message for each in told.problems] == ["No such vendor."]


def test_a_file_that_is_none_changes_nothing():
    """Refused before the first write."""
    office = Office()

    with pytest.raises(Malformed):
        office.register.take_in(office.scope, "r1", "hello")


def test_orders_can_be_required():
    """Of one vendor, by a person."""
    known = vendor("Muster", TAX)
    office = Office(known)

    assert office.register.require_orders(office.scope, known.vendor_id, needs_order=True).needs_order
    assert office.register.page(office.scope, size=5, continuation=None).items[0].needs_order


def test_a_number_somebody_knows_is_kept_with_who_said_so():
    """Once, however often and however written; what is no number is refused."""
    known = vendor("Muster", TAX)
    office = Office(known)

    for number in ("+49 40 123 45 67", "0049 (40) 1234567"):
        kept = office.register.add_phone(office.scope, "ben", known.vendor_id, number)

    assert len(kept.knows(KeyKind.PHONE)) == 1
    assert [each.by for each in kept.history if each.kind is ChangeKind.EDITED] == ["ben"]
    with pytest.raises(Unprocessable):
        office.register.add_phone(office.scope, "ben", known.vendor_id, "112")

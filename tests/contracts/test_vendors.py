"""The contract of the port `vendors`."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from shared.adapters.azure.vendors import CosmosVendors
from shared.domain.codes import CodeField
from shared.domain.coding import Rule, RuleBook, RuleState
from shared.domain.duplicates import NumberClaim
from shared.domain.errors import Conflict, Malformed
from shared.domain.ids import InvoiceId, VendorId, vendor_id_for
from shared.domain.memory import PastInvoice, VendorMemory, remember
from shared.domain.reading import DocumentType
from shared.domain.vendor import ChangeKind, KeyKind, Vendor, VendorKey
from shared.domain.vendor_changes import gained
from tests.contracts.conftest import container_of
from tests.fakes.vendors import FakeVendors

TAX = VendorKey(kind=KeyKind.TAX_ID, value="DE136695976")
NAME = VendorKey(kind=KeyKind.NAME, value="muster baustoffe")
NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(params=["fake", "azure"])
def vendors(request):
    return FakeVendors() if request.param == "fake" else CosmosVendors(container_of(request, "vendors"))


def vendor(scope, name, *keys):
    return Vendor(vendor_id=vendor_id_for(scope.tenant_id, "name", name), name=name, keys=keys)


def claim(holder, name="bill:1"):
    return NumberClaim(name=name, holder=InvoiceId(holder), number="1", total=Decimal("1.50"))


def memory(known, *invoices):
    held = VendorMemory(vendor_id=known.vendor_id)
    for each in invoices:
        past = PastInvoice(invoice_id=each, doc_type=DocumentType.INVOICE, invoice_date=date(2026, 11, 1))
        held = remember(held, past)
    return held


def found(vendors, scope, *keys):
    return vendors.find(scope, keys).vendors


def test_a_vendor_is_found_by_any_of_its_keys(vendors, scope):
    """Each key leads to it, and it comes once."""
    known = vendors.add(scope, vendor(scope, "Muster", TAX, NAME))

    assert found(vendors, scope, TAX) == (known,)
    assert found(vendors, scope, NAME, TAX) == (known,)


@pytest.mark.parametrize(
    "name", ["rnuster baustoffe", "muster baustofe", "muster baustoffee", "muster bavstoffe"]
)
def test_a_vendor_is_found_one_letter_off(vendors, scope, name):
    """What a scan made of the name, or a forger, leads to it as well."""
    known = vendors.add(scope, vendor(scope, "Muster", NAME))

    assert found(vendors, scope, VendorKey(kind=KeyKind.NAME, value=name)) == (known,)


def test_a_shared_key_leads_to_all(vendors, scope):
    """Two vendors of one name are both found, by id."""
    first = vendors.add(scope, vendor(scope, "One", NAME))
    second = vendors.add(scope, vendor(scope, "Two", NAME))

    assert set(found(vendors, scope, NAME)) == {first, second}


def test_an_unknown_key_leads_nowhere(vendors, scope):
    """Nobody is found."""
    assert found(vendors, scope, TAX) == ()
    assert vendors.find(scope, ()).rules is None
    assert vendors.load(scope, VendorId("nobody")) is None


def test_adding_twice_keeps_the_first(vendors, scope):
    """Two workers that propose at once agree on one vendor."""
    first = vendors.add(scope, vendor(scope, "Muster", TAX))
    again = vendors.add(scope, vendor(scope, "Muster", TAX, NAME))

    assert again == first
    assert found(vendors, scope, NAME) == ()


def test_a_saved_vendor_is_filed_anew(vendors, scope):
    """What it gained leads to it, what it lost no longer does, and its history is kept."""
    known = vendors.add(scope, vendor(scope, "Muster", TAX))
    before = vendors.load(scope, known.vendor_id)
    changed = gained(before.value, (NAME,), at=NOW, by="r1", kind=ChangeKind.EDITED)

    vendors.save(scope, changed.model_copy(update={"keys": (NAME,)}), before)

    assert [each.vendor_id for each in found(vendors, scope, NAME)] == [known.vendor_id]
    assert found(vendors, scope, TAX) == ()
    assert found(vendors, scope, NAME)[0].history == ()
    assert vendors.load(scope, known.vendor_id).value.history == changed.history


def test_of_two_who_change_a_vendor_one_is_first(vendors, scope):
    """The other hears of it, and nothing is lost."""
    known = vendors.add(scope, vendor(scope, "Muster", TAX))
    before = vendors.load(scope, known.vendor_id)
    vendors.save(scope, known.model_copy(update={"name": "First"}), before)

    with pytest.raises(Conflict):
        vendors.save(scope, known.model_copy(update={"name": "Second"}), before)

    assert vendors.load(scope, known.vendor_id).value.name == "First"


def test_the_register_comes_in_pages_by_name(vendors, scope):
    """Every vendor once."""
    for name in ("Carl", "Anna", "Berta"):
        vendors.add(scope, vendor(scope, name, VendorKey(kind=KeyKind.NAME, value=name.lower())))

    first = vendors.page(scope, size=2, continuation=None)
    rest = vendors.page(scope, size=2, continuation=first.continuation)

    assert [each.name for each in (*first.items, *rest.items)] == ["Anna", "Berta", "Carl"]
    assert rest.continuation is None
    with pytest.raises(Malformed):
        vendors.page(scope, size=2, continuation="x")


def test_a_number_has_one_holder(vendors, scope):
    """The first to claim holds it; claiming again changes nothing."""
    known = vendors.add(scope, vendor(scope, "Muster", TAX))

    assert vendors.remember(scope, known, memory(known, "first"), None, claim("first")) == claim("first")
    version = vendors.memory(scope, known.vendor_id).version
    held = vendors.remember(scope, known, memory(known, "first", "second"), version, claim("second"))
    assert held == claim("first")
    version = vendors.memory(scope, known.vendor_id).version
    other = claim("second", "bill:2")
    assert vendors.remember(scope, known, memory(known, "second"), version, other) == other
    assert vendors.memory(scope, known.vendor_id).value == memory(known, "second")


def test_a_memory_comes_with_its_vendor(vendors, scope):
    """One look brings both where the vendor is found by the key it was first known by."""
    known = vendors.add(scope, vendor(scope, "Muster", TAX, NAME))
    assert vendors.memory(scope, known.vendor_id) is None
    vendors.remember(scope, known, memory(known, "one"), None, None)

    (held,) = vendors.find(scope, (TAX,)).memories

    assert held == vendors.memory(scope, known.vendor_id)
    assert held.value == memory(known, "one")


def test_of_two_who_remember_one_is_first(vendors, scope):
    """The other's number is not claimed either."""
    known = vendors.add(scope, vendor(scope, "Muster", TAX))
    vendors.remember(scope, known, memory(known, "one"), None, None)

    for version in (None, '"stale"'):
        with pytest.raises(Conflict):
            vendors.remember(scope, known, memory(known, "two"), version, claim("two"))

    version = vendors.memory(scope, known.vendor_id).version
    assert vendors.remember(scope, known, memory(known, "three"), version, claim("three")) == claim("three")


def test_the_rules_come_with_every_look(vendors, scope):
    """And of two who change them one is first."""
    rule = Rule(rule_id="r", state=RuleState.ACTIVE, field=CodeField.ACCOUNT, value="6815", item="toner")
    vendors.save_rules(scope, RuleBook(), None)
    first = vendors.find(scope, ()).rules
    vendors.save_rules(scope, RuleBook(rules=(rule,)), first.version)

    for version in (None, first.version):
        with pytest.raises(Conflict):
            vendors.save_rules(scope, RuleBook(), version)

    assert vendors.find(scope, (TAX,)).rules.value == RuleBook(rules=(rule,))


def test_invariant_4_a_stranger_finds_nothing(vendors, scope, stranger):
    """Registers, memories and rules are apart."""
    known = vendors.add(scope, vendor(scope, "Muster", TAX))
    vendors.remember(scope, known, memory(known, "one"), None, claim("one"))
    vendors.save_rules(scope, RuleBook(), None)

    there = vendors.find(stranger, (TAX,))

    assert (there.vendors, there.memories, there.rules) == ((), (), None)
    assert vendors.memory(stranger, known.vendor_id) is None
    assert vendors.load(stranger, known.vendor_id) is None
    assert vendors.page(stranger, size=5, continuation=None).items == ()

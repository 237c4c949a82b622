"""The contract of the port `vendors`."""

import pytest

from shared.adapters.azure.vendors import CosmosVendors
from shared.domain.ids import vendor_id_for
from shared.domain.vendor import KeyKind, Vendor, VendorKey
from tests.contracts.conftest import container_of
from tests.fakes.vendors import FakeVendors

TAX = VendorKey(kind=KeyKind.TAX_ID, value="DE123456789")
NAME = VendorKey(kind=KeyKind.NAME, value="muster")


@pytest.fixture(params=["fake", "azure"])
def vendors(request):
    return FakeVendors() if request.param == "fake" else CosmosVendors(container_of(request, "vendors"))


def vendor(scope, name, *keys):
    return Vendor(vendor_id=vendor_id_for(scope.tenant_id, "name", name), name=name, keys=keys)


def test_a_vendor_is_found_by_any_of_its_keys(vendors, scope):
    """Each key leads to it, and it comes once."""
    known = vendors.add(scope, vendor(scope, "Muster", TAX, NAME))

    assert vendors.find(scope, (TAX,)) == (known,)
    assert vendors.find(scope, (NAME, TAX)) == (known,)


def test_a_shared_key_leads_to_all(vendors, scope):
    """Two vendors of one name are both found, by id."""
    first = vendors.add(scope, vendor(scope, "One", NAME))
    second = vendors.add(scope, vendor(scope, "Two", NAME))

    assert set(vendors.find(scope, (NAME,))) == {first, second}


def test_an_unknown_key_leads_nowhere(vendors, scope):
    """Nobody is found."""
    assert vendors.find(scope, (TAX,)) == ()


def test_adding_twice_keeps_the_first(vendors, scope):
    """Two workers that propose at once agree on one vendor."""
    first = vendors.add(scope, vendor(scope, "Muster", TAX))
    again = vendors.add(scope, vendor(scope, "Muster", TAX, NAME))

    assert again == first
    assert vendors.find(scope, (NAME,)) == ()


def test_a_number_has_one_holder(vendors, scope):
    """The first to claim holds it; claiming again changes nothing."""
    known = vendor(scope, "Muster").vendor_id

    assert vendors.claim_number(scope, known, "R1", "first") == "first"
    assert vendors.claim_number(scope, known, "R1", "second") == "first"
    assert vendors.claim_number(scope, known, "R1", "first") == "first"
    assert vendors.claim_number(scope, known, "R2", "second") == "second"


def test_invariant_4_a_stranger_finds_no_vendor(vendors, scope, stranger):
    """Registers are apart."""
    vendors.add(scope, vendor(scope, "Muster", TAX))

    assert vendors.find(stranger, (TAX,)) == ()

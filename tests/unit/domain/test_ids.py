"""Identifiers come from their own functions only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import Malformed
from shared.domain.ids import (
    derive,
    invoice_id_for,
    parse_invoice_id,
    parse_tenant_id,
    sha256_of,
    vendor_id_for,
)

TENANT = "11111111-2222-4333-8444-555555555555"
OTHER = "99999999-2222-4333-8444-555555555555"


def test_canonical_guid_is_a_tenant_id():
    """Exactly what Entra prints is accepted."""
    assert parse_tenant_id(TENANT) == TENANT


@pytest.mark.parametrize(
    "text",
    ["", TENANT.upper().replace("1", "A"), f" {TENANT}", f"{TENANT}\n", TENANT.replace("-", ""), "../etc"],
)
def test_anything_else_is_malformed(text):
    """Case, spaces, line ends and paths are not a tenant."""
    with pytest.raises(Malformed):
        parse_tenant_id(text)
    with pytest.raises(Malformed):
        parse_invoice_id(text)


def test_same_bytes_are_the_same_invoice_of_one_tenant_only():
    """The id depends on tenant and bytes, and on nothing else."""
    digest = sha256_of(b"invoice")

    first = invoice_id_for(parse_tenant_id(TENANT), digest)

    assert first == invoice_id_for(parse_tenant_id(TENANT), sha256_of(b"invoice"))
    assert first != invoice_id_for(parse_tenant_id(OTHER), digest)
    assert parse_invoice_id(first) == first


def test_vendor_ids_tell_kinds_apart():
    """A tax id and a name of the same text are two vendors."""
    tenant = parse_tenant_id(TENANT)

    assert vendor_id_for(tenant, "tax_id", "X") != vendor_id_for(tenant, "name", "X")


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_parts_never_run_into_each_other(first, second):
    """Two different lists of parts give two different ids."""
    assert (derive(*first) == derive(*second)) == (first == second)

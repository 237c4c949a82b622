"""Across tenants only counts in closed words, from many, and never a value."""

import pytest
from pydantic import ValidationError

from shared.domain.codes import CodeDecision, CodeField
from shared.domain.pooling import CELLS_MAX, TENANTS_MIN, Cell, Correction, Owner, contribution, release

CELL = Cell(field=CodeField.CATEGORY, correction=Correction.FILLED, segment="44")


def decisions(segment="44", count=3, field=CodeField.CATEGORY, canary="toner"):
    return [
        CodeDecision(
            invoice_id=f"{canary}-{n}", vendor_id=canary, item=f"{canary} {n}", field=field, value=segment
        )
        for n in range(count)
    ]


def owners(count):
    return {Owner(f"o{n}"): (CELL,) for n in range(count)}


def test_a_count_is_released_from_ten_owners_on():
    """Nine are not enough, and thirteen are told as ten."""
    assert release(owners(TENANTS_MIN - 1)) == ()
    assert [each.tenants_about for each in release(owners(13))] == [10]
    assert [each.tenants_about for each in release(owners(15))] == [15]


def test_an_owner_counts_once():
    """Ten tenants of one owner, or one that repeats itself, are one."""
    assert release({Owner("sybil"): (CELL,) * 50}) == ()


def test_a_tenant_tells_only_what_it_saw_often():
    """And of no more than a few cells."""
    assert contribution(decisions(count=2)) == ()
    assert contribution(decisions()) == (CELL,)
    many = [each for segment in range(10, 60) for each in decisions(str(segment))]
    assert len(contribution(many)) == CELLS_MAX


def test_only_segments_can_be_told():
    """An account is nobody else's business, and a tenant's own category neither."""
    assert contribution(decisions("6815", field=CodeField.ACCOUNT)) == ()
    assert contribution(decisions("OWN-CATEGORY")) == ()
    for value in ("6815", "Muster", "4", "04"):
        with pytest.raises(ValidationError):
            Cell(field=CodeField.CATEGORY, correction=Correction.FILLED, segment=value)


def test_no_canary_gets_out():
    """What a tenant wrote is in nothing that leaves it."""
    told = {Owner(f"o{n}"): contribution(decisions(canary=f"canary-{n}")) for n in range(20)}

    text = repr(release(told)) + repr(list(told.values()))

    assert "canary" not in text
    assert "44" in text

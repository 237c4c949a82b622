"""A vendor is recognised by all evidence together, and the score says by which."""

from shared.domain.resolution import match_vendor
from shared.domain.vendor import KeyKind, VendorOutcome, Weight
from tests.unit.domain.vendors import DOMAIN, GMBH, IBAN, NAME, OTHER_IBAN, OTHER_TAX, TAX, key, vendor

SISTER = key(KeyKind.NAME, "muster immobilien")


def test_the_stronger_kind_outweighs_the_weaker():
    """A tax id outweighs a name."""
    by_tax, by_name = vendor("one", TAX), vendor("two", NAME)

    match = match_vendor((TAX, NAME), (by_name, by_tax))

    assert match.vendor_id == by_tax.vendor_id
    assert match.evidence == (KeyKind.TAX_ID,)


def test_everything_weighed_is_listed():
    """For and against, strongest kind first, adding up to the score."""
    renamed = vendor("one", TAX, IBAN, SISTER)

    match = match_vendor((TAX, IBAN, NAME), (renamed,))

    assert match.outcome is VendorOutcome.MATCHED
    assert [weight.kind for weight in match.weights] == [KeyKind.TAX_ID, KeyKind.IBAN, KeyKind.NAME]
    assert match.weights[2] == Weight(kind=KeyKind.NAME, points=-60)
    assert match.score == sum(weight.points for weight in match.weights)
    assert match.evidence == (KeyKind.TAX_ID, KeyKind.IBAN)
    assert match.sure


def test_two_vendors_alike_are_ambiguous():
    """A human chooses; the machine does not guess."""
    first, second = vendor("one", NAME), vendor("two", NAME)

    match = match_vendor((NAME,), (first, second))

    assert match.outcome is VendorOutcome.AMBIGUOUS
    assert set(match.candidates) == {first.vendor_id, second.vendor_id}


def test_a_sister_with_the_same_account_is_told_by_its_name():
    """One house, one account, two companies."""
    one, two = vendor("one", IBAN, DOMAIN, NAME), vendor("two", IBAN, DOMAIN, SISTER)

    assert match_vendor((IBAN, DOMAIN, SISTER), (one, two)).vendor_id == two.vendor_id


def test_an_unknown_sister_is_not_taken_for_the_known_one():
    """The account alone, under another tax id and name, is somebody new."""
    known = vendor("one", OTHER_TAX, IBAN, DOMAIN, NAME)

    match = match_vendor((TAX, IBAN, DOMAIN, key(KeyKind.NAME, "hansa logistik")), (known,))

    assert match.outcome is VendorOutcome.UNKNOWN


def test_a_namesake_with_another_tax_id_is_somebody_else():
    """A name proves nothing against a number."""
    assert match_vendor((TAX, NAME), (vendor("one", OTHER_TAX, NAME),)).outcome is VendorOutcome.UNKNOWN


def test_a_new_account_does_not_hide_the_vendor():
    """It is matched, and the account is a finding."""
    known = vendor("one", TAX, IBAN, NAME)

    assert match_vendor((TAX, OTHER_IBAN, NAME), (known,)).vendor_id == known.vendor_id


def test_another_legal_form_is_another_company():
    """`Muster GmbH` and `Muster AG` are two as long as nothing else speaks for one."""
    known = vendor("one", NAME, key(KeyKind.LEGAL_FORM, "ag"))

    assert match_vendor((NAME, GMBH), (known,)).outcome is VendorOutcome.UNKNOWN
    assert match_vendor((NAME, GMBH), (vendor("one", NAME, GMBH),)).outcome is VendorOutcome.MATCHED


def test_an_entry_that_was_merged_stands_for_the_one_it_went_into():
    """Both its keys and the kept one's lead to one vendor, without doubt between them."""
    kept = vendor("one", TAX, NAME)
    absorbed = vendor("two", IBAN, NAME, merged_into=kept.vendor_id)

    assert match_vendor((NAME,), (kept, absorbed)).vendor_id == kept.vendor_id
    assert match_vendor((IBAN, NAME), (absorbed,)).vendor_id == kept.vendor_id


def test_nobody_known_is_unknown():
    """No vendor shares a key."""
    assert match_vendor((TAX,), ()).outcome is VendorOutcome.UNKNOWN


def test_the_right_one_is_found_in_a_crowd():
    """Where hundreds share a name, the one that shares a number too is weighed."""
    crowd = tuple(vendor(f"crowd {number}", NAME) for number in range(300))
    right = vendor("right", TAX, NAME)

    match = match_vendor((TAX, NAME), (*crowd, right))

    assert match.vendor_id == right.vendor_id

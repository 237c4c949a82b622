"""What an invoice may teach, and what only a person may."""

import pytest

from shared.domain.errors import Unprocessable
from shared.domain.resolution import match_vendor
from shared.domain.vendor import HISTORY_MAX, KEYS_MAX, ChangeKind, KeyKind
from shared.domain.vendor_changes import MACHINE, gained, renamed, stands_for, taught
from tests.unit.domain.vendors import DOMAIN, IBAN, NAME, NOW, OTHER_IBAN, OTHER_TAX, TAX, key, vendor

KNOWN = vendor("Muster", TAX, IBAN, NAME)
ADDRESS = key(KeyKind.ADDRESS, "20095 haup 12")


def learned(*keys, known=KNOWN, name="Muster"):
    return taught(known, match_vendor(keys, (known,)), keys, name, NOW)


def test_a_sure_match_that_pays_the_known_account_teaches():
    """A new address, mail domain and name, noted with who learned them."""
    after = learned(TAX, IBAN, DOMAIN, ADDRESS, key(KeyKind.NAME, "muster neu"), name="Muster Neu")

    assert {DOMAIN, ADDRESS, key(KeyKind.NAME, "muster neu")} <= set(after.keys)
    assert after.aliases == ("Muster Neu",)
    assert (after.history[0].by, after.history[0].kind) == (MACHINE, ChangeKind.LEARNED)


@pytest.mark.parametrize(
    "keys",
    [
        (TAX, NAME, ADDRESS),
        (TAX, OTHER_IBAN, NAME, DOMAIN),
        (IBAN, ADDRESS),
        (TAX, IBAN, NAME),
    ],
    ids=["no account", "another account", "not sure", "nothing new"],
)
def test_other_invoices_teach_nothing(keys):
    """A forger can print a victim's tax id; it gains nothing where the money goes to the victim."""
    assert learned(*keys) is None


def test_an_account_or_tax_id_is_never_taught():
    """A second account beside the known one stays unknown until a person adds it."""
    after = learned(TAX, IBAN, OTHER_IBAN, OTHER_TAX, DOMAIN)

    assert set(after.keys) - set(KNOWN.keys) == {DOMAIN}


def test_keys_and_history_are_bounded():
    """A full vendor learns nothing more by itself, and tells a person so."""
    many = tuple(key(KeyKind.REGISTER, f"HRB{number}") for number in range(KEYS_MAX - 3))
    full = vendor("Muster", TAX, IBAN, NAME, *many)

    assert learned(TAX, IBAN, DOMAIN, known=full) is None
    with pytest.raises(Unprocessable):
        gained(full, (DOMAIN,), at=NOW, by="r1", kind=ChangeKind.EDITED)
    busy = KNOWN
    for number in range(HISTORY_MAX + 5):
        busy = renamed(busy, f"Name {number}", at=NOW, by="r1")
    assert len(busy.history) == HISTORY_MAX


def test_an_entry_stands_for_itself_unless_merged():
    """Invoices carry the kept one's id."""
    assert stands_for(KNOWN) == KNOWN.vendor_id
    assert stands_for(KNOWN.model_copy(update={"merged_into": "v2"})) == "v2"

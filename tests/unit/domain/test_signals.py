"""Signals state what was seen: each with a positive, a near miss and a hostile case."""

from decimal import Decimal

import pytest

from shared.domain.document import MailProvenance
from shared.domain.findings import FindingCode
from shared.domain.money import Currency, Money
from shared.domain.resolution import match_vendor
from shared.domain.signals import (
    amount_findings,
    look_alike_findings,
    mail_findings,
    order_findings,
    vendor_findings,
)
from shared.domain.vendor import KeyKind, VendorMatch, VendorOutcome, name_keys
from tests.unit.domain.vendors import (
    DOMAIN,
    IBAN,
    NAME,
    OTHER_IBAN,
    OTHER_TAX,
    TAX,
    bill,
    codes,
    key,
    read,
    vendor,
)

KNOWN = vendor("Muster Baustoffe GmbH", TAX, IBAN, DOMAIN, NAME)


def matched(known):
    return VendorMatch(outcome=VendorOutcome.MATCHED, vendor_id=known.vendor_id, name=known.name)


def test_a_new_account_of_a_known_vendor_is_a_finding():
    """A changed payee is the commonest fraud; so is a second account beside the known one."""
    assert codes(vendor_findings(matched(KNOWN), KNOWN, (TAX, OTHER_IBAN))) == [FindingCode.PAYEE_CHANGED]
    assert codes(vendor_findings(matched(KNOWN), KNOWN, (IBAN, OTHER_IBAN))) == [FindingCode.PAYEE_CHANGED]


@pytest.mark.parametrize("keys", [(TAX,), (TAX, IBAN)])
def test_a_known_or_absent_account_is_no_finding(keys):
    """Nothing changed."""
    assert list(vendor_findings(matched(KNOWN), KNOWN, keys)) == []
    assert list(vendor_findings(matched(KNOWN), None, keys)) == []


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (VendorOutcome.NEW, FindingCode.VENDOR_NEW),
        (VendorOutcome.AMBIGUOUS, FindingCode.VENDOR_AMBIGUOUS),
        (VendorOutcome.UNKNOWN, FindingCode.VENDOR_UNKNOWN),
    ],
)
def test_every_other_outcome_is_worth_knowing(outcome, code):
    """The human is told how sure we are who sent it."""
    (finding,) = vendor_findings(VendorMatch(outcome=outcome), None, ())

    assert finding.code is code


def looks(*keys):
    return codes(look_alike_findings(match_vendor(keys, (KNOWN,)), keys, (KNOWN,)))


@pytest.mark.parametrize(
    "name", ["Rnuster Baustoffe", "Muster Baustofe", "\u041custer Baustoffe", "Muster Baustoffe"]
)
def test_a_name_that_is_nearly_a_known_one_is_said(name):
    """Under another tax id: misspelt, in other letters, or the very same."""
    assert looks(OTHER_TAX, *name_keys(name)) == [FindingCode.VENDOR_LOOKS_ALIKE]


def test_another_name_is_another_name():
    """A near miss, two letters off; and the vendor itself is no imitation of itself."""
    assert looks(OTHER_TAX, *name_keys("Master Baustofle")) == []
    assert looks(TAX, *name_keys("Rnuster Baustoffe")) == []
    assert looks(OTHER_TAX, *name_keys("Must")) == []


@pytest.mark.parametrize("domain", ["rnuster-bau.de", "muster-bau.com", "muster-bav.de"])
def test_a_domain_that_is_nearly_a_known_one_is_said(domain):
    """Even if all else is the known vendor's: that is how accounts are changed by mail."""
    assert looks(TAX, IBAN, NAME, key(KeyKind.MAIL_DOMAIN, domain)) == [FindingCode.SENDER_LOOKS_ALIKE]


@pytest.mark.parametrize("domain", ["muster-bau.de", "hansa-bau.de", "mail.muster-bau.de.example"])
def test_another_domain_is_another_domain(domain):
    """The known one, a stranger's, and one that only contains it."""
    assert looks(TAX, IBAN, NAME, key(KeyKind.MAIL_DOMAIN, domain)) == []


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (("mx; dmarc=fail",), [FindingCode.SENDER_UNPROVED]),
        (("mx; spf=fail; dmarc=none",), [FindingCode.SENDER_UNPROVED]),
        (("mx; spf=fail; dkim=pass; dmarc=pass",), []),
        (("mx; dmarc=none",), []),
        ((), []),
        (("mx; dmarc=fail", "forged.example; dmarc=pass"), [FindingCode.SENDER_UNPROVED]),
    ],
)
def test_mail_that_failed_its_sender_s_checks_is_said(results, expected):
    """By our own server's word alone; a forwarded pass counts for DMARC."""
    mail = MailProvenance(
        sender="a@muster.de", subject=None, message_id=None, sent_at=None, authentication=results
    )

    assert codes(mail_findings(mail)) == expected
    assert codes(mail_findings(None)) == []


@pytest.mark.parametrize(
    ("total", "tax", "expected"),
    [
        ("5000", None, [FindingCode.AMOUNT_ROUND]),
        ("5000", "0", [FindingCode.AMOUNT_ROUND]),
        ("5000", "798.32", []),
        ("5000.01", None, []),
        ("0", None, []),
        ("-5000", None, [FindingCode.AMOUNT_ROUND]),
    ],
)
def test_a_round_amount_without_tax_is_said(total, tax, expected):
    """Whole thousands, nothing itemised."""
    tax_total = read(Decimal(tax)) if tax else None

    assert codes(amount_findings(bill(total=total, tax_total=tax_total), ())) == expected


@pytest.mark.parametrize(
    ("total", "expected"),
    [("999.99", True), ("1000.00", True), ("970.00", True), ("969.99", False), ("1000.01", False)],
)
def test_an_amount_just_below_a_limit_is_said(total, expected):
    """Within three in a hundred, in the limit's own currency."""
    limit = Money(amount=Decimal(1000), currency=Currency("EUR"))
    yen = Money(amount=Decimal(1000), currency=Currency("JPY"))

    assert (FindingCode.AMOUNT_NEAR_LIMIT in codes(amount_findings(bill(total=total), (limit,)))) is expected
    assert FindingCode.AMOUNT_NEAR_LIMIT not in codes(amount_findings(bill(total=total), (yen,)))


def test_an_amount_that_is_not_there_is_not_judged():
    """No total, no signal."""
    assert codes(amount_findings(bill(total="1").model_copy(update={"total": None}), ())) == []


@pytest.mark.parametrize(
    ("needs", "order", "expected"),
    [(True, None, [FindingCode.ORDER_MISSING]), (True, "PO-1", []), (False, None, [])],
)
def test_an_order_is_missing_only_where_it_is_needed(needs, order, expected):
    """The vendor's entry says so."""
    known = KNOWN.model_copy(update={"needs_order": needs})

    assert codes(order_findings(bill(order_number=read(order)), known)) == expected
    assert codes(order_findings(bill(), None)) == []

"""The sample invoices are what their program makes, and what they claim adds up."""

import json
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from email import message_from_bytes
from email.policy import default
from typing import Any

import pypdfium2
import pytest
from lxml import etree
from PIL import Image
from pypdf import PdfReader

from tests.data.samples.generator.bill import MINOR_DIGITS
from tests.data.samples.make import FOLDER, all_samples, differences, main, write
from tests.data.samples.many import VENDORS, one_bill, one_page_invoice

TRUTH = json.loads((FOLDER / "truth.json").read_bytes())
BILLS = {name: entry for name, entry in TRUTH.items() if "tax_rows" in entry}
WRONG_ON_PURPOSE = {"fr-total-wrong.pdf"}
DISCOUNTED = {"en-discounts.pdf": ["H15", "LV1"]}
TOTAL_BYTES_MAX = 3_000_000

EXPECTED_KEYS = set(
    "vendor_name vendor_tax_id invoice_number invoice_date due_date currency subtotal tax_total total "
    "amount_due iban order_number buyer_name doc_type line_items".split()
)
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def test_committed_files_are_what_make_makes(capsys):
    """Golden files are made by a committed program: making them again changes nothing."""
    status = main(["--check"])

    assert (status, capsys.readouterr().out) == (0, "")


def test_made_twice_the_bytes_are_the_same():
    """Nothing in a sample depends on the clock, on chance or on the order of a set."""
    first, second = all_samples(), all_samples()

    assert [(one.file, one.content) for one in first] == [(two.file, two.content) for two in second]


def test_check_names_what_was_changed(tmp_path):
    """A changed, a missing and a foreign file are each named."""
    samples = all_samples()
    write(samples, tmp_path)
    (tmp_path / "de-classic.pdf").write_bytes(b"%PDF-1.4 changed")
    (tmp_path / "nl-ubl.xml").unlink()
    (tmp_path / "stray.pdf").write_bytes(b"%PDF-1.4")

    problems = list(differences(samples, tmp_path))

    assert [problem.split()[0] for problem in problems] == ["de-classic.pdf", "nl-ubl.xml", "stray.pdf"]


def test_a_scan_with_slightly_other_pixels_is_the_same_scan(tmp_path):
    """Another picture library may encode a scan in other bytes; a page that shows something else differs."""
    samples = [sample for sample in all_samples() if sample.file == "de-scan.jpg"]
    write(samples, tmp_path)
    path = tmp_path / "de-scan.jpg"

    with Image.open(path) as picture:
        picture.save(path, quality=80)
    same = [problem for problem in differences(samples, tmp_path) if "scan" in problem]
    with Image.open(path) as picture:
        picture.rotate(180).save(path)
    other = [problem for problem in differences(samples, tmp_path) if "scan" in problem]

    assert (same, len(other)) == ([], 1)


def test_samples_stay_small():
    """A clone of the repository is not slowed down by its samples."""
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < TOTAL_BYTES_MAX


@pytest.mark.parametrize("name", [name for name, entry in TRUTH.items() if entry["truth"]])
def test_truth_has_the_keys_of_the_read_command(name):
    """Truth and reading are compared key by key."""
    assert set(TRUTH[name]["truth"]) == EXPECTED_KEYS


@pytest.mark.parametrize("name", BILLS)
def test_lines_are_quantity_times_price(name):
    """Each line's amount is its quantity times its price, unless the page names a discount for it."""
    truth = BILLS[name]["truth"]

    cheaper = []
    for item in truth["line_items"]:
        product = Decimal(item["quantity"]) * Decimal(item["unit_price"])
        if product.quantize(_minor_unit(truth), ROUND_HALF_UP) != Decimal(item["amount"]):
            cheaper.append(item["product_code"])

    assert cheaper == DISCOUNTED.get(name, [])


@pytest.mark.parametrize("name", BILLS)
def test_lines_and_adjustments_make_the_subtotal(name):
    """Lines, charges and allowances add up to the subtotal, or to the total where prices include tax."""
    entry = BILLS[name]
    lines = sum(Decimal(item["amount"]) for item in entry["truth"]["line_items"])
    goal = "total" if entry["prices_include_tax"] else "subtotal"

    assert lines + Decimal(entry["adjustments"]) == Decimal(entry["truth"][goal])


@pytest.mark.parametrize("name", BILLS)
def test_subtotal_and_tax_make_the_total(name):
    """The sums agree on every bill but the one whose total is wrong on purpose."""
    truth = BILLS[name]["truth"]
    agrees = Decimal(truth["subtotal"]) + Decimal(truth["tax_total"]) == Decimal(truth["total"])

    assert agrees == (name not in WRONG_ON_PURPOSE)


@pytest.mark.parametrize("name", BILLS)
def test_tax_rows_make_the_tax(name):
    """Every row of the breakdown is its rate's share, and together they are the tax and the subtotal."""
    entry = BILLS[name]
    truth, unit = entry["truth"], _minor_unit(entry["truth"])

    for row in entry["tax_rows"]:
        share = Decimal(row["base"]) * Decimal(row["rate"]) / 100
        assert abs(share - Decimal(row["tax"])) < unit
    assert sum(Decimal(row["tax"]) for row in entry["tax_rows"]) == Decimal(truth["tax_total"])
    assert sum(Decimal(row["base"]) for row in entry["tax_rows"]) == Decimal(truth["subtotal"])


@pytest.mark.parametrize("name", BILLS)
def test_amounts_have_the_decimals_of_their_currency(name):
    """Yen have none, everything else here has two."""
    truth = BILLS[name]["truth"]
    amounts = [truth["subtotal"], truth["tax_total"], truth["total"]]
    amounts += [item["amount"] for item in truth["line_items"]]
    digits = MINOR_DIGITS.get(truth["currency"], 2)

    assert {max(0, -int(Decimal(amount).as_tuple().exponent)) for amount in amounts} == {digits}


def _minor_unit(truth: dict[str, Any]) -> Decimal:
    return Decimal(1).scaleb(-MINOR_DIGITS.get(truth["currency"], 2))


def test_ibans_hold():
    """Every account's check digits are right (ISO 7064 mod 97-10)."""
    ibans = {entry["truth"]["iban"] for entry in TRUTH.values() if entry["truth"]} - {None}

    for iban in ibans:
        assert int("".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])) % 97 == 1
    assert len(ibans) > 10


def test_tax_ids_hold():
    """Every tax identifier fulfils its country's rule, checked in another way than it was made."""
    tax_ids = {entry["truth"]["vendor_tax_id"] for entry in TRUTH.values() if entry["truth"]} - {None}

    for tax_id in tax_ids:
        assert _holds(tax_id), tax_id
    assert {tax_id[:2] for tax_id in tax_ids} >= {
        "DE",
        "GB",
        "FR",
        "ES",
        "IT",
        "NL",
        "PT",
        "PL",
        "SE",
        "DK",
        "CH",
    }


def _holds(tax_id: str) -> bool:
    digits = [int(digit) for digit in re.sub(r"B\d\d$|\D", "", tax_id)]
    match tax_id[:2]:
        case "DE":
            return _iterated(digits) == 1
        case "GB":
            return (_weighted(digits[:7], 8, 7, 6, 5, 4, 3, 2) + 10 * digits[7] + digits[8]) % 97 == 0
        case "FR":
            key, siren = divmod(int(tax_id[2:]), 10**9)
            return _luhn(digits[2:]) and (siren * 100 + 12) % 97 == key
        case "IT" | "ES":
            return _luhn(digits)
        case "SE":
            return _luhn(digits[:-2])
        case "NL":
            return _weighted(digits, 9, 8, 7, 6, 5, 4, 3, 2, -1) % 11 == 0
        case "PT":
            return _weighted(digits, 9, 8, 7, 6, 5, 4, 3, 2, 1) % 11 == 0
        case "PL":
            return _weighted(digits, 6, 5, 7, 2, 3, 4, 5, 6, 7, -1) % 11 == 0
        case "DK":
            return _weighted(digits, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0
        case "CH":
            return _weighted(digits, 5, 4, 3, 2, 7, 6, 5, 4, 1) % 11 == 0
    return tax_id.startswith("T") and _weighted(digits[1:], *(2, 1) * 6) % 9 == 9 - digits[0]


def _weighted(digits: list[int], *weights: int) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=True))


def _luhn(digits: list[int]) -> bool:
    return (
        sum(
            digit if place % 2 == 0 else sum(divmod(2 * digit, 10))
            for place, digit in enumerate(digits[::-1])
        )
        % 10
        == 0
    )


def _iterated(digits: list[int]) -> int:
    """ISO 7064 mod 11,10: a right number ends in 1."""
    rest = 10
    for digit in digits[:-1]:
        rest = ((rest + digit) % 10 or 10) * 2 % 11
    return (rest + digits[-1]) % 10


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.xml")), ids=lambda path: path.name)
def test_xml_invoices_are_well_formed(path):
    """Every XML sample parses, and its root is an invoice in one of the two syntaxes."""
    root = etree.fromstring(path.read_bytes(), PARSER)

    assert etree.QName(root).localname in {"CrossIndustryInvoice", "Invoice", "CreditNote"}


def test_hybrid_carries_its_invoice():
    """A Factur-X file names its XML, says how it relates to the page, and says so in its metadata."""
    reader = PdfReader(FOLDER / "de-factur-x.pdf")
    (attachment,) = reader.attachment_list
    related = [item.get_object()["/F"] for item in reader.root_object["/AF"]]
    metadata = reader.root_object["/Metadata"].get_object().get_data().decode()

    assert attachment.name == "factur-x.xml"
    assert attachment.associated_file_relationship == "/Alternative"
    assert related == ["factur-x.xml"]
    assert 'fx:ConformanceLevel="EN 16931"' in metadata
    assert etree.fromstring(attachment.content, PARSER) is not None
    assert etree.fromstring(metadata.partition("?>")[2].rpartition("<?")[0].encode(), PARSER) is not None


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.pdf")), ids=lambda path: path.name)
def test_pages_show_what_the_truth_says(path):
    """A PDF has as many pages as stated; its text, if any, has the names, the number and every article."""
    entry = TRUTH[path.name]

    pages = list(_page_texts(path.read_bytes()))

    assert len(pages) == entry["pages"]
    if entry["kind"] != "scan":
        text = _squeezed("".join(pages))
        truth = entry["truth"]
        wanted = [truth["vendor_name"], truth["invoice_number"], truth["iban"], truth["buyer_name"]]
        wanted += [item["description"] for item in truth["line_items"]]
        assert [value for value in wanted if value and _squeezed(value) not in text] == []


def _page_texts(content: bytes) -> Iterator[str]:
    with pypdfium2.PdfDocument(content) as document:
        for index in range(len(document)):
            yield document[index].get_textpage().get_text_bounded()


def _squeezed(text: str) -> str:
    return re.sub(r"\s|\ufffe|-(?=\r?\n)", "", text)


def test_mail_holds_two_invoices_beside_other_parts():
    """Only two of the mail's parts are invoices, and the truth names them."""
    mail = message_from_bytes((FOLDER / "de-two-invoices.eml").read_bytes(), policy=default)
    types = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
    invoices = [part.get_filename() for part in mail.walk() if part.get_content_type() == "application/pdf"]

    assert [f"de-two-invoices.eml!{name}" for name in invoices] == [name for name in TRUTH if "!" in name]
    assert types.count("image/png") == 2
    assert "text/calendar" in types


def test_many_invoices_are_different_and_small():
    """Each number makes another invoice of one page, of a vendor among twenty, in a few kilobytes."""
    bills = [one_bill(number) for number in range(3 * VENDORS)]
    pages = [one_page_invoice(number) for number in range(VENDORS)]

    assert len({bill.number for bill in bills}) == 3 * VENDORS
    assert len({bill.vendor.name for bill in bills}) == len({bill.vendor.tax_id for bill in bills}) == VENDORS
    assert len(set(pages)) == VENDORS
    assert max(map(len, pages)) < 10_000
    assert one_page_invoice(7) == pages[7]

"""The register as CSV survives the way out and in, and runs in no spreadsheet."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import IntakeError, Malformed, TooLarge
from shared.domain.vendor import KeyKind
from shared.exports.vendor_csv import COLUMNS, ROWS_MAX, RowProblem, VendorRow, parse, render
from tests.unit.domain.vendors import DOMAIN, GMBH, IBAN, NAME, OTHER_IBAN, TAX, key, vendor

FULL = vendor(
    "Muster Baustoffe GmbH",
    TAX,
    IBAN,
    OTHER_IBAN,
    key(KeyKind.REGISTER, "HRB4711"),
    DOMAIN,
    key(KeyKind.PHONE, "01234567"),
    NAME,
    key(KeyKind.ADDRESS, "20095 haup 12"),
    GMBH,
    aliases=("Muster Bau",),
    needs_order=True,
)


def test_what_goes_out_comes_in():
    """Every key, alias and wish of a vendor."""
    (row,) = parse(render([FULL]))

    assert isinstance(row, VendorRow)
    assert (row.vendor_id, row.name, row.aliases) == (FULL.vendor_id, FULL.name, FULL.aliases)
    assert set(row.keys) == set(FULL.keys)
    assert row.needs_order


def test_merged_entries_do_not_go_out():
    """Their keys are the kept one's business."""
    assert list(parse(render([FULL.model_copy(update={"merged_into": "v2"})]))) == []


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+49 GmbH", "-1 Ltd", "@SUM(A1)", "\tx"])
def test_no_cell_is_a_formula(name):
    """A vendor chose its name; a spreadsheet must not run it."""
    text = render([vendor(name, TAX)])

    cells = next(csv.reader(io.StringIO(text.split("\r\n", 1)[1])))

    assert cells[1] == f"'{name}"
    assert next(parse(text)).name == name.strip()


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ("Muster,DE02120300000000202052,", "ibans"),
        ("Muster,,DE136695977", "tax_ids"),
        (",,", None),
        ("--,x,", "name"),
        ("M" * 501 + ",,", "500"),
        ("Muster," + ";".join(["DE02120300000000202051"] * 2) + ",", None),
    ],
)
def test_a_row_with_a_problem_says_which(cells, told):
    """And no row is taken in half."""
    found = list(parse(f"name,ibans,tax_ids\n{cells}\n"))

    assert [told in each.message for each in found if isinstance(each, RowProblem)] == (
        [True] if told else []
    )
    assert all(each.line == 2 for each in found)


def test_a_vendor_has_a_bounded_number_of_keys():
    """Thirty registers are a mistake."""
    numbers = ";".join(f"HRB{number}" for number in range(30))

    (problem,) = parse(f"name,registers\nMuster,{numbers}\n")

    assert "at most" in problem.message


@pytest.mark.parametrize("text", ["", "hello", "name,color\nx,y", "vendor_id\n1", 'name\n"x'])
def test_another_file_is_refused(text):
    """It is not CSV, or not ours."""
    with pytest.raises(Malformed):
        list(parse(text))


def test_an_import_is_bounded():
    """More rows than a request may bring."""
    with pytest.raises(TooLarge):
        list(parse("name\n" + "x\n" * (ROWS_MAX + 1)))


def test_a_spreadsheet_s_mark_is_no_part_of_the_heading():
    """Excel starts UTF-8 files with a byte order mark."""
    assert next(parse("\ufeffname\nMuster\n")).name == "Muster"


@given(st.text(max_size=80), st.sampled_from(["", "name\n", f"{','.join(COLUMNS)}\n"]))
def test_any_text_is_read_or_refused(text, heading):
    """Only our errors come out."""
    try:
        rows = list(parse(heading + text))
    except IntakeError:
        return
    assert all(isinstance(row, VendorRow | RowProblem) for row in rows)

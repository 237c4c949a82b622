"""Line items: where a table begins and ends, which words are whose, and what is no line at all."""

from decimal import Decimal

import pytest

from shared.engines.text.headings import find_headings
from shared.engines.text.reader import read_pages
from shared.engines.text.vocabulary.meanings import Column
from tests.unit.engines.builders import drawn


def lines_of(*pages):
    """Description and amount of each line."""
    return [
        (item.description, item.amount and str(item.amount)) for item in read_pages(drawn(*pages)).line_items
    ]


def test_a_heading_of_several_lines_names_its_columns():
    """Words over one another are one name: `Price per / unit`."""
    (page,) = drawn(
        """
                                       Price per      Line
        No.     Description     Qty    unit           amount
                                                      net
        1       Hammer          2      50.00          100.00
        """
    )

    ((first, headings),) = find_headings(page).items()

    assert first == 3
    assert [heading.column for heading in headings] == [
        Column.POSITION,
        Column.DESCRIPTION,
        Column.QUANTITY,
        Column.UNIT_PRICE,
        Column.AMOUNT,
    ]


def test_a_second_price_is_the_line_s():
    """`Unit price` and `Price`: the last of two is the amount."""
    assert lines_of(
        """
        Description     Qty    Unit price    Price
        Hammer          2      50.00         100.00
        """
    ) == [("Hammer", "100.00")]


def test_another_table_ends_the_items():
    """A breakdown of the tax has columns and amounts too."""
    assert lines_of(
        """
        Description        Qty    Unit price    Amount
        Hammer             2      50.00         100.00

        VAT rate           Taxable amount       VAT amount
        Standard           100.00               20.00
        Reduced            0.00                 0.00
        """
    ) == [("Hammer", "100.00")]


def test_a_description_goes_on_where_its_line_was_full():
    """What had room on the line above, and does not, is about the item and not its name."""
    assert lines_of(
        """
        Description                 Qty    Unit price    Amount
        Garden table made of teak   1      50.00         50.00
        with a drawer
        Chair                       4      20.00         80.00
        Comes in a box of its own
        Packaging: carton
        1 May 2026 - 31 May 2026
        """
    ) == [("Garden table made of teak with a drawer", "50.00"), ("Chair", "80.00")]


def test_an_amount_below_its_line_belongs_to_it():
    """Some programs print the sum of a line half a line lower."""
    assert lines_of(
        """
        Description        Qty    Unit price    Amount
        Hammer             2      50.00
                                                100.00
        Anvil              1      70.00
                                                70.00
        """
    ) == [("Hammer", "100.00"), ("Anvil", "70.00")]


def test_descriptions_may_stand_around_their_amounts():
    """Cells that are centred: the name begins above the line with the numbers."""
    assert lines_of(
        """
        Description        Qty    Unit price    Amount

        Cordless
                           2      50.00         100.00
        drill


        Bench
                           1      70.00         70.00
        vice
        """
    ) == [("Cordless drill", "100.00"), ("Bench vice", "70.00")]


def test_a_discount_without_a_name_is_taken_off_the_line_above():
    """It has no place of its own in the list."""
    assert lines_of(
        """
        Description        Qty    Unit price    Amount
        Hammer             2      50.00         100.00
                                                -10.00
        Anvil              1      70.00         70.00
        """
    ) == [("Hammer", "90.00"), ("Anvil", "70.00")]


def test_a_sum_carried_forward_is_no_line():
    """Under its name in whatever language, or because it is the sum of all before it."""
    first = """
        Description        Qty    Unit price    Amount
        Hammer             2      50.00         100.00
        Anvil              1      70.00         70.00
        Carried forward                         170.00
        """
    second = """
        Brought forward                         170.00
        Rope               1      30.00         30.00
        Sum so far                              200.00
        Nails              1      5.00          5.00
        Total                                   205.00
        """

    assert [amount for _, amount in lines_of(first, second)] == ["100.00", "70.00", "30.00", "5.00"]


def test_nothing_below_the_total_is_a_line():
    """Payments and their dates look like items."""
    assert lines_of(
        """
        Description        Qty    Unit price    Amount
        Hammer             2      50.00         100.00
        Total                                   100.00
        Card payment       1      100.00        100.00
        """
    ) == [("Hammer", "100.00")]


def test_rows_that_keep_the_list_from_adding_up_are_left_out():
    """A part of an item has a number and an amount, but no price: it is in the item's own."""
    assert lines_of(
        """
        Description            Qty    Unit price    Amount
        Phone                  1      90.00         90.00
        Levy included          1                    4.00
        Case                   1      10.00         10.00
        Subtotal                                    100.00
        VAT 20%                                     20.00
        Total                                       120.00
        """
    ) == [("Phone", "90.00"), ("Case", "10.00")]


def test_a_list_without_a_heading_is_read_where_it_adds_up():
    """Names and amounts at one edge that make the subtotal."""
    page = """
        Liability insurance                    50.00
        Partner                                30.00
        Net amount                             80.00
        Insurance tax 19%                      15.20
        Total amount                           95.20
        """

    assert lines_of(page) == [("Liability insurance", "50.00"), ("Partner", "30.00")]
    assert lines_of(page.replace("30.00", "31.00")) == []


@pytest.mark.parametrize(
    ("printed", "description", "code"),
    [
        ("[A-100] Oak table", "Oak table", "A-100"),
        ("A-100 - Oak table", "Oak table", "A-100"),
        ("4718755045813 Oak table", "Oak table", "4718755045813"),
        ("Oak table (3 pcs)", "Oak table", None),
    ],
)
def test_codes_and_measures_are_no_part_of_a_name(printed, description, code):
    """An article's number leads it; what the price is for follows it, in the unit that is counted."""
    (item,) = read_pages(
        drawn(
            f"""
            Description                 Qty        Unit price    Amount
            {printed:<28}2 pcs      50.00         100.00
            """
        )
    ).line_items

    assert (item.description, item.product_code) == (description, code)


def test_a_number_over_a_name_is_its_code():
    """Both in one column, one below the other."""
    (item,) = read_pages(
        drawn(
            """
            Description        Qty    Unit price    Amount
            ZX997              2      50.00         100.00
            Citric acid
            """
        )
    ).line_items

    assert (item.description, item.product_code) == ("Citric acid", "ZX997")


def test_what_stands_beside_a_table_is_not_in_it():
    """A column of contacts at the left goes past the items."""
    assert lines_of(
        """
        Phone                 Description        Qty    Unit price    Amount
        00999 1000            Hammer             2      50.00         100.00
        Hours                 Anvil              1      70.00         70.00
        """
    ) == [("Hammer", "100.00"), ("Anvil", "70.00")]


def test_a_bill_of_1200_lines_comes_back_whole():
    """Every line, over as many pages as it takes, and no sum among them."""
    heading = "Description           Qty    Unit price    Amount"
    pages = [
        "\n".join(
            [
                heading,
                *(
                    f"Call number {number:<10}1      {number}.25{'':9}{number}.25"
                    for number in range(start, start + 40)
                ),
            ]
        )
        for start in range(100, 1300, 40)
    ]

    items = read_pages(drawn(*pages)).line_items

    assert [item.amount for item in items] == [Decimal(f"{number}.25") for number in range(100, 1300)]

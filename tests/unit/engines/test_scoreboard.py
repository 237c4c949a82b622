"""The scoreboard says what was right, and what changed since it was last written."""

from pathlib import Path

from tests.score.board import Column, changes, render
from tests.score.reading import Case
from tests.score.scoring import compared

LINE = {"description": "Hammer", "amount": "100.00"}


def board(total):
    return render(
        [Column("samples", {"documents": 3, "total": total, "iban": None, "seconds a document": 0.1})]
    )


def test_a_changed_number_is_named():
    """By its column and row, in percent; what is the same is not."""
    assert changes(board(0.9), board(0.95)) == ["samples, total: 90 -> 95"]
    assert changes(board(0.9), board(0.9)) == []


def test_a_board_that_is_none_has_nothing_to_compare():
    """The first one ever written."""
    assert changes("# Nothing yet\n", board(0.9)) == []


def test_amounts_are_compared_by_value_and_the_rest_by_letter():
    """`100.0` is 100.00, and a missing line is missed."""
    truth = {"vendor_name": "A Ltd", "total": "100.00", "line_items": [LINE, LINE]}
    said = {
        "vendor_name": "A ltd",
        "total": "100.0",
        "line_items": [LINE | {"amount": "100"}],
        "_seconds": 0.5,
    }

    column = compared("samples", {"a": (Case("a", Path("a.pdf"), "samples", truth), said)})

    assert column.numbers["vendor_name"] == 0
    assert column.numbers["total"] == 1
    assert column.numbers["lines strict"] == 2 / 3
    assert column.numbers["straight through"] == 0
    assert column.numbers["seconds a document"] == 0.5
    assert column.numbers["iban"] is None

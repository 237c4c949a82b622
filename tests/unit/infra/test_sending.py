"""How the senders of files wait for what becomes of them."""

from types import SimpleNamespace

from infra.local.demo import chains
from infra.local.sending import POLL_LAST_S, Watch


class Board:
    """A client that counts what it is asked."""

    def __init__(self):
        self.lists = 0
        self.singles = []

    def invoices(self, query):
        self.lists += 1
        return SimpleNamespace(invoices=(SimpleNamespace(invoice_id="a"), SimpleNamespace(invoice_id="b")))

    def invoice(self, invoice_id):
        self.singles.append(invoice_id)
        return SimpleNamespace(invoice_id=invoice_id)


def test_many_who_wait_share_one_list():
    """The list is asked for again once it is stale, and an older invoice by itself."""
    board, times = Board(), iter([0.0, 0.0, 0.0, 0.1, 0.2, POLL_LAST_S, POLL_LAST_S])
    watch = Watch(board, clock=lambda: next(times))

    seen = [watch.invoice(invoice_id).invoice_id for invoice_id in ("a", "b", "old", "a")]

    assert seen == ["a", "b", "old", "a"]
    assert (board.lists, board.singles) == (2, ["old"])


def test_large_files_go_first_and_sequels_after_what_they_repeat():
    """A scan takes longest; a duplicate is one only after the first."""
    sizes = {"small.pdf": 1, "x-2-again.pdf": 3, "scan.pdf": 9, "also.pdf": 1, "x-1-first.pdf": 2}

    assert chains(sizes) == [["scan.pdf"], ["x-1-first.pdf", "x-2-again.pdf"], ["also.pdf"], ["small.pdf"]]

"""The sender of a letter whose only registered name is the addressee's."""

from shared.domain.reading import ReadInvoice
from shared.engines.text.addresses import addressees
from shared.engines.text.context import Context, build_context
from shared.engines.text.layout import Page
from shared.engines.text.names import name_key
from shared.engines.text.parties import read_parties


def exchange_addressee(invoice: ReadInvoice, context: Context) -> ReadInvoice:
    """
    Return the invoice with its vendor as its buyer, where the vendor's name heads the address in the window.

    Scanned letterheads are pictures of a brand without a legal form; the addressee's legal form then wins.
    Nothing changes where a buyer is named, or nobody is named above that address.
    """
    vendor = invoice.vendor_name
    if vendor is None or invoice.buyer_name is not None:
        return invoice
    addressed = next(
        (name for name in addressees(context) if name_key(name.value) == name_key(vendor.value)), None
    )
    if addressed is None:
        return invoice
    letterhead = _above(addressed.page, min(word.top for word in addressed.words))
    sender = read_parties(build_context((letterhead,))).vendor
    if sender is None or name_key(sender.value) == name_key(vendor.value):
        return invoice
    return invoice.model_copy(
        update={"vendor_name": sender.model_copy(update={"confidence": 0.5}), "buyer_name": vendor}
    )


def _above(page: Page, top: float) -> Page:
    """Return the page as far as it stands above a height."""
    lines = tuple(line for line in page.lines if line.bottom <= top)
    return Page(page.number, page.width, page.height, lines)

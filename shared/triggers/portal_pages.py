"""The portal's pages: what is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import azure.functions as func

from shared.triggers.portal import HEADERS, Page, Visit, html, see_other

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.audit import AuditEvent
    from shared.domain.ids import VendorId
    from shared.domain.invoice import InvoiceRecord
    from shared.domain.version import Page as Part
    from shared.portal.invoice import InvoicePage, Typed
    from shared.portal.lists import Row

LIST_SIZE = 50
"""Rows of a list: two screens."""

PICTURE_CACHE = "private, max-age=86400, immutable"
"""A document never changes."""


@dataclass(frozen=True)
class RowsPage:
    """A list of invoices."""

    rows: tuple[Row, ...]
    further: str
    """Where the list goes on; empty at its end."""
    nothing: str
    undo: bool = False
    mine: bool = False
    text: str = ""
    level: str = ""
    state: str = ""
    count: str = ""
    states: tuple[tuple[str, str], ...] = ()


def inbox(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """What waits for a person: for the visitor, or for anybody."""
    from shared.domain.gate import GateLevel
    from shared.portal.frame import WAITING_COUNT_MAX
    from shared.portal.rendering import render
    from shared.ports.invoices import InvoiceFilter

    del path
    asked = visit.request.params
    mine = asked.get("who") != "all"
    level = asked.get("level", "")
    wanted = InvoiceFilter(
        waiting=True,
        assignee=visit.person.reviewer_id if mine else None,
        text=asked.get("text") or None,
        level=GateLevel(level) if level in {*GateLevel} else None,
    )
    invoices = visit.app.look_up.invoices
    found = invoices.page(visit.scope, wanted, size=LIST_SIZE, continuation=asked.get("continuation"))
    count = invoices.count(visit.scope, wanted, limit=WAITING_COUNT_MAX)
    nothing = "Nothing waits for you. Enjoy the quiet." if mine else "Nothing waits for anybody."
    page = RowsPage(
        rows=_rows(visit, found),
        further=_further(visit, found.continuation),
        nothing=nothing,
        mine=mine,
        text=asked.get("text", ""),
        level=level,
        count=f"{count}" if count < WAITING_COUNT_MAX else f"{WAITING_COUNT_MAX} or more",
    )
    return html(render("inbox", visit.frame("inbox"), page))


def next_one(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """Go to the invoice that waits first for the visitor, or after the one they look at."""
    from shared.ports.invoices import InvoiceFilter

    del path
    wanted = InvoiceFilter(waiting=True, assignee=visit.person.reviewer_id)
    found = visit.app.look_up.invoices.page(visit.scope, wanted, size=LIST_SIZE, continuation=None).items
    waiting = [each.invoice_id for each in found]
    after = visit.request.params.get("after", "")
    place = waiting.index(after) + 1 if after in waiting else 0
    others = [each for each in (*waiting[place:], *waiting[:place]) if each != after]
    return see_other(f"{visit.base}/invoices/{others[0]}" if others else visit.base)


def activity(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """What came in, the latest first."""
    from shared.domain.invoice import InvoiceState
    from shared.portal.rendering import render
    from shared.portal.words import STATES
    from shared.ports.invoices import InvoiceFilter

    del path
    asked = visit.request.params
    state = asked.get("state", "")
    wanted = InvoiceFilter(
        state=InvoiceState(state) if state in {*InvoiceState} else None, text=asked.get("text") or None
    )
    found = visit.app.look_up.invoices.page(
        visit.scope, wanted, size=LIST_SIZE, continuation=asked.get("continuation")
    )
    page = RowsPage(
        rows=_rows(visit, found),
        further=_further(visit, found.continuation),
        nothing="Nothing like this has come in.",
        undo=True,
        text=asked.get("text", ""),
        state=state,
        states=tuple((each.value, STATES[each]) for each in InvoiceState if not each.value.endswith("ing")),
    )
    return html(render("activity", visit.frame("activity"), page))


def invoice(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """One invoice."""
    return show_invoice(visit, path["id"])


def show_invoice(
    visit: Visit, invoice_id: str, typed: Typed | None = None, *, status: int = 200
) -> func.HttpResponse:
    """Return the page of an invoice, over what the visitor typed if that could not be kept."""
    from shared.portal.rendering import render

    record = visit.app.look_up.invoice(visit.scope, invoice_id)
    return html(render("invoice", visit.frame(), _invoice_page(visit, record, typed)), status=status)


def picture(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """The picture of a page."""
    from shared.pipeline.pages import MEDIA_TYPE

    content = visit.app.pages.picture(visit.scope, path["id"], int(path["page"]))
    return func.HttpResponse(
        content, mimetype=MEDIA_TYPE, headers={**HEADERS, "Cache-Control": PICTURE_CACHE}
    )


def upload(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """Where documents are handed in."""
    del path
    return show_upload(visit)


def show_upload(
    visit: Visit, accepted: tuple[Mapping[str, Any], ...] = (), problem: str = "", *, status: int = 200
) -> func.HttpResponse:
    """Return the page of uploads, with what became of the last ones."""
    from shared.domain.document import DOCUMENT_BYTES_MAX
    from shared.pipeline.ingest import DOCUMENTS_MAX
    from shared.portal.rendering import render

    page = {
        "files_max": DOCUMENTS_MAX,
        "megabytes_max": DOCUMENT_BYTES_MAX // 1024**2,
        "accepted": accepted,
        "problem": problem,
    }
    return html(render("upload", visit.frame("upload"), page), status=status)


def dead_letters(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """What could not be processed."""
    from shared.portal.lists import letters
    from shared.portal.rendering import render

    del path
    found = visit.app.dead_letters.page(
        visit.scope, size=LIST_SIZE, continuation=visit.request.params.get("continuation")
    )
    page = {"letters": letters(found.items), "further": _further(visit, found.continuation)}
    return html(render("letters", visit.frame("dead-letters"), page))


def vendors(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """The register."""
    from shared.portal.lists import vendor_rows
    from shared.portal.rendering import render

    del path
    found = visit.app.register.page(
        visit.scope, size=LIST_SIZE, continuation=visit.request.params.get("continuation")
    )
    page = {"vendors": vendor_rows(found.items), "further": _further(visit, found.continuation)}
    return html(render("vendors", visit.frame("vendors"), page))


def vendor(visit: Visit, path: Mapping[str, str]) -> func.HttpResponse:
    """One vendor and its invoices."""
    from shared.portal.frame import moment
    from shared.portal.lists import vendor_rows
    from shared.portal.rendering import render
    from shared.ports.invoices import InvoiceFilter

    known = visit.app.register.vendor(visit.scope, path["id"])
    found = visit.app.look_up.invoices.page(
        visit.scope,
        InvoiceFilter(vendor=known.vendor_id),
        size=LIST_SIZE,
        continuation=visit.request.params.get("continuation"),
    )
    page = {
        "vendor": vendor_rows((known,))[0],
        "history": tuple((moment(each.at), each.by, each.kind.value) for each in known.history),
        "rows": _rows(visit, found),
        "further": _further(visit, found.continuation),
        "nothing": "No invoice of this vendor came in.",
        "undo": False,
    }
    return html(render("vendor", visit.frame("vendors"), page))


def _invoice_page(visit: Visit, record: InvoiceRecord, typed: Typed | None) -> InvoicePage:
    from shared.domain.call_back import is_asked_for
    from shared.portal.invoice import invoice_page

    look_up = visit.app.look_up
    reading = look_up.reading(visit.scope, record.invoice_id) if record.summary else None
    asked = record.vendor.vendor_id if record.vendor and is_asked_for(record) else None
    return invoice_page(
        record,
        reading.invoices[0] if reading and reading.invoices else None,
        _events(visit, record),
        visit.person,
        visit.scope.profile,
        visit.now,
        typed,
        call_numbers=_numbers(visit, asked),
    )


def _numbers(visit: Visit, vendor_id: VendorId | None) -> tuple[str, ...]:
    """The numbers that a vendor was known by before; none where nobody needs to call."""
    from shared.domain.vendor import KeyKind

    if vendor_id is None:
        return ()
    return tuple(sorted(visit.app.register.vendor(visit.scope, vendor_id).knows(KeyKind.PHONE)))


def _events(visit: Visit, record: InvoiceRecord) -> tuple[AuditEvent, ...]:
    """The invoice's own events: they are there before the log has taken them in."""
    return visit.app.look_up.invoices.outbox(visit.scope, record.model_copy(update={"logged": 0}))


def _rows(visit: Visit, found: Part[InvoiceRecord]) -> tuple[Row, ...]:
    from shared.portal.lists import rows

    return rows(found.items, visit.scope.profile.reviewers, visit.now)


def _further(visit: Visit, continuation: str | None) -> str:
    """Return where a list goes on, with the same filters."""
    if continuation is None:
        return ""
    kept = {
        name: value
        for name, value in visit.request.params.items()
        if name in {"who", "text", "level", "state"}
    }
    return f"?{urlencode({**kept, 'continuation': continuation})}"


PAGES: Mapping[str, Page] = {
    "": inbox,
    "next": next_one,
    "activity": activity,
    "upload": upload,
    "dead-letters": dead_letters,
    "vendors": vendors,
    "vendors/{id}": vendor,
    "invoices/{id}": invoice,
    r"invoices/{id}/pages/(?P<page>[0-9]{1,4})": picture,
}
"""Each page by the pattern of its path."""

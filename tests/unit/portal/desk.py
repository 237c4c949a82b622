"""Pages as a visitor gets them, over invoices of a world on fakes."""

from lxml import html

from shared.portal.frame import Frame
from shared.portal.invoice import invoice_page
from shared.portal.rendering import render
from tests.unit.pipeline.people import APPROVER
from tests.unit.pipeline.world import START


def frame(person=APPROVER, **changes):
    fields = {
        "base": "/api/portal",
        "person": person,
        "tenant_name": "Muster",
        "csrf": "token",
        "now": START,
    }
    return Frame(**{**fields, **changes})


def page_of(world, record, visitor=APPROVER, typed=None):
    """Return what the page of an invoice shows."""
    record = world.record(record.invoice_id)
    read = world.look_up.reading(world.scope, record.invoice_id) if record.summary else None
    return invoice_page(
        record,
        read.invoices[0] if read and read.invoices else None,
        world.invoices.outbox(world.scope, record.model_copy(update={"logged": 0})),
        visitor,
        world.scope.profile,
        world.clock(),
        typed,
    )


def tree(template, page, person=APPROVER, **changes):
    """Return a rendered page, parsed."""
    return html.fromstring(render(template, frame(person, **changes), page))


def text_of(element):
    return " ".join(element.text_content().split())


def form_of(element):
    """Return what a browser sends of a form, without any button."""
    return dict(element.form_values())

"""People at the portal, in a real browser: quick, by keyboard alone, on a phone, and never losing a word."""

import re

import pytest

from tests.browser.conftest import DESK, PHONE, screenshot
from tests.data.samples.many import one_page_invoice

pytest.importorskip("playwright", reason="`make browser` runs these, with a browser")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
}
"""Level AA of version 2.2."""

BY_HAND = "default_level: L2\nassignments:\n  - to: [approver]\n"
"""Everything waits for one approver."""

PAGES = ("", "/activity", "/upload", "/vendors", "/dead-letters", "/policy", "/proof?verify=yes")


@pytest.fixture(scope="module")
def processed(send):
    """Invoices that the machine acted on."""
    return send(range(1000, 1004))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_can_be_used_by_everybody(visit, portal, processed, size):
    """No page breaks a rule of WCAG 2.2 AA, and none scrolls sideways."""
    page = visit("admin", size)
    found = {}
    for path in (*PAGES, f"/invoices/{processed[0]}", f"/invoices/{processed[0]}/proof"):
        page.goto(portal + path)
        screenshot(page, f"{size[0]}{re.sub('/[0-9a-f-]{36}|[?].*', '', path).replace('/', '-') or '-inbox'}")
        broken = [each["id"] for each in Axe().run(page, options=WCAG).response["violations"]]
        sideways = page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        if broken or sideways:
            found[path] = broken, sideways

    assert found == {}


def test_twenty_invoices_by_keyboard_alone(visit, portal, policy, send, bench):
    """From the inbox through every one of them: `n` opens the next, `a` approves."""
    policy(BY_HAND)
    waiting = send(range(2000, 2020))
    page = visit("approver")
    page.keyboard.press("i")
    expect(page.locator("h1")).to_have_text("My inbox")

    approved = set()
    for _ in waiting:
        before = page.url
        page.keyboard.press("n")
        page.wait_for_url(lambda url, before=before: url != before and "/invoices/" in url)
        approved.add(re.search(r"invoices/([^?]+)", page.url)[1])
        page.keyboard.press("a")
        page.wait_for_url("**?done=approve")

    assert approved == set(waiting)
    page.keyboard.press("i")
    expect(page.locator(".empty")).to_contain_text("Nothing waits for you")
    assert all(bench.client().invoice(each).state == "processed" for each in waiting[:-3])


def test_from_upload_to_undo(visit, portal, bench, tmp_path):
    """A file is chosen, followed to its page, and taken back with a reason; the act is withdrawn."""
    file = tmp_path / "bill.pdf"
    file.write_bytes(one_page_invoice(3000))
    page = visit("clerk")
    page.goto(f"{portal}/upload")
    page.set_input_files("input[type=file]", file)
    page.click("button:has-text('Upload')")
    page.click("#uploads a")
    expect(page.locator(".invoice-state .badge")).to_have_text("Processed", timeout=20_000)

    page.keyboard.press("u")
    page.keyboard.type("Ordered by nobody.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**?done=roll_back")

    expect(page.locator(".invoice-state .badge")).to_have_text("Rolled back", timeout=20_000)
    expect(page.locator("#timeline ~ .timeline")).to_contain_text("Export withdrawn")


def test_two_people_on_one_invoice_lose_nothing(visit, portal, policy, send):
    """The second is told who changed what meanwhile; what they typed still stands there and can be sent."""
    policy("default_level: L2\n")
    (invoice_id,) = send(range(4000, 4001))
    first, second = visit("clerk"), visit("approver")
    for page in (first, second):
        page.goto(f"{portal}/invoices/{invoice_id}")
    second.fill("#note", "I am asking the vendor.")
    second.click("button[value=comment]")
    second.wait_for_url("**?done=comment")

    first.fill("#f-order_number", "PO-4711")
    first.click("text=Save corrections")
    first.wait_for_load_state()

    expect(first.locator("#problem")).to_contain_text("Anton Approver")
    expect(first.locator("#f-order_number")).to_have_value("PO-4711")
    first.click("text=Save corrections")
    first.wait_for_url("**?done=correct")
    expect(first.locator("#f-order_number")).to_have_value("PO-4711", timeout=20_000)


def test_what_one_cannot_decide_goes_to_the_next(visit, portal, policy, send):
    """`s` hands it to the next of the chain, who finds it in their inbox."""
    policy("default_level: L2\nassignments:\n  - to: [clerk]\nescalation: [second]\n")
    (invoice_id,) = send(range(5000, 5001))
    page = visit("clerk")
    page.goto(f"{portal}/invoices/{invoice_id}")
    page.keyboard.press("s")
    page.wait_for_url("**?done=escalate")

    chief = visit("second", PHONE)
    chief.goto(portal)

    expect(chief.locator(f"a[href$='{invoice_id}']")).to_be_visible()


def test_a_mistake_in_a_policy_is_where_the_cursor_is(visit, portal):
    """An administrator types on at once."""
    page = visit("admin")
    page.goto(f"{portal}/policy")
    page.fill("#text", "default_level: L1\nrulez: []\n")
    page.click("text=Put in force")
    page.wait_for_load_state()

    expect(page.locator("#problem")).to_contain_text("line 2")
    expect(page.locator("#text")).to_be_focused()
    assert page.evaluate("document.getSelection().toString()") == "rulez: []"

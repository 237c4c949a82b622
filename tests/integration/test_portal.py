"""The portal's pages, asked for as a browser does, over the stand-ins."""

import html
import json
import re
import uuid
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import urllib3

from infra.local.issuer.people import PEOPLE
from shared.domain.ids import parse_tenant_id
from shared.domain.invoice import InvoiceState
from shared.domain.tenancy import TenantProfile
from shared.portal.words import STATES
from shared.triggers import portal
from tests.integration.conftest import PORTAL
from tests.integration.test_triggers import answer, called, pdf, post, request, run_stages

BASE = urlsplit(PORTAL).path


class Browser:
    """Somebody's: keeps the cookie, follows our own redirects, and fills in forms as they stand on a page."""

    def __init__(self):
        self.cookie = ""
        self.page = None

    def get(self, address=""):
        found = urlsplit(address)
        path = found.path.removeprefix(BASE).strip("/")
        return self._kept(
            called(
                portal.portal_page,
                request(
                    key=None, route={"path": path}, params=dict(parse_qsl(found.query)), Cookie=self.cookie
                ),
            )
        )

    def send(self, path, fields=None, *, content_type="application/x-www-form-urlencoded", body=None, **more):
        given = urlencode(fields or {}).encode() if body is None else body
        return self._kept(
            called(
                portal.portal_step,
                request(
                    "POST",
                    key=None,
                    body=given,
                    route={"path": path.removeprefix(BASE).strip("/")},
                    Cookie=self.cookie,
                    Content_Type=content_type,
                    **more,
                ),
            )
        )

    def follow(self):
        """Go where the last answer leads."""
        assert self.page.status_code == 303, self.text
        return self.get(self.page.headers["Location"])

    def sign_in(self, person):
        self.get("sign-in")
        issuer = urllib3.request(
            "POST", self.page.headers["Location"], body=f"person={person}", redirect=False
        )
        self.get(issuer.headers["Location"])
        if self.page.headers["Location"].endswith("/tenants"):
            self.follow()
            tenant = re.search(r'name="tenant" value="([^"]+)"[^>]*>(?:<[^>]*>)*Muster', self.text)
            self.send("tenant", {"csrf": self.csrf, "tenant": tenant[1]})
        return self.follow()

    @property
    def text(self):
        return self.page.get_body().decode()

    @property
    def csrf(self):
        return re.search(r'name="csrf" value="([^"]+)"', self.text)[1]

    @property
    def revision(self):
        return re.search(r'name="revision" value="([^"]+)"', self.text)[1]

    def form(self, **fields):
        return {"csrf": self.csrf, "revision": self.revision, **fields}

    def _kept(self, response):
        cookie = response.headers.get("Set-Cookie")
        if cookie:
            self.cookie = cookie.partition(";")[0]
        self.page = response
        return response


def signed_in(person):
    browser = Browser()
    browser.sign_in(person)
    assert browser.page.status_code == 200
    return browser


@pytest.fixture
def clerk(app):
    return signed_in("clerk")


@pytest.fixture
def approver(app):
    return signed_in("approver")


@pytest.fixture
def processed(app):
    """An invoice that the machine acted on."""
    accepted = answer(post(pdf(uuid.uuid4().hex[:8], vendor=f"Muster & Sons {uuid.uuid4().hex[:6]} Ltd")))
    invoice_id = accepted["invoices"][0]["invoice_id"]
    run_stages(invoice_id)
    return invoice_id


def test_every_state_has_a_word():
    """A page that meets a new one would fail."""
    assert set(STATES) == set(InvoiceState)


def test_who_is_not_signed_in_is_led_to_the_sign_in(app):
    """And from there to where they wanted to go, on our own site only."""
    browser = Browser()

    first = browser.get("activity")
    assert first.status_code == 303
    assert first.headers["Location"] == f"{BASE}/sign-in?path=%2Factivity"
    browser.get("sign-in?path=//elsewhere.example")

    assert urlsplit(browser.page.headers["Location"]).path == "/authorize"
    assert browser.send("invoices/x/decide").status_code == 401


@pytest.mark.parametrize(
    "page",
    [
        "",
        "?who=all&level=L1&text=muster",
        "activity",
        "activity?state=processed",
        "upload",
        "vendors",
        "dead-letters",
    ],
)
def test_every_page_answers_with_the_headers_that_keep_it_safe(clerk, page):
    """No script but ours, no frame, no store, nothing sniffed."""
    response = clerk.get(page)

    assert response.status_code == 200
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    assert len(response.get_body()) < 150_000
    assert "<script>" not in clerk.text
    assert "style=" not in clerk.text


def test_assets_are_kept_for_ever_and_nothing_else_is_one(clerk):
    """Their address changes with their content."""
    for address in set(re.findall(r'(?:href|src)="([^"]+\?v=[^"]+)"', clerk.text)):
        asset = clerk.get(address)
        assert asset.status_code == 200
        assert "immutable" in asset.headers["Cache-Control"]

    assert clerk.get("static/../portal.py").status_code == 404
    assert clerk.get("nowhere").status_code == 404


def test_an_invoice_is_shown_with_its_picture_and_nothing_of_it_is_markup(clerk, processed):
    """What a supplier writes is text, whatever it looks like."""
    clerk.get(f"invoices/{processed}")

    assert clerk.page.status_code == 200
    assert "Muster & Sons" not in clerk.text
    assert "Muster &amp; Sons" in clerk.text
    assert 'data-field="total"' in clerk.text
    assert "Timeline" in clerk.text
    picture = clerk.get(f"invoices/{processed}/pages/1")
    assert picture.status_code == 200
    assert picture.mimetype.startswith("image/")
    assert clerk.get(f"invoices/{uuid.uuid4()}").status_code == 404


def test_what_is_typed_over_a_field_is_kept(clerk, processed):
    """And only what differs from what stood there."""
    clerk.get(f"invoices/{processed}")
    fields = dict(re.findall(r'name="([a-z_]+|line-\d+-[a-z_]+)" value="([^"]*)"', clerk.text))
    fields = {name: html.unescape(value) for name, value in fields.items()}

    clerk.send(f"invoices/{processed}/correct", {**fields, "order_number": "PO-7"})
    clerk.follow()

    assert clerk.page.status_code == 200
    assert 'value="PO-7"' in clerk.text


def test_what_cannot_be_kept_is_shown_again_as_it_was_typed(clerk, processed):
    """Nothing typed is lost, and the page says what is wrong with it."""
    clerk.get(f"invoices/{processed}")

    clerk.send(f"invoices/{processed}/correct", clerk.form(total="a lot", order_number="PO-8"))

    assert clerk.page.status_code == 400
    assert 'value="a lot"' in clerk.text
    assert 'value="PO-8"' in clerk.text


def test_two_people_on_one_invoice_lose_nothing(clerk, approver, processed):
    """The later one sees what changed, and still has what they wrote."""
    clerk.get(f"invoices/{processed}")
    approver.get(f"invoices/{processed}")
    clerk.send(f"invoices/{processed}/decide", clerk.form(step="comment", note="I ask them."))
    assert clerk.page.status_code == 303

    approver.send(f"invoices/{processed}/decide", approver.form(step="comment", note="Looks right."))

    assert approver.page.status_code == 412
    assert "Looks right." in approver.text
    assert "I ask them." in approver.text


def test_an_act_is_taken_back_and_then_rejected(clerk, approver, processed):
    """From the page, with a reason, and the invoice says so afterwards."""
    clerk.get(f"invoices/{processed}")
    clerk.send(f"invoices/{processed}/decide", clerk.form(step="roll_back", note="Not ours."))
    clerk.follow()
    run_stages(processed, revision=2)
    approver.get(f"invoices/{processed}")
    assert "Rolled back" in approver.text

    approver.send(f"invoices/{processed}/decide", approver.form(step="reject", note="Not ours."))
    approver.follow()

    assert "Rejected" in approver.text


def test_an_act_is_undone_from_the_list(clerk, processed):
    """One button beside each."""
    clerk.get(f"invoices/{processed}")

    clerk.send(f"invoices/{processed}/roll_back", clerk.form(note="Wrong client."))

    assert clerk.page.status_code == 303


def test_an_invoice_is_handed_on_and_a_line_booked(clerk, processed):
    """To whom and where to, from what the page offers."""
    clerk.get(f"invoices/{processed}")
    clerk.send(f"invoices/{processed}/reassign", clerk.form(to="approver"))
    clerk.follow()
    assert "with Anton Approver" in clerk.text

    clerk.send(f"invoices/{processed}/code", clerk.form(**{"line": "0", "account-0": "4940"}))

    clerk.follow()
    assert "4940" in clerk.text


def test_an_invoice_that_is_no_duplicate_of_nothing_is_refused(clerk, processed):
    """There is no such finding to set aside."""
    clerk.get(f"invoices/{processed}")

    clerk.send(f"invoices/{processed}/tell_apart", clerk.form(other=str(uuid.uuid4())))

    assert clerk.page.status_code == 404


def test_the_next_that_waits_is_opened(clerk):
    """Or the inbox, where nothing does."""
    assert clerk.get("next").status_code == 303


@pytest.mark.parametrize("fields", [{}, {"csrf": "forged"}])
def test_a_form_of_another_session_does_nothing(clerk, processed, fields):
    """Nor does one that another site sends."""
    clerk.get(f"invoices/{processed}")
    good = clerk.form(step="comment", note="x")

    assert (
        clerk.send(f"invoices/{processed}/decide", {"revision": good["revision"], **fields}).status_code
        == 403
    )
    foreign = clerk.send(f"invoices/{processed}/decide", good, Sec_Fetch_Site="cross-site")

    assert foreign.status_code == 403


def multipart(fields, files):
    return urllib3.encode_multipart_formdata([*fields.items(), *(("files", file) for file in files)])


def test_documents_are_handed_in(clerk):
    """As a page without scripts, and as the script does it."""
    clerk.get("upload")
    csrf = clerk.csrf
    body, kind = multipart({"csrf": csrf}, [("one.pdf", pdf(uuid.uuid4().hex[:8]), "application/pdf")])

    clerk.send("upload", body=body, content_type=kind)
    assert clerk.page.status_code == 200
    assert "one.pdf" in clerk.text
    scripted = clerk.send("upload", body=body, content_type=kind, Accept="application/json")

    assert scripted.status_code == 202
    assert json.loads(scripted.get_body())["invoices"][0]["again"]


def test_a_document_that_is_none_is_refused_in_words(clerk):
    """On the page that it was sent from."""
    clerk.get("upload")
    body, kind = multipart({"csrf": clerk.csrf}, [("one.pdf", b"not a pdf", "application/pdf")])

    clerk.send("upload", body=body, content_type=kind)

    assert clerk.page.status_code in {400, 415, 422}
    assert 'name="csrf"' in clerk.text


def test_an_auditor_looks_and_hands_nothing_in(app):
    """Roles hold on pages as they do in the API."""
    auditor = signed_in("auditor")
    auditor.get("upload")
    body, kind = multipart({"csrf": auditor.csrf}, [("one.pdf", pdf("A-1"), "application/pdf")])

    auditor.send("upload", body=body, content_type=kind)

    assert auditor.page.status_code == 403
    assert auditor.send(f"dead-letters/{uuid.uuid4()}/requeue", {"csrf": auditor.csrf}).status_code == 403


def test_a_dead_letter_that_is_not_there_is_not_taken_up(app):
    """And says so."""
    admin = signed_in("admin")

    assert admin.send(f"dead-letters/{uuid.uuid4()}/requeue", {"csrf": admin.csrf}).status_code == 404


def test_vendors_are_shown_with_their_invoices(clerk, processed):
    """From the register to one of them and back to what it sent."""
    clerk.get("vendors")
    address = re.search(r'href="([^"]+/vendors/[0-9a-f-]{36})"', clerk.text)[1]

    assert clerk.get(address).status_code == 200
    assert "/invoices/" in clerk.text


def test_signing_out_ends_the_session(clerk):
    """The next page asks who is there."""
    csrf = clerk.csrf
    clerk.send("sign-out", {"csrf": csrf})
    clerk.follow()
    assert "Signed out" in clerk.text

    assert clerk.get("").status_code == 303


def test_a_sign_in_that_was_not_begun_here_is_refused(app):
    """A code slipped into somebody's browser signs nobody in."""
    browser = Browser()

    assert browser.get("signed-in?code=c&state=s").status_code == 401


def test_who_works_for_several_clients_chooses_one_of_theirs(app):
    """After signing in, and never one of somebody else's."""
    partner = next(each for each in PEOPLE if each.reviewer_id == "partner")
    second = TenantProfile(
        tenant_id=parse_tenant_id("22222222-3333-4444-8555-666666666666"),
        name="Second",
        home_region="here",
        reviewers=(partner,),
    )
    app.tenants.save(second)

    browser = Browser()
    browser.sign_in("partner")

    assert browser.page.status_code == 200
    assert ">Muster</a>" in browser.text
    browser.send("tenant", {"csrf": browser.csrf, "tenant": str(second.tenant_id)})
    assert ">Second</a>" in browser.follow().get_body().decode()
    assert browser.send("tenant", {"csrf": browser.csrf, "tenant": str(uuid.uuid4())}).status_code == 403

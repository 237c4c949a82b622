"""The portal, called as the host calls it, by people who signed in at the bench's issuer."""

import uuid
from urllib.parse import parse_qsl, urlencode, urlsplit

import azure.functions as func
import pytest
import urllib3
from lxml import html

from shared.domain.ids import parse_tenant_id
from shared.domain.tenancy import TenantProfile
from shared.triggers import portal, proof
from tests.integration.conftest import PORTAL, TENANT
from tests.integration.test_triggers import STRANGER, answer, called, one_of_a_kind, pdf, post, run_stages

BASE = urlsplit(PORTAL).path
FORM = "application/x-www-form-urlencoded"


def answer_of_issuer(begun, person):
    """Return the path that the issuer leads somebody back to."""
    answered = urllib3.request(
        "POST",
        begun.headers["Location"],
        body=urlencode({"person": person}),
        headers={"Content-Type": FORM},
        redirect=False,
    )
    return answered.headers["Location"].removeprefix(PORTAL)


class Browser:
    """Keeps a cookie, follows nothing by itself."""

    def __init__(self):
        self.cookie = ""

    def get(self, path, **headers):
        return self._send(portal.portal_page, "GET", path, b"", headers)

    def post(self, path, fields=None, body=b"", content_type=FORM, **headers):
        body = body or urlencode(fields or {}).encode()
        return self._send(portal.portal_step, "POST", path, body, {"Content-Type": content_type, **headers})

    def page(self, path):
        response = self.get(path)
        assert response.status_code == 200, response.get_body()
        return html.fromstring(response.get_body().decode())

    def sign_in(self, person):
        """Go to the issuer and come back, as a browser does."""
        begun = self.get("/sign-in?path=/upload")
        return self.get(answer_of_issuer(begun, person))

    def csrf(self):
        return self.page("/upload").xpath("//input[@name='csrf']/@value")[0]

    def step(self, invoice_id, name, fields=None, *, revision=None):
        """Send a form of an invoice's page, of the version that stands there unless told otherwise."""
        page = self.page(f"/invoices/{invoice_id}")
        held = {
            "csrf": page.xpath("//input[@name='csrf']/@value")[0],
            "revision": revision or page.xpath("//input[@name='revision']/@value")[0],
        }
        return self.post(f"/invoices/{invoice_id}/{name}", {**held, **(fields or {})})

    def _send(self, builder, method, path, body, headers):
        parts = urlsplit(path)
        request = func.HttpRequest(
            method=method,
            url=f"{PORTAL}{path}",
            headers={"Cookie": self.cookie, **headers},
            params=dict(parse_qsl(parts.query, keep_blank_values=True)),
            route_params={"path": parts.path.strip("/")},
            body=body,
        )
        response = called(builder, request)
        if "Set-Cookie" in response.headers:
            self.cookie = response.headers["Set-Cookie"].partition(";")[0]
        return response


@pytest.fixture
def clerk(app):
    browser = Browser()
    browser.sign_in("clerk")
    return browser


@pytest.fixture
def approver(app):
    browser = Browser()
    browser.sign_in("approver")
    return browser


@pytest.fixture
def processed(app):
    """An invoice that the machine acted on, and its vendor's name."""
    accepted = answer(post(pdf(*one_of_a_kind())))
    invoice_id = accepted["invoices"][0]["invoice_id"]
    run_stages(invoice_id)
    return invoice_id


@pytest.fixture
def waiting(app, clerk, processed):
    """An invoice that waits for a person: it was taken back."""
    clerk.step(processed, "decide", {"step": "roll_back", "note": "Not ours."})
    run_stages(processed, revision=2)
    return processed


def text_of(page):
    return " ".join(page.text_content().split())


def test_who_is_not_signed_in_is_led_there_and_back(app):
    """303 to the issuer; from there to where they wanted to go, in a session of their own."""
    browser = Browser()

    led = browser.get("/vendors")
    back = browser.sign_in("clerk")

    assert (led.status_code, led.headers["Location"]) == (303, f"{BASE}/sign-in?path=%2Fvendors")
    assert (back.status_code, back.headers["Location"]) == (303, f"{BASE}/upload")
    assert "Clara Clerk" in text_of(browser.page("/"))


def test_a_sign_in_that_was_not_begun_here_is_none(app):
    """Somebody else's code, or none, brings nobody in."""
    browser = Browser()
    browser.get("/sign-in")

    assert browser.get("/signed-in?state=x&code=y").status_code == 401
    assert browser.get("/signed-in").status_code == 401
    assert Browser().get("/signed-in?state=x&code=y").status_code == 401
    assert Browser().get("/tenants").status_code == 401


def test_nobody_is_led_to_another_site(app):
    """Where to go on is one of our own pages or none."""
    browser = Browser()
    begun = browser.get("/sign-in?path=//evil.example")

    assert browser.get(answer_of_issuer(begun, "clerk")).headers["Location"] == BASE


def test_signing_out_ends_the_session(clerk):
    """The cookie is gone; the next page asks who is there."""
    done = clerk.post("/sign-out", {"csrf": clerk.csrf()})

    assert done.headers["Location"] == f"{BASE}/signed-out"
    assert clerk.get("/signed-out").status_code == 200
    assert clerk.get("/").status_code == 303


def test_who_works_for_several_tenants_says_which(app):
    """Until then there is no page; another tenant than theirs is none."""
    other = parse_tenant_id(str(uuid.uuid4()))
    profile = app.admission.admit(TENANT).profile
    browser = Browser()
    app.tenants.save(
        TenantProfile(**{**dict(profile), "tenant_id": other, "name": "Second", "partner_keys": ()})
    )
    try:
        back = browser.sign_in("clerk")
        page = browser.page("/tenants")
        csrf = page.xpath("//input[@name='csrf']/@value")[0]
        foreign = browser.post("/tenant", {"csrf": csrf, "tenant": STRANGER})
        chosen = browser.post("/tenant", {"csrf": csrf, "tenant": other})
        shown = browser.page("/")
    finally:
        app.tenants.save(
            TenantProfile(tenant_id=other, name="Second", home_region="here", reviewers=(), partner_keys=())
        )

    assert back.headers["Location"] == f"{BASE}/tenants"
    assert {"Muster", "Second"} <= set(page.xpath("//button/text()"))
    assert (foreign.status_code, chosen.status_code) == (403, 303)
    assert "Second" in text_of(shown)
    # Whoever does not work for a tenant any more is out at once.
    assert browser.get("/").status_code == 303


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?who=all&level=L2&text=muster",
        "/activity?state=processed",
        "/upload",
        "/vendors",
        "/dead-letters",
    ],
)
def test_every_page_forbids_what_is_not_ours(clerk, processed, path):
    """A policy without inline anything, no cache, and markup that keeps to it."""
    response = clerk.get(path)
    page = html.fromstring(response.get_body().decode())

    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["Cache-Control"] == "no-store"
    assert not page.xpath("//script[not(@src)] | //style | //*[@style]")
    assert not [each for each in page.iter() if any(str(name).startswith("on") for name in each.attrib)]
    for address in page.xpath("//@src | //link/@href | //form/@action"):
        assert address.startswith((BASE, "?"))


def test_a_form_without_the_sessions_token_does_nothing(clerk, waiting):
    """403 for none, another's, or one from another site."""
    page = clerk.page(f"/invoices/{waiting}")
    revision = page.xpath("//input[@name='revision']/@value")[0]
    token = page.xpath("//input[@name='csrf']/@value")[0]
    form = {"revision": revision, "step": "comment", "note": "x"}
    other = Browser()
    other.sign_in("approver")

    answers = [
        clerk.post(f"/invoices/{waiting}/decide", {**form, "csrf": csrf}).status_code
        for csrf in ("", "x", other.csrf())
    ]
    cross = clerk.post(
        f"/invoices/{waiting}/decide", {**form, "csrf": token}, **{"Sec-Fetch-Site": "cross-site"}
    )

    assert [*answers, cross.status_code] == [403] * 4
    assert clerk.page(f"/invoices/{waiting}").xpath("//input[@name='revision']/@value")[0] == revision


def test_a_step_of_nobody_is_refused(app, processed):
    """401: nothing is done for who is not signed in."""
    assert Browser().post(f"/invoices/{processed}/decide", {"step": "approve"}).status_code == 401


def test_a_clerk_takes_back_and_an_approver_approves(clerk, approver, waiting):
    """From undo to a new decision, each on a page of its own."""
    assert "Rolled back" in text_of(clerk.page(f"/invoices/{waiting}"))
    assert "approve" not in clerk.page(f"/invoices/{waiting}").xpath("//button[@name='step']/@value")

    done = approver.step(waiting, "decide", {"step": "approve", "note": "Looked at it."})

    assert done.status_code == 303
    assert done.headers["Location"] == f"{BASE}/invoices/{waiting}?done=approve"
    page = text_of(approver.page(f"/invoices/{waiting}?done=approve"))
    assert "Approved. It is being carried out." in page
    assert "Looked at it." in page


def test_what_a_person_may_not_is_refused_on_the_page(clerk, waiting):
    """With the reason, the invoice as it is, and the note still there."""
    refused = clerk.step(waiting, "decide", {"step": "approve", "note": "Mine."})

    page = html.fromstring(refused.get_body().decode())
    assert refused.status_code == 403
    assert "Your roles do not allow you to approve." in text_of(page.get_element_by_id("problem"))
    assert page.get_element_by_id("note").text_content().strip() == "Mine."


def test_somebody_else_was_first(clerk, approver, waiting):
    """412: what happened meanwhile and what was typed stand on one page."""
    form = dict(clerk.page(f"/invoices/{waiting}").get_element_by_id("fields").form_values())
    approver.step(waiting, "decide", {"step": "comment", "note": "I am on it."})

    late = clerk.post(f"/invoices/{waiting}/correct", {**form, "order_number": "PO-9"})

    page = html.fromstring(late.get_body().decode())
    assert late.status_code == 412
    assert "Commented by Anton Approver" in text_of(page.get_element_by_id("problem"))
    again = dict(page.get_element_by_id("fields").form_values())
    assert again["order_number"] == "PO-9"
    kept = clerk.post(f"/invoices/{waiting}/correct", again)
    assert kept.headers["Location"].endswith("?done=correct")


def test_fields_lines_and_accounts_are_changed(clerk, approver, waiting):
    """Each kind of change goes through its own form."""
    form = dict(clerk.page(f"/invoices/{waiting}").get_element_by_id("fields").form_values())
    changed = {**form, "invoice_date": "2026-11-02", "line-0-description": "Widget, blue"}
    first = clerk.post(f"/invoices/{waiting}/correct", changed)
    run_stages(waiting, revision=3)
    second = clerk.step(waiting, "code", {"line": "0", "account-0": "4940"})
    run_stages(waiting, revision=4)

    page = clerk.page(f"/invoices/{waiting}")
    assert (first.status_code, second.status_code) == (303, 303)
    assert page.get_element_by_id("f-invoice_date").get("value") == "2026-11-02"
    assert page.xpath("//input[@name='line-0-description']/@value") == ["Widget, blue"]
    assert page.get_element_by_id("b-0").get("value") == "4940"
    wrong = clerk.step(waiting, "correct", {**form, "total": "a lot", "revision": ""}, revision=None)
    assert wrong.status_code in {400, 412}


def test_a_wrong_value_stays_where_it_was_typed(clerk, waiting):
    """400: the field is named, its text kept."""
    form = dict(clerk.page(f"/invoices/{waiting}").get_element_by_id("fields").form_values())

    refused = clerk.post(f"/invoices/{waiting}/correct", {**form, "total": "a lot"})

    page = html.fromstring(refused.get_body().decode())
    assert refused.status_code == 400
    assert "Total: " in text_of(page.get_element_by_id("problem"))
    assert page.get_element_by_id("f-total").get("value") == "a lot"


def test_an_invoice_is_handed_on_escalated_rejected_and_told_apart(clerk, approver, waiting):
    """The remaining steps, each led back or refused with its reason."""
    handed = clerk.step(waiting, "reassign", {"to": "approver"})
    mine = text_of(approver.page("/"))
    following = approver.get("/next")
    alone = clerk.step(waiting, "decide", {"step": "escalate"})
    apart = clerk.step(waiting, "tell_apart", {"other": STRANGER})
    rejected = approver.step(waiting, "decide", {"step": "reject", "note": "Not ours."})

    assert handed.headers["Location"].endswith("?done=reassign")
    assert "wait for a person" in mine or "waits for a person" in mine
    assert following.status_code == 303
    assert f"{BASE}/invoices/" in following.headers["Location"]
    assert alone.status_code == 409
    assert apart.status_code == 404
    assert rejected.headers["Location"].endswith("?done=reject")


def test_undo_from_the_list_of_activity(clerk, processed):
    """The form stands beside what can be taken back."""
    page = clerk.page("/activity")
    action = f"{BASE}/invoices/{processed}/roll_back"
    (form,) = [each for each in page.forms if each.action == action]

    done = clerk.post(f"/invoices/{processed}/roll_back", dict(form.form_values()))

    assert done.headers["Location"].endswith("?done=roll_back")


def test_the_document_is_seen(clerk, processed):
    """A picture of each page, kept by the browser; no other page, and no other file."""
    picture = clerk.get(f"/invoices/{processed}/pages/1")

    assert picture.mimetype == "image/webp"
    assert picture.get_body()[8:12] == b"WEBP"
    assert clerk.get(f"/invoices/{processed}/pages/2").status_code == 404
    assert clerk.get(f"/invoices/{processed}/pages/0").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/nowhere", f"/invoices/{STRANGER}", "/static/none.js", "/static/../words.py", f"/vendors/{STRANGER}"],
)
def test_what_is_not_there_is_not_found(clerk, path):
    """A page that says so, for unknown and foreign alike."""
    response = clerk.get(path)

    assert response.status_code == 404
    assert "Not found" in response.get_body().decode()


def test_assets_are_kept_for_ever(app):
    """Their address changes with them, and nobody has to be signed in to see them."""
    response = Browser().get("/static/portal.css")

    assert response.mimetype == "text/css"
    assert "immutable" in response.headers["Cache-Control"]


def test_a_vendor_and_its_invoices(clerk, app, scope, processed):
    """The register names it; its page lists what it sent."""
    record = app.look_up.invoice(scope, processed)

    page = text_of(clerk.page(f"/vendors/{record.vendor.vendor_id}"))

    assert record.vendor.name in page
    assert record.summary.invoice_number in page


def multipart(fields, files):
    body, content_type = urllib3.encode_multipart_formdata(
        [*fields.items(), *(("file", (name, content, "application/pdf")) for name, content in files)]
    )
    return {"body": body, "content_type": content_type}


def test_documents_are_handed_in_with_and_without_a_script(clerk):
    """The same form twice: a page with links, or the API's answer; the second time it was here before."""
    content = pdf(uuid.uuid4().hex[:8])
    sent = multipart({"csrf": clerk.csrf()}, [("one.pdf", content)])

    page = html.fromstring(clerk.post("/upload", **sent).get_body().decode())
    scripted = clerk.post("/upload", Accept="application/json", **sent)

    (link,) = page.xpath("//*[@id='uploads']//a")
    assert (link.text, scripted.status_code) == ("one.pdf", 202)
    (again,) = answer(scripted)["invoices"]
    assert link.get("href").endswith(again["invoice_id"])
    assert again["again"]


def test_what_cannot_be_taken_in_is_refused_in_words(clerk, app):
    """No file, nothing readable, no power, no token: none of them takes anything in."""
    token = clerk.csrf()
    auditor = Browser()
    auditor.sign_in("auditor")
    file = [("x.pdf", b"not a document")]

    broken = clerk.post("/upload", **multipart({"csrf": token}, file))
    scripted = clerk.post("/upload", Accept="application/json", **multipart({"csrf": token}, file))
    foreign = clerk.post("/upload", Accept="application/json", **multipart({"csrf": "x"}, file))
    powerless = auditor.post("/upload", **multipart({"csrf": auditor.csrf()}, file))

    assert broken.status_code == scripted.status_code
    assert broken.status_code in {400, 415}
    assert "role='alert'" in broken.get_body().decode().replace('"', "'")
    assert (foreign.status_code, powerless.status_code) == (403, 403)
    assert "Your roles do not allow you to upload." in powerless.get_body().decode()


def test_a_dead_letter_that_is_not_there_cannot_be_taken_up(clerk, app):
    """404 for who may, 403 for who may not."""
    auditor = Browser()
    auditor.sign_in("auditor")
    path = f"/dead-letters/{STRANGER}/requeue"

    assert clerk.post(path, {"csrf": clerk.csrf()}).status_code == 404
    assert auditor.post(path, {"csrf": auditor.csrf()}).status_code == 403


def test_a_call_is_noted_only_where_an_account_is_new(app, clerk, waiting):
    """And an answer is one of three."""
    told = clerk.step(waiting, "call", {"number": "0401234567", "outcome": "confirmed"})
    unsaid = clerk.step(waiting, "call", {"number": "0401234567", "outcome": "maybe"})

    assert (told.status_code, unsaid.status_code) == (409, 400)
    assert b"is not new" in told.get_body()


def test_approvers_say_which_number_a_vendor_is_called_on(app, clerk, approver, processed):
    """Who notes the call does not choose the number."""
    page = approver.page(f"/invoices/{processed}")
    vendor = app.look_up.invoice(app.admission.admit(TENANT), processed).vendor.vendor_id
    csrf = page.xpath("//input[@name='csrf']/@value")[0]

    added = approver.post(f"/vendors/{vendor}/phone", {"csrf": csrf, "number": "+44 20 7946 0123"})
    refused = clerk.post(f"/vendors/{vendor}/phone", {"csrf": clerk.csrf(), "number": "+44 20 7946 9999"})

    assert (added.status_code, refused.status_code) == (303, 403)
    assert "79460123" in text_of(clerk.page(f"/vendors/{vendor}"))


def test_an_auditor_sees_the_log_verified_and_one_invoice_in_it(app, processed, environment, monkeypatch):
    """From the first entry; each entry of the invoice with its path to the notary's signature."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    called(proof.notary, None)
    auditor = Browser()
    auditor.sign_in("auditor")

    verified = text_of(auditor.page("/proof?verify=yes"))
    page = auditor.page(f"/invoices/{processed}/proof")

    assert "entries are as they were written" in verified
    badges = page.xpath("//h2/span/text()")
    assert badges
    assert set(badges) == {"Proved"}
    assert auditor.page(f"/invoices/{processed}").xpath(f"//a[contains(@href, '{processed}/proof')]")

"""The whole chain on a bench of its own: samples in, hostile input in, an honest answer each time."""

import base64
import email.policy
import json
import re
import zipfile
from email import message_from_bytes
from email.message import EmailMessage
from io import BytesIO

import pytest
import urllib3
from pypdf import PdfWriter

from infra.local import demo
from infra.local.answers import DeadLetter
from infra.local.client import Posting, Refusal
from infra.local.feed import missing_steps
from infra.local.ports import Ports
from infra.local.running import running
from infra.local.sending import Outcome, follow, ways
from shared.domain.invoice import InvoiceState
from tests.data.samples.many import one_page_invoice

pytestmark = pytest.mark.integration

SAMPLES = demo.SAMPLES

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    state_dir = tmp_path_factory.mktemp("chain")
    with (
        (state_dir / "bench.log").open("wb") as output,
        running(state_dir, Ports.free(), output=output) as running_bench,
    ):
        yield running_bench


@pytest.fixture(scope="module")
def client(bench):
    return bench.client()


@pytest.fixture(scope="module")
def post(bench, client):
    return ways(bench.report, client)[0]


@pytest.fixture(scope="module")
def drop(bench, client):
    return ways(bench.report, client)[1]


@pytest.fixture
def healthy(bench):
    """Whatever a test sends, the app answers afterwards."""
    yield
    assert urllib3.request("GET", f"{bench.report.api_url}/health/ready").status == 200


def raw(bench, body, headers=None, method="POST", path="/v1/invoices"):
    authorization = {"Authorization": f"Bearer {bench.credential_file.read_text()}"}
    return urllib3.request(
        method, bench.report.api_url + path, body=body, headers=authorization | (headers or {})
    )


def blank_pdf(pages):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(10, 10)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def nested_mail(depth):
    message = EmailMessage()
    message.set_content("the innermost")
    for _ in range(depth):
        outer = EmailMessage()
        outer["Subject"] = "outer"
        outer.add_attachment(message)
        message = outer
    return message.as_bytes()


def packed(name, content):
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(name, content)
    return written.getvalue()


def rest(way, name, content) -> Outcome:
    outcome = follow(way, name, content)
    assert outcome.lost is None
    return outcome


def letter_of(client, name) -> DeadLetter:
    return next(letter for letter in client.dead_letters() if letter.source.startswith(name))


@pytest.mark.parametrize("name", ["nl-ubl.xml", "de-factur-x.pdf", "en-gb-borderless.pdf"])
def test_a_posted_invoice_is_processed_and_the_log_tells_its_whole_story(client, post, name):
    """From post to notice without a hand, and every step is in the log."""
    outcome = rest(post, name, (SAMPLES / name).read_bytes())

    (view,) = outcome.invoices
    assert view.state is InvoiceState.PROCESSED
    assert {notice.channel for notice in view.notices} == {"mail", "webhook"}
    assert missing_steps(view, client.audit(view.invoice_id).entries) is None


def test_a_dropped_mail_becomes_its_invoices(client, drop):
    """Each attached invoice is one; logos and calendars are none."""
    name = "de-two-invoices.eml"

    outcome = rest(drop, name, (SAMPLES / name).read_bytes())

    assert len(outcome.invoices) == 2
    assert all(
        missing_steps(view, client.audit(view.invoice_id).entries) is None for view in outcome.invoices
    )


def test_a_dropped_document_is_taken_out_of_the_inbox(drop):
    """An empty folder means that everything was taken in."""
    outcome = rest(drop, "dropped.pdf", one_page_invoice(70_001))

    assert [view.provenance.filename for view in outcome.invoices] == ["dropped.pdf"]


def test_the_reviewer_is_mailed_with_a_link(bench, post):
    """The mail names the invoice and leads to its page."""
    outcome = rest(post, "mailed.pdf", one_page_invoice(70_002))

    (view,) = outcome.invoices
    inbox = f"http://127.0.0.1:{bench.report.ports.mail}"
    listed = urllib3.request("GET", inbox).data.decode()
    mails = [
        message_from_bytes(urllib3.request("GET", f"{inbox}/{number}").data, policy=email.policy.default)
        for number in re.findall(r'href="/(\d+)"', listed)
    ]
    assert any(view.invoice_id in mail.get_content() for mail in mails)


def test_the_same_request_twice_is_one_invoice(client):
    """A repeat gets the same answer and says so."""
    posting = Posting(one_page_invoice(70_003), "application/pdf", "twice.pdf", "twice")

    (first,) = client.post(posting)
    (second,) = client.post(posting)

    assert second.invoice_id == first.invoice_id
    assert (first.again, second.again) == (False, True)


def test_a_key_used_for_another_body_is_refused(client):
    """An Idempotency-Key names one request."""
    client.post(Posting(one_page_invoice(70_004), "application/pdf", "a.pdf", "used"))

    with pytest.raises(Refusal) as caught:
        client.post(Posting(one_page_invoice(70_005), "application/pdf", "b.pdf", "used"))

    assert (caught.value.status, caught.value.code) == (422, "request.key_reused")


def test_multipart_and_json_are_taken_like_a_raw_body(bench):
    """Three ways to send the same bytes, one invoice."""
    content = one_page_invoice(70_006)
    form, content_type = urllib3.encode_multipart_formdata({"file": ("a.pdf", content, "application/pdf")})
    document = {"documents": [{"content": base64.b64encode(content).decode(), "filename": "a.pdf"}]}

    answers = [
        raw(bench, content, {"Content-Type": "application/pdf"}),
        raw(bench, form, {"Content-Type": content_type}),
        raw(bench, json.dumps(document), {"Content-Type": "application/json"}),
    ]

    assert [answer.status for answer in answers] == [202, 202, 202]
    assert len({answer.json()["invoices"][0]["invoice_id"] for answer in answers}) == 1


@pytest.mark.usefixtures("healthy")
@pytest.mark.parametrize(
    ("content_type", "body", "status", "code"),
    [
        ("application/pdf", b"", 400, "request.empty"),
        ("text/plain", b"an invoice, honestly", 415, "request.media_type"),
        ("application/pdf", b"GIF89a no pdf at all", 415, "document.kind"),
        ("application/pdf", b"%PDF-1.7\n" + bytes(60 * MEGABYTE), 413, "document.bytes"),
        ("application/pdf", b"%PDF-1.7\ntorn", 422, "document.damaged"),
        ("application/pdf", packed("a.pdf", b"%PDF-"), 415, "document.kind"),
        ("application/json", b'{"documents": [', 400, "request.json"),
        ("application/json", b"[" * 100_000, 400, "request.json"),
        ("application/json", b'{"documents": [{"content": "***"}]}', 400, "request.json"),
        ("multipart/form-data; boundary=x", b"no boundary here", 400, None),
    ],
)
def test_what_is_no_invoice_gets_a_problem_that_says_so(bench, content_type, body, status, code):
    """Bad input has a status and a stable code, never a stack or an empty answer."""
    answer = raw(bench, body, {"Content-Type": content_type})

    problem = answer.json()
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert code is None or problem["code"] == code
    assert problem.keys() >= {"type", "title", "status", "detail", "code", "instance"}


@pytest.mark.usefixtures("healthy")
def test_an_empty_file_in_a_form_is_refused(bench):
    """A form with a file of no bytes holds no document."""
    form, content_type = urllib3.encode_multipart_formdata({"file": ("a.pdf", b"", "application/pdf")})

    answer = raw(bench, form, {"Content-Type": content_type})

    assert (answer.status, answer.json()["code"]) == (400, "document.empty")


@pytest.mark.usefixtures("healthy")
@pytest.mark.parametrize("name", sorted(path.name for path in (SAMPLES / "bad").iterdir()))
def test_a_bad_sample_is_refused_for_its_reason(post, name):
    """Locked, torn or lying files are named as what they are."""
    expected = demo.expectations(json.loads((SAMPLES / "truth.json").read_text()))[f"bad/{name}"]

    outcome = rest(post, name, (SAMPLES / "bad" / name).read_bytes())

    assert outcome.problem == expected.problem


@pytest.mark.usefixtures("healthy")
def test_a_document_of_too_many_pages_is_refused(post):
    """Three thousand pages are counted, not read."""
    outcome = rest(post, "long.pdf", blank_pdf(3_000))

    assert outcome.problem == "document.pages"


@pytest.mark.usefixtures("healthy")
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("bomb.zip", packed("bomb.pdf", b"%PDF-" + bytes(200 * MEGABYTE)), "container.ratio"),
        ("russian-doll.eml", nested_mail(50), "container.depth"),
        ("talk.eml", b"From: a@example.com\r\nSubject: no invoice\r\n\r\nHello", "container.no_document"),
        ("empty.pdf", b"", "document.empty"),
    ],
)
def test_a_hostile_drop_ends_as_a_dead_letter(client, drop, name, content, code):
    """What comes through the drop container has nobody to answer to, so its refusal is kept and shown."""
    outcome = rest(drop, name, content)

    assert not outcome.invoices
    assert letter_of(client, name).code == code


@pytest.mark.usefixtures("healthy")
@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "..\\..\\boot.ini", "a\u202egnp.fdp", "x" * 1_000 + ".pdf"]
)
def test_a_name_is_never_a_path(bench, name, request):
    """A sender's file name is text for people: cut, made printable, and used for nothing."""
    content = one_page_invoice(71_000 + len(request.node.name))
    document = {"documents": [{"content": base64.b64encode(content).decode(), "filename": name[:1_000]}]}

    answer = raw(bench, json.dumps(document), {"Content-Type": "application/json"})

    invoice_id = answer.json()["invoices"][0]["invoice_id"]
    shown = raw(bench, None, method="GET", path=f"/v1/invoices/{invoice_id}").json()["provenance"]["filename"]
    assert answer.status == 202
    assert len(shown) <= 200
    assert shown.isprintable()


@pytest.mark.usefixtures("healthy")
@pytest.mark.parametrize(
    "authorization",
    [
        {},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Bearer 00000000-0000-4000-8000-000000000000.demo.secret"},
        {"Authorization": "Basic YTpi"},
    ],
)
def test_an_unknown_caller_is_not_told_why(bench, authorization):
    """Every way of not being known answers alike."""
    answer = urllib3.request(
        "POST", f"{bench.report.api_url}/v1/invoices", body=b"%PDF-", headers=authorization
    )

    assert answer.status == 401
    assert answer.json()["code"] == "partner.key"


@pytest.mark.parametrize(
    "invoice_id", ["00000000-0000-5000-8000-000000000000", "../../secrets", "%00", "x" * 500]
)
def test_an_unknown_invoice_is_not_found_or_malformed(bench, invoice_id):
    """Ids are checked before they reach a store."""
    answer = raw(bench, None, method="GET", path=f"/v1/invoices/{invoice_id}")

    assert answer.status in {400, 404}

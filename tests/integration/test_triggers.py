"""Every trigger, called as the host calls it, over the stand-ins."""

import base64
import json
import uuid
from io import BytesIO

import azure.functions as func
import pytest
from azure.functions.servicebus import ServiceBusMessage
from reportlab.pdfgen.canvas import Canvas

from shared.domain.stage import Stage, StageMessage
from shared.triggers import dead_letters, drop, invoices, stages, upkeep
from tests.integration.conftest import CREDENTIAL, TENANT

# Well formed, and nobody's.
STRANGER = "99999999-8888-4777-8666-555555555555"
HANDLERS = {Stage.EXTRACT: stages.extract, Stage.CLASSIFY: stages.classify, Stage.NOTIFY: stages.notify}


def called(builder, *arguments):
    """Call the function behind a blueprint's builder, as the host does."""
    return builder._function.get_user_function()(*arguments)


def request(
    method="GET", url="/api/v1/invoices", body=b"", *, key=CREDENTIAL, route=None, params=None, **headers
):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if key is not None:
        named["Authorization"] = f"Bearer {key}"
    return func.HttpRequest(
        method=method, url="/api", headers=named, params=params or {}, route_params=route or {}, body=body
    )


def post(body, content_type="application/pdf", **headers):
    return called(invoices.ingest_http, request("POST", body=body, Content_Type=content_type, **headers))


def answer(response):
    return json.loads(response.get_body())


def code(response):
    assert response.mimetype == "application/problem+json"
    return answer(response)["code"]


def one_of_a_kind():
    """Return an invoice number, and the name of a vendor that looks like no other's."""
    chance = uuid.uuid4()
    name = "".join(chr(ord("a") + byte % 26) for byte in chance.bytes)
    return f"R{chance.int % 10**8:08}", f"{name.title()} Ltd"


def pdf(number, vendor="Muster Handels Ltd"):
    """Return a plain one-page invoice."""
    page = BytesIO()
    canvas = Canvas(page)
    lines = (
        vendor,
        "Invoice",
        f"Invoice number: {number}",
        "Invoice date: 2026-11-01",
        "Description    Quantity    Unit price    Amount",
        "Widget    2    50.00    100.00",
        "Subtotal    100.00 EUR",
        "VAT 20%    20.00 EUR",
        "Total    120.00 EUR",
    )
    for row, line in enumerate(lines):
        for column, cell in enumerate(line.split("    ")):
            canvas.drawString(60 + 120 * column, 780 - 24 * row, cell)
    canvas.save()
    return page.getvalue()


class Queued(ServiceBusMessage):
    """A message as the host hands it over."""

    def __init__(self, body, properties=None):
        self._body = body
        self._properties = properties or {}

    def get_body(self):
        return self._body

    @property
    def message_id(self):
        return "m1"

    @property
    def application_properties(self):
        return self._properties


def run_stages(invoice_id, *, revision=1):
    """Hand the invoice from stage to stage, as the queues would."""
    task = StageMessage(tenant_id=TENANT, invoice_id=invoice_id, revision=revision)
    for stage in Stage:
        called(HANDLERS[stage], Queued(task.model_dump_json().encode()))


def test_a_posted_invoice_goes_through_every_stage(app):
    """202 with its place; then read, tagged, decided, acted on; the trail names every step."""
    response = post(pdf(uuid.uuid4().hex[:8]), Content_Disposition='attachment; filename="one.pdf"')
    assert response.status_code == 202
    accepted = answer(response)["invoices"][0]
    assert response.headers["Location"] == accepted["href"]

    run_stages(accepted["invoice_id"])

    route = {"invoice_id": accepted["invoice_id"]}
    view = answer(called(invoices.get_invoice, request(route=route)))
    trail = answer(called(invoices.get_audit, request(route=route)))
    reading = answer(called(invoices.get_reading, request(route=route)))
    assert view["state"] == "processed"
    assert view["total"] == "120.00"
    assert view["provenance"]["filename"] == "one.pdf"
    assert reading["invoices"][0]["line_items"]
    assert [entry["event"]["action"].split(":")[-1] for entry in trail["entries"]] == [
        "receive",
        "read",
        "tag",
        "decide",
        "process",
        "rest",
    ]


def test_the_same_key_and_body_get_the_same_answer(app):
    """And another body with that key is refused."""
    body, key = pdf(uuid.uuid4().hex[:8]), uuid.uuid4().hex
    first = post(body, Idempotency_Key=key)
    again = post(body, Idempotency_Key=key)
    other = post(pdf("other"), Idempotency_Key=key)

    assert answer(again)["invoices"][0]["invoice_id"] == answer(first)["invoices"][0]["invoice_id"]
    assert (other.status_code, code(other)) == (422, "request.key_reused")


def test_json_and_multipart_bring_several_documents(app):
    """Each becomes an invoice, in order."""
    one, two = pdf(uuid.uuid4().hex[:8]), pdf(uuid.uuid4().hex[:8])
    documents = [
        {"filename": "one.pdf", "content": base64.b64encode(one).decode()},
        {"content": base64.b64encode(two).decode()},
    ]
    by_json = post(json.dumps({"documents": documents}).encode(), "application/json")
    parts = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="f.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n" + part + b"\r\n"
        for part in (one, two)
    )
    by_form = post(parts + b"--x--\r\n", "multipart/form-data; boundary=x")

    assert by_json.status_code == by_form.status_code == 202
    ids = [each["invoice_id"] for each in answer(by_json)["invoices"]]
    assert [each["invoice_id"] for each in answer(by_form)["invoices"]] == ids
    assert all(each["again"] for each in answer(by_form)["invoices"])


@pytest.mark.parametrize(
    ("body", "content_type", "status", "problem"),
    [
        (b"", "application/pdf", 400, "request.empty"),
        (b"MZ not a document", "application/pdf", 415, "document.kind"),
        (b"%PDF-1.7", "text/html", 415, "request.media_type"),
        (b"{", "application/json", 400, "request.json"),
        (b'{"documents": []}', "application/json", 400, "request.json"),
        (b'{"documents": [{"content": "!"}]}', "application/json", 400, "request.json"),
        (b'{"documents": [{"content": ""}]}', "application/json", 400, "document.empty"),
        (b"[" * 100_000, "application/json", 400, "request.json"),
        (b"no boundary", "multipart/form-data", 400, "request.multipart"),
        (b"--x--\r\n", "multipart/form-data; boundary=x", 400, "request.empty"),
        (b"%PDF-1.7 and nothing else", "application/pdf", 422, "document.damaged"),
        (b"PK\x03\x04", "application/octet-stream", 415, "document.kind"),
        (b"<a><b></a>", "application/xml", 422, "document.damaged"),
        (bytes(51 * 2**20), "application/pdf", 413, "document.bytes"),
    ],
)
def test_invariant_8_bad_bodies_get_a_precise_problem(app, body, content_type, status, problem):
    """Each answer says what was wrong; nothing was taken in."""
    response = post(body, content_type)

    assert (response.status_code, code(response)) == (status, problem)


def test_too_many_multipart_fields_are_refused(app):
    """A form has room for its documents and a few fields."""
    part = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\na\r\n'

    response = post(part * 40 + b"--x--\r\n", "multipart/form-data; boundary=x")

    assert (response.status_code, code(response)) == (413, "request.parts")


@pytest.mark.parametrize("key", [None, "", "nonsense", f"{TENANT}.k1.wrong", f"{STRANGER}.k1.x"])
def test_no_valid_key_no_answer(app, key):
    """401 with the scheme to use, whatever is wrong."""
    response = called(invoices.list_invoices, request(key=key))

    assert (response.status_code, code(response)) == (401, "partner.key")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_the_key_may_come_in_its_own_header(app):
    """For systems that cannot set Authorization."""
    response = called(invoices.list_invoices, request(key=None, X_Api_Key=CREDENTIAL))

    assert response.status_code == 200


@pytest.mark.parametrize("key", ["x" * 201, "tab\there"])
def test_a_bad_idempotency_key_is_refused(app, key):
    """It is a short printable text."""
    response = post(pdf("k"), Idempotency_Key=key)

    assert (response.status_code, code(response)) == (400, "request.key")


@pytest.mark.parametrize(
    "params",
    [
        {"state": "nonsense"},
        {"level": "L9"},
        {"from": "yesterday"},
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "x"},
        {"continuation": "x"},
    ],
)
def test_a_bad_filter_is_refused(app, params):
    """Each names itself."""
    response = called(invoices.list_invoices, request(params=params))

    assert response.status_code == 400
    assert code(response) == f"request.{next(iter(params))}"


def test_a_list_is_filtered_and_paged(app):
    """Latest first, by what was asked for."""
    accepted = answer(post(pdf(uuid.uuid4().hex[:8])))["invoices"][0]
    params = {"state": "received", "from": "2020-01-01", "before": "2100-01-01T00:00:00Z", "limit": "1"}

    listed = answer(called(invoices.list_invoices, request(params=params)))

    assert [each["invoice_id"] for each in listed["invoices"]] == [accepted["invoice_id"]]


@pytest.mark.parametrize("function", [invoices.get_invoice, invoices.get_reading, invoices.get_audit])
@pytest.mark.parametrize("invoice_id", ["nonsense", STRANGER])
def test_an_unknown_invoice_is_404(app, function, invoice_id):
    """Malformed and unknown alike."""
    response = called(function, request(route={"invoice_id": invoice_id}))

    assert (response.status_code, code(response)) == (404, "invoice.unknown")


def event(path, kind="Microsoft.Storage.BlobCreated"):
    return {"eventType": kind, "subject": drop.SUBJECT + path, "data": {}}


def test_a_dropped_file_is_taken_in_and_out(app, scope, stand_ins):
    """By the queued event; the inbox is empty afterwards."""
    name = f"{uuid.uuid4().hex}.pdf"
    blob = stand_ins.blobs.get_blob_client("drop", f"{TENANT}/{name}")
    blob.upload_blob(pdf(uuid.uuid4().hex[:8]))

    called(drop.ingest_drop_event, Queued(json.dumps([event(f"{TENANT}/{name}")]).encode()))

    assert not blob.exists()
    listed = answer(called(invoices.list_invoices, request(params={"limit": "1"})))
    assert listed["invoices"][0]["provenance"]["filename"] == name


def test_an_event_that_failed_often_is_taken_up_once_more(app, stand_ins):
    """What its file needed may be there again by now."""
    name = f"{uuid.uuid4().hex}.pdf"
    blob = stand_ins.blobs.get_blob_client("drop", f"{TENANT}/{name}")
    blob.upload_blob(pdf(uuid.uuid4().hex[:8]))

    called(dead_letters.dead_letters_drop, Queued(json.dumps(event(f"{TENANT}/{name}")).encode()))

    assert not blob.exists()


def test_the_webhook_twin_does_the_same(app, stand_ins):
    """A blob trigger from Event Grid calls the same stage; a second event finds it done."""
    name = f"{uuid.uuid4().hex}.pdf"
    blob = stand_ins.blobs.get_blob_client("drop", f"{TENANT}/{name}")
    blob.upload_blob(pdf(uuid.uuid4().hex[:8]))

    for _ in range(2):
        called(drop.ingest_blob, func.blob.InputStream(data=b"", name=f"drop/{TENANT}/{name}"))

    assert not blob.exists()


@pytest.mark.parametrize("path", ["nobody/one.pdf", f"{STRANGER}/one.pdf", f"{TENANT}/"])
def test_a_drop_outside_any_folder_is_left_alone(app, path):
    """Nobody's file is nobody's invoice, and no error either."""
    called(drop.ingest_drop_event, Queued(json.dumps(event(path)).encode()))


def test_other_events_are_no_drops():
    """A deletion or another container's blob is not for us."""
    others = [event("t/a", "Microsoft.Storage.BlobDeleted"), {"type": "x"}, 7]
    cloud = {"type": "Microsoft.Storage.BlobCreated", "subject": drop.SUBJECT + "t/%C3%A4.pdf"}

    assert drop.blob_paths(json.dumps(others).encode()) == ()
    assert drop.blob_paths(b"{") == ()
    assert drop.blob_paths(json.dumps(cloud).encode()) == ("t/ä.pdf",)


def test_a_dead_letter_is_recorded_shown_and_requeued(app):
    """From the queue's dead letters to a human, and back into the chain."""
    invoice_id = answer(post(pdf(uuid.uuid4().hex[:8])))["invoices"][0]["invoice_id"]
    task = StageMessage(tenant_id=TENANT, invoice_id=invoice_id, revision=1).model_dump_json().encode()
    called(dead_letters.dead_letters_extract, Queued(task, {"DeadLetterReason": "MaxDeliveryCountExceeded"}))
    route = {"invoice_id": invoice_id}
    failed = answer(called(invoices.get_invoice, request(route=route)))

    listed = answer(called(dead_letters.list_dead_letters, request()))["dead_letters"]
    letter = next(each for each in listed if each["invoice_id"] == invoice_id)
    again = called(
        dead_letters.requeue_dead_letter, request(route={"dead_letter_id": letter["dead_letter_id"]})
    )

    assert failed["state"] == "failed"
    assert failed["failure"]["code"] == "MaxDeliveryCountExceeded"
    assert (again.status_code, answer(again)["state"]) == (202, "requeued")
    assert answer(called(invoices.get_invoice, request(route=route)))["state"] == "received"


def test_an_unknown_dead_letter_is_404(app):
    """Nothing to requeue."""
    response = called(dead_letters.requeue_dead_letter, request(route={"dead_letter_id": "x"}))

    assert response.status_code == 404


@pytest.mark.parametrize("function", [dead_letters.dead_letters_classify, dead_letters.dead_letters_notify])
def test_a_foreign_dead_message_is_discarded(app, function):
    """What no one of ours wrote names no tenant."""
    called(function, Queued(b"not ours", '{"DeadLetterReason": "x"}'))


def test_a_stage_that_must_wait_puts_the_message_off(app, scope):
    """An invoice that is not visible yet is tried again later, ever later."""
    task = StageMessage(tenant_id=TENANT, invoice_id=str(uuid.uuid4()), revision=1)

    called(stages.extract, Queued(task.model_dump_json().encode()))

    last = task.model_copy(update={"attempt": 16})
    with pytest.raises(Exception, match="not visible"):
        called(stages.extract, Queued(last.model_dump_json().encode()))


def test_sweep_and_health_answer(app):
    """The timer runs; liveness needs nothing; readiness names every service."""
    called(upkeep.sweep, None)
    live = called(upkeep.health_live, request(key=None))
    ready = called(upkeep.health_ready, request(key=None))

    assert live.status_code == 200
    assert ready.status_code == 200
    services = {each["name"]: each["ok"] for each in answer(ready)["services"]}
    assert services == {"blobs": True, "cosmos": True, "service_bus": True}


def test_the_openapi_document_is_served():
    """As JSON, without a key."""
    response = called(upkeep.openapi, request(key=None))

    assert answer(response)["openapi"] == "3.1.0"

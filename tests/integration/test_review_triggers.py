"""The review API, called as the host calls it, with tokens of people."""

import json
import uuid

import pytest
import urllib3

from shared.domain.audit import AuditAction
from shared.domain.ids import parse_tenant_id
from shared.domain.tenancy import TenantProfile
from shared.triggers import dead_letters, invoices, review, vendors
from tests.integration.conftest import TENANT
from tests.integration.test_triggers import (
    answer,
    called,
    code,
    one_of_a_kind,
    pdf,
    post,
    request,
    run_stages,
)


@pytest.fixture
def token(stand_ins):
    """Return what gives a person's access token."""
    address = stand_ins.issuer.removesuffix("/v2.0")
    return lambda person: urllib3.request("POST", f"{address}/access-token?person={person}").data.decode()


@pytest.fixture
def processed(app):
    """An invoice that the machine acted on."""
    accepted = answer(post(pdf(*one_of_a_kind())))
    invoice_id = accepted["invoices"][0]["invoice_id"]
    run_stages(invoice_id)
    return invoice_id


def see(invoice_id, key):
    response = called(invoices.get_invoice, request(route={"invoice_id": invoice_id}, key=key))
    return answer(response), response.headers["ETag"]


def change(builder, invoice_id, key, body=None, **headers):
    given = json.dumps(body or {}).encode()
    return called(builder, request("POST", body=given, key=key, route={"invoice_id": invoice_id}, **headers))


def test_a_person_corrects_and_takes_back(app, token, processed):
    """Each change names the version it is of, and gets the next one's ETag."""
    clerk = token("clerk")
    view, etag = see(processed, clerk)
    assert view["state"] == "processed"

    corrected = change(
        review.correct_invoice, processed, clerk, {"fields": {"order_number": "PO-7"}}, If_Match=etag
    )
    assert corrected.status_code == 200
    run_stages(processed, revision=2)
    view, etag = see(processed, clerk)
    assert view["review"]["corrections"][0]["fields"] == ["order_number"]
    back = change(review.roll_back_invoice, processed, clerk, {"note": "Not ours."}, If_Match=etag)
    assert answer(back)["state"] == "rolling_back"
    run_stages(processed, revision=3)

    view, _ = see(processed, clerk)
    assert view["state"] == "rolled_back"
    assert all(each["state"] == "undone" for each in view["review"]["effects"])


def test_an_applications_key_never_passes_a_human_gate(app, processed):
    """Whatever a partner's system is allowed: it is nobody."""
    _, etag = see(processed, request().headers["Authorization"].removeprefix("Bearer "))

    for builder in (review.approve_invoice, review.reject_invoice, review.roll_back_invoice):
        refused = called(
            builder,
            request("POST", body=b'{"note": "x"}', route={"invoice_id": processed}, If_Match=etag),
        )
        assert refused.status_code == 403
        assert code(refused) == "person.required"


def test_a_change_of_something_older_is_refused(app, token, processed):
    """412: nothing is lost of what somebody else did meanwhile."""
    clerk = token("clerk")
    _, etag = see(processed, clerk)
    change(review.comment_on_invoice, processed, clerk, {"text": "Mine."}, If_Match=etag)

    late = change(review.comment_on_invoice, processed, token("approver"), {"text": "Mine."}, If_Match=etag)

    assert (late.status_code, code(late)) == (412, "invoice.changed")


@pytest.mark.parametrize(
    ("headers", "status"), [({}, 428), ({"If_Match": "*"}, 400), ({"If_Match": '"1234567"'}, 400)]
)
def test_a_change_says_what_it_is_of(app, token, processed, headers, status):
    """Without a version nobody knows what was seen."""
    response = change(review.comment_on_invoice, processed, token("clerk"), {"text": "x"}, **headers)

    assert response.status_code == status


@pytest.mark.parametrize(
    ("builder", "body", "status"),
    [
        (review.approve_invoice, {}, 409),
        (review.reject_invoice, {"note": "x"}, 409),
        (review.escalate_invoice, {}, 409),
        (review.reassign_invoice, {"reviewer_id": "approver"}, 200),
        (review.reassign_invoice, {"reviewer_id": "nobody"}, 404),
        (review.book_invoice_line, {"line": 0, "field": "account", "value": "4940"}, 200),
        (review.clear_duplicate, {"other": "11111111-2222-4333-8444-555555555555"}, 404),
        (review.call_vendor, {"number": "0401234567", "outcome": "confirmed"}, 409),
        (review.call_vendor, {"number": "0401234567", "outcome": "maybe"}, 400),
        (review.correct_invoice, {"fields": {"gate": "L0"}}, 400),
        (review.correct_invoice, {"fields": {"total": "a lot"}}, 400),
        (review.comment_on_invoice, {"text": ""}, 400),
    ],
)
def test_every_change_answers_as_its_rules_say(app, token, processed, builder, body, status):
    """A problem with its status, or the invoice as it is now."""
    approver = token("approver")
    _, etag = see(processed, approver)

    assert change(builder, processed, approver, body, If_Match=etag).status_code == status


def denials(app):
    """Return who was refused in the log of the demo's tenant, and by which rule."""
    entries = app.denials.audit_log.entries(app.admission.admit(TENANT))
    return {
        (each.event.actor.kind.value, each.event.facts["code"])
        for each in entries
        if each.event.action is AuditAction.ACCESS_DENIED
    }


def test_roles_hold_over_http(app, token, processed):
    """An auditor looks; a person without the power changes nothing anywhere."""
    auditor = token("auditor")
    _, etag = see(processed, auditor)

    assert (
        change(review.comment_on_invoice, processed, auditor, {"text": "x"}, If_Match=etag).status_code == 403
    )
    upload = called(invoices.ingest_http, request("POST", body=b"x", key=auditor))
    letters = called(
        dead_letters.requeue_dead_letter, request("POST", key=auditor, route={"dead_letter_id": "x"})
    )
    merge = called(vendors.merge_vendor, request("POST", key=token("approver"), route={"vendor_id": "x"}))
    assert (upload.status_code, letters.status_code, merge.status_code) == (403, 403, 403)
    assert ("person", "person.required") in denials(app)


def test_a_stranger_and_a_foreign_tenant_answer_alike(app, token, processed):
    """Whether a tenant exists is nobody's business who does not work for it."""
    other = parse_tenant_id(str(uuid.uuid4()))
    app.tenants.save(TenantProfile(tenant_id=other, name="Other", home_region="here"))

    answers = [
        called(
            invoices.get_invoice,
            request(route={"invoice_id": processed}, key=token("clerk"), Invoice_Tenant=tenant),
        )
        for tenant in (other, str(uuid.uuid4()))
    ]

    assert [each.status_code for each in answers] == [403, 403]
    assert code(answers[0]) == code(answers[1])


def test_a_forged_token_is_not_let_in(app, processed):
    """401, like every other way of not being known."""
    response = called(
        invoices.get_invoice, request(route={"invoice_id": processed}, key="eyJhbGciOiJub25lIn0.e30.")
    )

    assert response.status_code == 401

"""The register, its rules and people's word over HTTP, over the stand-ins."""

import json
import uuid

import pytest

from shared.domain.vendor import VendorOutcome
from shared.triggers import invoices, vendors
from tests.integration.test_triggers import answer, called, code, pdf, post, request, run_stages

VENDOR = "Hansa Logistik Ltd"
NOBODY = "99999999-8888-4777-8666-555555555555"


def send(builder, method, route, body=None, **params):
    content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    return called(builder, request(method, body=content, route=route, params=params))


def imported(name, **columns):
    """Put a vendor into the register by CSV, and return its id."""
    text = f"name,{','.join(columns)}\n{name},{','.join(columns.values())}\n"
    told = send(vendors.import_vendors, "POST", {}, text.encode())
    assert told.status_code == 200
    exported = called(vendors.export_vendors, request()).get_body().decode()
    return next(line.split(",")[0] for line in exported.splitlines() if f",{name}," in line)


def processed(number):
    """Send an invoice through the chain, and return its id."""
    invoice_id = answer(post(pdf(number, VENDOR)))["invoices"][0]["invoice_id"]
    run_stages(invoice_id)
    return invoice_id


def test_vendors_come_in_and_go_out_as_csv(app):
    """And each can be looked at, with who brought it in."""
    name = f"Import {uuid.uuid4().hex[:8]}"

    vendor_id = imported(name, registers=uuid.uuid4().hex)

    view = answer(send(vendors.get_vendor, "GET", {"vendor_id": vendor_id}))
    assert view["name"] == name
    assert view["history"][0]["by"] == "k1"
    listed = answer(send(vendors.list_vendors, "GET", {}, limit="200"))
    assert name in [each["name"] for each in listed["vendors"]]


def test_a_vendor_is_renamed_merged_and_parted(app):
    """Each answer is the vendor as it is now."""
    one = imported(f"One {uuid.uuid4().hex[:8]}", registers=uuid.uuid4().hex)
    two = imported(f"Two {uuid.uuid4().hex[:8]}", registers=uuid.uuid4().hex)

    edited = send(vendors.edit_vendor, "PATCH", {"vendor_id": one}, {"name": "New name", "needs_order": True})
    merged = send(vendors.merge_vendor, "POST", {"vendor_id": one}, {"absorbed": two})
    again = send(vendors.merge_vendor, "POST", {"vendor_id": two}, {"absorbed": one})
    parted = send(vendors.part_vendor, "POST", {"vendor_id": two})

    assert (answer(edited)["name"], answer(edited)["needs_order"]) == ("New name", True)
    assert answer(merged)["history"][-1]["absorbed"] == two
    assert (again.status_code, code(again)) == (422, "vendor.merge")
    assert "merged_into" not in answer(parted)


def test_a_word_on_a_line_becomes_a_rule(app):
    """Coded, suggested, promoted, reversed."""
    number = uuid.uuid4().hex[:8]
    invoice_id = processed(number)
    coded = send(
        vendors.code_invoice,
        "POST",
        {"invoice_id": invoice_id},
        {"line": 0, "field": "account", "value": "6815"},
    )
    assert answer(coded)["coding"]["lines"][0]["codes"][-1]["value"] == "6815"
    rule = next(
        each for each in answer(send(vendors.list_rules, "GET", {}))["rules"] if each["value"] == "6815"
    )

    promoted = answer(send(vendors.promote_rule, "POST", {"rule_id": rule["rule_id"]}))
    reversed_ = answer(send(vendors.reverse_rule, "POST", {"rule_id": rule["rule_id"]}))

    assert [each["state"] for each in promoted["rules"] if each["rule_id"] == rule["rule_id"]] == ["active"]
    assert [each["state"] for each in reversed_["rules"] if each["rule_id"] == rule["rule_id"]] == [
        "reversed"
    ]


def test_the_same_bill_under_another_number_waits_and_can_be_told_apart(app):
    """The machine stops; a person says it is another bill."""
    first, second = processed(uuid.uuid4().hex[:8]), processed(uuid.uuid4().hex[:8])
    view = answer(called(invoices.get_invoice, request(route={"invoice_id": second})))
    assert view["vendor"]["outcome"] == VendorOutcome.MATCHED
    assert "duplicate.near" in [finding["code"] for finding in view["findings"]]

    told = send(vendors.tell_invoice_apart, "POST", {"invoice_id": second}, {"other": first})

    assert told.status_code == 200


@pytest.mark.parametrize(
    ("builder", "body"),
    [
        (vendors.get_vendor, None),
        (vendors.edit_vendor, {"name": "x"}),
        (vendors.merge_vendor, {"absorbed": NOBODY}),
        (vendors.part_vendor, None),
        (vendors.promote_rule, None),
        (vendors.reverse_rule, None),
        (vendors.code_invoice, {"line": 0, "field": "account", "value": "1"}),
        (vendors.tell_invoice_apart, {"other": NOBODY}),
    ],
)
def test_what_is_not_there_is_404(app, builder, body):
    """Unknown and foreign answer alike."""
    route = {"vendor_id": NOBODY, "rule_id": NOBODY, "invoice_id": NOBODY}

    assert send(builder, "POST", route, body).status_code == 404


@pytest.mark.parametrize(
    ("builder", "body", "problem"),
    [
        (vendors.import_vendors, b"\xff\xfe", "csv.encoding"),
        (vendors.import_vendors, b"hello", "csv.heading"),
        (vendors.edit_vendor, b"{", "request.body"),
        (vendors.edit_vendor, {"name": ""}, "request.body"),
        (vendors.code_invoice, {"line": 0, "field": "account", "value": "not a code"}, "request.body"),
        (vendors.code_invoice, {"line": -1, "field": "color", "value": "1"}, "request.body"),
    ],
)
def test_a_bad_body_gets_a_precise_problem(app, builder, body, problem):
    """400, and which field."""
    response = send(builder, "POST", {"vendor_id": NOBODY, "invoice_id": NOBODY}, body)

    assert (response.status_code, code(response)) == (400, problem)


def test_an_import_is_bounded(app):
    """Bytes before rows."""
    response = send(vendors.import_vendors, "POST", {}, b"name\n" + b"x" * vendors.CSV_BYTES_MAX)

    assert (response.status_code, code(response)) == (413, "csv.size")

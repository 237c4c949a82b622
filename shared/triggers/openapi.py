"""The OpenAPI 3.1 document of the partner API, made from the same models that the routes answer with."""

from pydantic.json_schema import models_json_schema

from shared.domain.corrections import Corrections
from shared.domain.dead_letter import DeadLetter
from shared.domain.gate import GateLevel, PolicyText
from shared.domain.invoice import InvoiceState
from shared.domain.model import Model
from shared.domain.reading import Reading
from shared.domain.timeline import Timeline
from shared.domain.trial import Backtest
from shared.domain.vendor import Vendor
from shared.pipeline.inclusion import Inclusion
from shared.pipeline.ingest import DOCUMENTS_MAX
from shared.pipeline.proving import LogStatus
from shared.pipeline.register import Imported
from shared.triggers.invoices import PAGE_SIZE, PAGE_SIZE_MAX
from shared.triggers.openapi_parts import (
    IF_MATCH,
    Json,
    by_person,
    describe,
    path_parameter,
    query,
    reference,
    unguarded,
    with_body,
)
from shared.triggers.openapi_policy import policy_paths
from shared.triggers.posted import RAW_TYPES, REQUEST_KEY_CHARACTERS_MAX
from shared.triggers.views import (
    AcceptedList,
    Assignment,
    AuditTrail,
    Called,
    DeadLetterList,
    ErasureOrder,
    Health,
    Held,
    InvoiceList,
    InvoiceView,
    LineCode,
    OtherInvoice,
    PolicyView,
    PostedDocuments,
    Problem,
    ReceiptList,
    Released,
    Remarked,
    RuleList,
    Said,
    VendorEdit,
    VendorList,
    VendorMerge,
)

VERSION = "1"

ANSWERS: tuple[type[Model], ...] = (
    AcceptedList,
    AuditTrail,
    Backtest,
    DeadLetter,
    DeadLetterList,
    Health,
    Imported,
    Inclusion,
    InvoiceList,
    InvoiceView,
    LogStatus,
    PolicyText,
    PolicyView,
    Problem,
    Reading,
    ReceiptList,
    RuleList,
    Timeline,
    Vendor,
    VendorList,
)

BODIES: tuple[type[Model], ...] = (
    Assignment,
    Corrections,
    ErasureOrder,
    Held,
    LineCode,
    OtherInvoice,
    PostedDocuments,
    Released,
    Remarked,
    Called,
    Said,
    VendorEdit,
    VendorMerge,
)


def document() -> Json:
    """Return the document. It is the same for every caller and deployment."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Invoice intake",
            "version": VERSION,
            "description": "Post supplier invoices and ask what became of them.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/api"}],
        "security": [{"partnerKey": []}, {"person": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {
                "partnerKey": {"type": "http", "scheme": "bearer"},
                "person": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            },
            "schemas": _schemas(),
        },
    }


def _schemas() -> Json:
    answers = [(model, "serialization") for model in ANSWERS]
    bodies = [(model, "validation") for model in BODIES]
    _, definitions = models_json_schema(
        [*answers, *bodies],  # type: ignore[list-item]  # its modes are literals
        ref_template="#/components/schemas/{model}",
    )
    schemas: Json = definitions["$defs"]
    return schemas


def _paths() -> Json:
    invoice = path_parameter("invoice_id")
    return {
        **_register_paths(),
        **policy_paths(),
        **_review_paths(),
        "/v1/invoices": {"post": _post(), "get": _list()},
        "/v1/invoices/{invoice_id}": {
            "get": describe("get_invoice", "One invoice", InvoiceView, (404,), (invoice,))
        },
        "/v1/invoices/{invoice_id}/reading": {
            "get": describe("get_reading", "What was read from it", Reading, (404, 410), (invoice,))
        },
        "/v1/invoices/{invoice_id}/audit": {
            "get": describe("get_audit", "Its entries in the log", AuditTrail, (404,), (invoice,))
        },
        "/v1/invoices/{invoice_id}/timeline": {
            "get": describe("get_timeline", "Its story, by question", Timeline, (404,), (invoice,))
        },
        "/v1/invoices/{invoice_id}/receipts": {
            "get": describe("get_receipts", "Proof that they are there", ReceiptList, (404,), (invoice,))
        },
        "/v1/audit/verify": {
            "get": describe(
                "verify_invoice",
                "Proof of one invoice's entries under the notary's checkpoints",
                Inclusion,
                (404, 413),
                ({**query("invoice", {"type": "string", "format": "uuid"}), "required": True},),
            )
        },
        "/v1/log": {"get": describe("get_log", "How far the log is vouched for", LogStatus, (), ())},
        "/v1/dead-letters": {
            "get": describe(
                "list_dead_letters", "What could not be processed", DeadLetterList, (400,), _paging()
            )
        },
        "/v1/dead-letters/{dead_letter_id}/requeue": {
            "post": describe(
                "requeue_dead_letter",
                "Take its invoice up again",
                DeadLetter,
                (404, 409),
                (path_parameter("dead_letter_id"),),
                status=202,
            )
        },
        "/health/live": {
            "get": unguarded(describe("health_live", "Whether the process runs", Health, (), ()))
        },
        "/health/ready": {"get": _ready()},
        "/openapi.json": {"get": unguarded(_openapi())},
    }


def _register_paths() -> Json:
    vendor, rule, invoice = (path_parameter(name) for name in ("vendor_id", "rule_id", "invoice_id"))
    listed = describe("list_vendors", "Vendors by name", VendorList, (400,), _paging())
    taken_in = describe("import_vendors", "Take vendors in from CSV", Imported, (400, 413), ())
    taken_in["requestBody"] = {"required": True, "content": {"text/csv": {}}}
    one = describe("get_vendor", "One vendor and its history", Vendor, (404,), (vendor,))
    edited = describe("edit_vendor", "Change a vendor", Vendor, (400, 404), (vendor,))
    merged = describe("merge_vendor", "Stand for another vendor too", Vendor, (400, 404, 422), (vendor,))
    parted = describe("part_vendor", "Stand for itself again", Vendor, (404, 422), (vendor,))
    rules = describe("list_rules", "Coding rules", RuleList, (), ())
    promoted = describe("promote_rule", "Put a rule in force", RuleList, (404, 409, 422), (rule,))
    reversed_ = describe("reverse_rule", "Put a rule out of force", RuleList, (404, 409), (rule,))
    coded = describe("code_invoice", "Code a line, and learn it", InvoiceView, (400, 404, 409), (invoice,))
    apart = describe("tell_invoice_apart", "Not a duplicate", InvoiceView, (400, 404, 409), (invoice,))
    return {
        "/v1/vendors": {"get": listed, "post": taken_in},
        "/v1/vendors.csv": {"get": _export()},
        "/v1/vendors/{vendor_id}": {"get": one, "patch": with_body(edited, VendorEdit)},
        "/v1/vendors/{vendor_id}/merge": {"post": with_body(merged, VendorMerge)},
        "/v1/vendors/{vendor_id}/part": {"post": parted},
        "/v1/rules": {"get": rules},
        "/v1/rules/{rule_id}/promote": {"post": promoted},
        "/v1/rules/{rule_id}/reverse": {"post": reversed_},
        "/v1/invoices/{invoice_id}/codes": {"post": with_body(coded, LineCode)},
        "/v1/invoices/{invoice_id}/distinct": {"post": with_body(apart, OtherInvoice)},
    }


def _review_paths() -> Json:
    """What people do; a partner's key is refused."""
    changes: tuple[tuple[str, str, str, type[Model]], ...] = (
        ("approve", "approve_invoice", "Pass the gate in the caller's name", Remarked),
        ("reject", "reject_invoice", "End it without an act", Remarked),
        ("roll-back", "roll_back_invoice", "Take back what was done", Remarked),
        ("escalate", "escalate_invoice", "Ask the next person of the chain", Remarked),
        ("assignee", "reassign_invoice", "Make it somebody else's", Assignment),
        ("comments", "comment_on_invoice", "Say something about it", Said),
        ("corrections", "correct_invoice", "Correct what was read", Corrections),
        ("bookings", "book_invoice_line", "Book a line, and learn it", LineCode),
        ("hold", "hold_invoice", "Keep it for a legal matter", Held),
        ("release", "release_invoice", "Keep it for that no longer", Released),
        ("erase", "erase_invoice", "Destroy its content once its time is over", ErasureOrder),
        ("calls", "call_vendor", "Note that the vendor was called about a new account", Called),
        ("not-duplicate", "clear_duplicate", "Not a duplicate of another", OtherInvoice),
    )
    return {
        f"/v1/invoices/{{invoice_id}}/{place}": {"post": _change(name, summary, body)}
        for place, name, summary, body in changes
    }


def _change(name: str, summary: str, body: type[Model]) -> Json:
    problems = (400, 403, 404, 409, 412, 422, 428)
    operation = describe(name, summary, InvoiceView, problems, (path_parameter("invoice_id"), IF_MATCH))
    return by_person(with_body(operation, body))


def _export() -> Json:
    operation = describe("export_vendors", "The register as CSV", VendorList, (), ())
    operation["responses"]["200"]["content"] = {"text/csv": {}}
    return operation


def _post() -> Json:
    operation = describe(
        "ingest_http",
        f"Take in 1 to {DOCUMENTS_MAX} documents",
        AcceptedList,
        (400, 413, 415, 421, 422),
        (
            {
                "name": "Idempotency-Key",
                "in": "header",
                "description": "The same key and body get the same answer; another body is refused.",
                "schema": {"type": "string", "minLength": 1, "maxLength": REQUEST_KEY_CHARACTERS_MAX},
            },
        ),
        status=202,
    )
    operation["responses"]["202"]["headers"] = {
        "Location": {"description": "The first invoice.", "schema": {"type": "string"}}
    }
    operation["requestBody"] = {"required": True, "content": _bodies()}
    return operation


def _bodies() -> Json:
    raw: Json = {kind: {} for kind in sorted(RAW_TYPES)}
    file = {"type": "array", "items": {"type": "string", "contentMediaType": "application/octet-stream"}}
    return {
        **raw,
        "multipart/form-data": {"schema": {"type": "object", "properties": {"file": file}}},
        "application/json": {"schema": reference(PostedDocuments)},
    }


def _list() -> Json:
    filters = (
        query("state", {"type": "string", "enum": [state.value for state in InvoiceState]}),
        query("level", {"type": "string", "enum": [level.value for level in GateLevel]}),
        query("vendor", {"type": "string"}),
        query("number", {"type": "string"}),
        query("from", {"type": "string", "format": "date-time"}),
        query("before", {"type": "string", "format": "date-time"}),
    )
    return describe(
        "list_invoices", "Invoices, latest received first", InvoiceList, (400,), (*filters, *_paging())
    )


def _paging() -> tuple[Json, ...]:
    size = {"type": "integer", "minimum": 1, "maximum": PAGE_SIZE_MAX, "default": PAGE_SIZE}
    return query("limit", size), query("continuation", {"type": "string"})


def _ready() -> Json:
    operation = unguarded(describe("health_ready", "Whether all it stands on answers", Health, (), ()))
    operation["responses"]["503"] = {
        "description": "Something it stands on does not answer.",
        "content": {"application/json": {"schema": reference(Health)}},
    }
    return operation


def _openapi() -> Json:
    described = {"description": "This document", "content": {"application/json": {}}}
    return {"operationId": "openapi", "summary": "This document", "responses": {"200": described}}

"""What people read for what the product calls states, levels, fields and events."""

import re
from collections.abc import Mapping

from shared.domain.audit import AuditAction
from shared.domain.corrections import FieldName
from shared.domain.findings import Severity
from shared.domain.gate import GateLevel
from shared.domain.invoice import InvoiceState
from shared.domain.review import CallOutcome
from shared.domain.roles import Role

STATES: Mapping[InvoiceState, str] = {
    InvoiceState.RECEIVED: "Being read",
    InvoiceState.READ: "Being checked",
    InvoiceState.CLASSIFIED: "Being carried out",
    InvoiceState.ACTED: "Being carried out",
    InvoiceState.PROCESSED: "Processed",
    InvoiceState.AWAITING_APPROVAL: "Needs approval",
    InvoiceState.AWAITING_PERSON: "Needs a person",
    InvoiceState.APPROVED: "Being carried out",
    InvoiceState.REJECTED: "Rejected",
    InvoiceState.ROLLING_BACK: "Being rolled back",
    InvoiceState.ROLLED_BACK: "Rolled back",
    InvoiceState.FAILED: "Failed",
    InvoiceState.ERASING: "Being erased",
    InvoiceState.ERASED: "Erased",
}

TONES: Mapping[InvoiceState, str] = {
    InvoiceState.PROCESSED: "good",
    InvoiceState.AWAITING_APPROVAL: "warn",
    InvoiceState.AWAITING_PERSON: "bad",
    InvoiceState.ROLLED_BACK: "warn",
    InvoiceState.REJECTED: "quiet",
    InvoiceState.FAILED: "bad",
}
"""How states are coloured; the others move by themselves."""

LEVELS: Mapping[GateLevel, str] = {
    GateLevel.L0: "Done by the machine, and logged.",
    GateLevel.L1: "Done by the machine; you were told and can take it back.",
    GateLevel.L2: "Prepared by the machine; a person approves it first.",
    GateLevel.L3: "A person checks and decides; the machine only helps.",
}

SEVERITIES: Mapping[Severity, str] = {
    Severity.NOTE: "Good to know",
    Severity.WARNING: "Worth a look",
    Severity.ERROR: "Wrong or missing",
}

FIELDS: Mapping[FieldName, str] = {
    FieldName.VENDOR_NAME: "Vendor",
    FieldName.VENDOR_TAX_ID: "Vendor's tax id",
    FieldName.INVOICE_NUMBER: "Invoice number",
    FieldName.INVOICE_DATE: "Invoice date",
    FieldName.DUE_DATE: "Due date",
    FieldName.ORDER_NUMBER: "Purchase order",
    FieldName.BUYER_NAME: "Buyer",
    FieldName.CURRENCY: "Currency",
    FieldName.SUBTOTAL: "Subtotal",
    FieldName.TAX_TOTAL: "Tax",
    FieldName.TOTAL: "Total",
    FieldName.AMOUNT_DUE: "Amount due",
    FieldName.IBAN: "Payee's account (IBAN)",
}

CELLS: Mapping[str, str] = {
    "description": "Description",
    "quantity": "Quantity",
    "unit_price": "Price",
    "tax_rate": "Tax in percent",
    "amount": "Amount",
}
"""Of a line, as its inputs are named: `line-0-amount`."""

ACTIONS: Mapping[AuditAction, str] = {
    AuditAction.DOCUMENT_RECEIVED: "Received",
    AuditAction.DOCUMENT_RECEIVED_AGAIN: "Received again",
    AuditAction.DOCUMENT_READ: "Read",
    AuditAction.DOCUMENT_UNREADABLE: "Could not be read",
    AuditAction.INVOICE_CLASSIFIED: "Vendor recognised, checks run",
    AuditAction.GATE_DECIDED: "Gate decided",
    AuditAction.INVOICE_ACTED: "Exported",
    AuditAction.HUMAN_TOLD: "Told",
    AuditAction.INVOICE_RESTED: "At rest",
    AuditAction.DEAD_LETTERED: "Given up",
    AuditAction.REQUEUED: "Taken up again",
    AuditAction.INVOICE_RECODED: "Booked by hand",
    AuditAction.INVOICE_TOLD_APART: "Marked as no duplicate",
    AuditAction.VENDOR_CALLED: "Vendor called about the bank account",
    AuditAction.INVOICE_APPROVED: "Approved",
    AuditAction.INVOICE_ENDORSED: "Approved by the first of two",
    AuditAction.INVOICE_CORRECTED: "Corrected",
    AuditAction.INVOICE_REJECTED: "Rejected",
    AuditAction.INVOICE_REASSIGNED: "Reassigned",
    AuditAction.INVOICE_ESCALATED: "Escalated",
    AuditAction.INVOICE_OVERDUE: "Escalated: overdue",
    AuditAction.INVOICE_COMMENTED: "Commented",
    AuditAction.ROLL_BACK_ASKED: "Roll-back asked for",
    AuditAction.EFFECT_UNDONE: "Export withdrawn",
    AuditAction.INVOICE_ROLLED_BACK: "Rolled back",
}
"""Of an invoice's own events; others never stand on its page."""

CALLS: Mapping[CallOutcome, str] = {
    CallOutcome.CONFIRMED: "They said that it is theirs",
    CallOutcome.DENIED: "They said that it is not theirs",
    CallOutcome.UNREACHED: "Nobody answered",
}

ROLES: Mapping[Role, str] = {
    Role.CLERK: "clerk",
    Role.APPROVER: "approver",
    Role.ADMIN: "administrator",
    Role.AUDITOR: "auditor",
    Role.PARTNER: "partner",
}

DONE: Mapping[str, str] = {
    "approve": "Approved. It is being carried out.",
    "endorse": "Your approval is noted. A second person must approve too.",
    "correct": "Corrected. It is checked again.",
    "code": "Booked. It is checked again.",
    "reject": "Rejected.",
    "roll_back": "It is being rolled back.",
    "reassign": "Handed on.",
    "escalate": "Escalated.",
    "comment": "Comment kept.",
    "call": "The call is noted.",
    "tell_apart": "Marked as no duplicate. It is checked again.",
    "add_phone": "The number is in the register.",
    "requeue": "Taken up again.",
    "policy_write": "In force. Invoices that are decided from now on go by it.",
    "policy_trial": "On trial. Nothing is done by it.",
    "policy_promote": "In force. The trial is over.",
    "policy_drop": "The trial is over. Nothing else has changed.",
    "policy_lift": "The gate is as the policy says again.",
}
"""What a page says after something was done; the address names it by its key, so no text is in an address."""

GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_CODE = re.compile(r"[a-z_]+(?:\.[a-z_]+)+: ")
_INVOICE = re.compile(f"(?:(?P<start>Invoice)|invoice) {GUID.pattern}")


def plain_reason(reason: str) -> str:
    """Return a reason without what only machines read: its code, and the ids of other invoices."""
    text = _CODE.sub("", reason, count=1) if _CODE.match(reason) else reason
    return _INVOICE.sub(lambda found: "Another invoice" if found["start"] else "another invoice", text)

"""
What each kind of event may say, and the one place where events are made.

The list is closed: an unknown fact, or one of another form, is refused. No form takes a space or an `@`, so
neither document text nor a person's name or address fits into any. A new kind of event or a fact that may be
missing is an addition; whatever else changes here is a new version of the event.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from shared.domain.audit import Actor, AuditAction, AuditEvent, Fact
from shared.domain.ids import Sha256, TenantId
from shared.domain.proof.canonical import INTEGER_MAX

SCHEMA_ID = "urn:invoice-intake:audit-event:1"
"""Names the published schema; ends in the events' version."""

_CODE = r"[A-Za-z0-9_.:/+-]{1,200}"


class Form(Enum):
    """What a fact's value looks like: a whole number from 0, or text that fits an expression."""

    COUNT = None
    DIGEST = r"[0-9a-f]{64}"
    """SHA-256, or HMAC-SHA-256 under an invoice's salt."""
    CODE = _CODE
    """A code, an id, a state, a version, a media type."""
    CODES = rf"({_CODE}(,{_CODE})*)?"
    """Any number of codes, with commas between."""
    DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def fits(self, value: Fact) -> bool:
        """Whether a value has this form."""
        if self.value is None:
            return type(value) is int and 0 <= value <= INTEGER_MAX
        return isinstance(value, str) and re.fullmatch(self.value, value) is not None

    def schema(self) -> dict[str, Any]:
        """Return it as JSON Schema."""
        if self.value is None:
            return {"type": "integer", "minimum": 0, "maximum": INTEGER_MAX}
        return {"type": "string", "pattern": f"^{self.value}$"}


@dataclass(frozen=True)
class Facts:
    """The facts of one kind of event."""

    required: Mapping[str, Form]
    optional: Mapping[str, Form]


def _facts(optional: Mapping[str, Form] | None = None, /, **required: Form) -> Facts:
    return Facts(required, optional or {})


_COUNT, _DIGEST, _CODES, _DATE = Form.COUNT, Form.DIGEST, Form.CODES, Form.DATE
_ID = _STATE = _NAME = Form.CODE
_RULE = {"rule": _ID, "field": _NAME, "value": Form.CODE, "support": _COUNT, "against": _COUNT}
_HANDED = Facts({"to": _ID}, {"from": _ID})
_APPROVAL = _facts(form=_DIGEST, level=_NAME, approvals=_COUNT, policy_version=_COUNT)
_TOLD = {"recipient": _ID, "channels": _CODES, "notices": _CODES}
_REFUSED = {"refused": _CODES}
_POLICY = _facts(version=_COUNT, text=_DIGEST, was=_COUNT)
_MATTER = _facts(matter=_ID)

FACTS: Mapping[AuditAction, Facts] = {
    AuditAction.DOCUMENT_RECEIVED: _facts(
        channel=_NAME, commitment=_DIGEST, size_bytes=_COUNT, media_type=_NAME
    ),
    AuditAction.DOCUMENT_RECEIVED_AGAIN: _facts(channel=_NAME),
    AuditAction.DOCUMENT_READ: _facts(
        engine=_NAME,
        engine_version=_NAME,
        reading=_DIGEST,
        pages=_COUNT,
        unread_pages=_COUNT,
        invoices=_COUNT,
        cost_micros=_COUNT,
    ),
    AuditAction.DOCUMENT_UNREADABLE: _facts(code=_NAME),
    AuditAction.INVOICE_CLASSIFIED: _facts({"vendor": _ID}, outcome=_NAME, evidence=_CODES, findings=_CODES),
    AuditAction.GATE_DECIDED: _facts(
        {"shadow_level": _NAME, "shadow_version": _COUNT}, level=_NAME, policy_version=_COUNT, reasons=_COUNT
    ),
    AuditAction.INVOICE_ACTED: _facts(export_sha256=_DIGEST, authority=_ID, log_sequence=_COUNT),
    AuditAction.HUMAN_TOLD: _facts(_REFUSED, state=_STATE, **_TOLD),
    AuditAction.INVOICE_RESTED: _facts(_REFUSED, state=_STATE),
    AuditAction.DEAD_LETTERED: _facts({"stage": _NAME, "sha256": _DIGEST, "size_bytes": _COUNT}, code=_NAME),
    AuditAction.REQUEUED: _facts(dead_letter=_ID),
    AuditAction.INVOICE_RECODED: _facts(line=_COUNT, field=_NAME, value=Form.CODE),
    AuditAction.INVOICE_APPROVED: _APPROVAL,
    AuditAction.INVOICE_ENDORSED: _APPROVAL,
    AuditAction.INVOICE_CORRECTED: _facts(
        {"reading_before": _DIGEST}, fields=_CODES, payee=_COUNT, reading=_DIGEST
    ),
    AuditAction.INVOICE_REJECTED: _facts(),
    AuditAction.INVOICE_REASSIGNED: _HANDED,
    AuditAction.INVOICE_ESCALATED: _HANDED,
    AuditAction.INVOICE_OVERDUE: _HANDED,
    AuditAction.INVOICE_COMMENTED: _facts(comment=_COUNT),
    AuditAction.ROLL_BACK_ASKED: _facts(effects=_COUNT, was=_STATE),
    AuditAction.EFFECT_UNDONE: _facts(effect=_NAME, authority=_ID),
    AuditAction.INVOICE_ROLLED_BACK: _facts(effects=_COUNT),
    AuditAction.INVOICE_TOLD_APART: _facts(other=_ID),
    AuditAction.VENDOR_CALLED: _facts(outcome=_NAME),
    AuditAction.RULE_PROMOTED: _facts(**_RULE),
    AuditAction.RULE_REVERSED: _facts(**_RULE),
    AuditAction.POLICY_CHANGED: _POLICY,
    AuditAction.POLICY_TRIED: _POLICY,
    AuditAction.POLICY_PROMOTED: _facts(version=_COUNT, was=_COUNT),
    AuditAction.POLICY_DROPPED: _facts(version=_COUNT),
    AuditAction.POLICY_FELL_BACK: _facts(level=_NAME, overrides=_COUNT, of=_COUNT),
    AuditAction.POLICY_LIFTED: _facts(level=_NAME),
    AuditAction.INVOICE_HELD: _MATTER,
    AuditAction.INVOICE_RELEASED: _MATTER,
    AuditAction.ERASURE_ORDERED: _facts(reason=_NAME, was=_STATE, kept_until=_DATE),
    AuditAction.CONTENT_ERASED: _facts({"ordered_by": _ID, "reason": _NAME}, authority=_ID),
    AuditAction.EVIDENCE_EXPORTED: _facts(
        day=_DATE, size=_COUNT, root=_DIGEST, findings=_COUNT, bundle_sha256=_DIGEST
    ),
    AuditAction.LOG_VERIFIED: _facts(
        size=_COUNT, root=_DIGEST, anchored=_COUNT, findings=_COUNT, codes=_CODES
    ),
    AuditAction.KEY_ROTATED: _facts(key=_NAME, key_id=_ID, public_key_sha256=_DIGEST, versions=_COUNT),
    AuditAction.ACCESS_DENIED: _facts(code=_NAME),
}
"""Every kind of event; a test keeps this whole."""


def event_of(
    *,
    tenant_id: TenantId,
    subject: str,
    number: int,
    action: AuditAction,
    at: datetime,
    actor: Actor,
    facts: Mapping[str, Fact],
    previous: Sha256 | None,
) -> AuditEvent:
    """
    Return the event, checked against what its kind may say.

    Raises ValueError where it says something else: a defect of the caller's, which no retry mends.
    """
    problems = problems_of(action, facts)
    if problems:
        message = f"An event {action.value} cannot say this: {', '.join(problems)}."
        raise ValueError(message)
    return AuditEvent(
        tenant_id=tenant_id,
        subject=subject,
        number=number,
        action=action,
        at=at,
        actor=actor,
        facts=dict(facts),
        previous=previous,
    )


def problems_of(action: AuditAction, facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """Return the names of facts that are missing, unknown or of another form; never their values."""
    known = FACTS[action]
    forms = {**known.required, **known.optional}
    missing = [f"{name} is missing" for name in known.required if name not in facts]
    unknown = [f"{name} is unknown" for name in facts if name not in forms]
    bad = [
        f"{name} is no {forms[name].name.lower()}"
        for name, value in facts.items()
        if name in forms and not forms[name].fits(value)
    ]
    return (*missing, *unknown, *bad)


def schema() -> dict[str, Any]:
    """Return what every event looks like, as JSON Schema (2020-12)."""
    kinds = [
        {
            "title": action.name.replace("_", " ").capitalize(),
            "properties": {
                "action": {"const": action.value},
                "facts": {
                    "type": "object",
                    "properties": {
                        name: form.schema() for name, form in {**each.required, **each.optional}.items()
                    },
                    "required": list(each.required),
                    "additionalProperties": False,
                },
            },
        }
        for action, each in FACTS.items()
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **AuditEvent.model_json_schema(),
        "title": "An event of the audit log",
        "oneOf": kinds,
    }

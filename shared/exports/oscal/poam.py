"""Plan of action and milestones: the weaknesses that the verification found and nobody has mended."""

from shared.domain.proof.verdict import MEANINGS, Code
from shared.exports.oscal.parts import (
    Document,
    Source,
    bundle_resource,
    metadata,
    prop,
    tool_origin,
    uid,
    verification,
    verification_id,
    verifier,
    verifier_id,
)


def plan(source: Source) -> Document | None:
    """Return the plan, with an item per kind of finding; None where nothing was found."""
    codes = sorted(source.verdict.codes)
    if not codes:
        return None
    return {
        "plan-of-action-and-milestones": {
            "uuid": uid("plan", source.origin, source.verdict.root),
            "metadata": metadata(source, "Open weaknesses of the audit log"),
            "system-id": {"id": source.origin},
            "local-definitions": {"components": [verifier(source)]},
            "observations": [verification(source)],
            "risks": [_risk(source, code) for code in codes],
            "poam-items": [_item(source, code) for code in codes],
            "back-matter": {"resources": [bundle_resource(source)]},
        }
    }


def _risk(source: Source, code: Code) -> Document:
    return {
        "uuid": _risk_id(source, code),
        "title": f"The audit log shows: {code}",
        "description": MEANINGS[code],
        "statement": "What the log says may not be what happened; restore it, and find who could write it.",
        "status": "open",
        "origins": [tool_origin(verifier_id(source))],
        "related-observations": [{"observation-uuid": verification_id(source)}],
    }


def _item(source: Source, code: Code) -> Document:
    places = [str(each.where) for each in source.verdict.findings if each.code is code]
    return {
        "uuid": uid("item", source.origin, source.verdict.root, code),
        "title": f"Clear up: {code}",
        "description": f"{MEANINGS[code]} Found {len(places)} times.",
        "props": [prop("finding", code), prop("first-place", places[0]), prop("places", len(places))],
        "related-observations": [{"observation-uuid": verification_id(source)}],
        "related-risks": [{"risk-uuid": _risk_id(source, code)}],
    }


def _risk_id(source: Source, code: Code) -> str:
    return uid("risk", source.origin, source.verdict.root, code)

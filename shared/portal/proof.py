"""Pages for who does not take our word for it: how far the log is vouched for, what proves an invoice."""

import json
from dataclasses import dataclass

from shared.domain.audit import AuditAction
from shared.domain.proof.verdict import Verdict
from shared.pipeline.inclusion import Inclusion, ProvedEntry
from shared.pipeline.proving import LogStatus
from shared.portal.words import ACTIONS


@dataclass(frozen=True)
class Judged:
    """What the verifier said."""

    good: bool
    said: str
    findings: tuple[str, ...]
    more: int
    """Findings that are not shown."""


@dataclass(frozen=True)
class ProofPage:
    """How far the log has come."""

    status: LogStatus
    waiting: int
    """Entries that no checkpoint covers yet."""
    judged: Judged | None
    """None where nobody asked for a verification."""
    too_long: bool
    """Too many entries to be verified while somebody waits."""


@dataclass(frozen=True)
class EntryRow:
    """One entry of an invoice, and what proves it."""

    number: int
    """In the log, from 1."""
    what: str
    standing: str
    tone: str
    leaf: str
    path: tuple[str, ...]
    tree_size: int
    checkpoint: str


@dataclass(frozen=True)
class InvoiceProof:
    """What proves an invoice's entries."""

    invoice_id: str
    title: str
    origin: str
    rows: tuple[EntryRow, ...]
    pending: int
    good: bool


def judged(verdict: Verdict) -> Judged:
    """Return what people read of a verdict."""
    good = not verdict.findings_count
    if not good:
        said = f"The log is not as it was written: {verdict.findings_count} findings."
    elif not verdict.has_evidence:
        said = "The entries agree with one another. Nobody else has vouched for them yet."
    else:
        vouched = f"The notary vouches for {verdict.anchored}."
        said = f"All {verdict.size} entries are as they were written. {vouched}"
    shown = tuple(f"{each.code}, at {each.where}: {each.meaning}" for each in verdict.findings)
    return Judged(good, said, shown, verdict.findings_count - len(shown))


def proof_page(status: LogStatus, verdict: Verdict | None, *, too_long: bool) -> ProofPage:
    """Return the page of the log."""
    waiting = status.entries - status.anchored
    return ProofPage(status, waiting, judged(verdict) if verdict else None, too_long)


def invoice_proof(title: str, found: Inclusion) -> InvoiceProof:
    """Return the page of an invoice's proofs."""
    return InvoiceProof(
        invoice_id=found.subject,
        title=title,
        origin=found.origin,
        rows=tuple(_row(each) for each in found.entries),
        pending=found.pending,
        good=found.is_proved,
    )


def _row(entry: ProvedEntry) -> EntryRow:
    if entry.checkpoint is None:
        standing, tone = "Waits for the notary", "quiet"
    else:
        standing, tone = ("Proved", "good") if entry.is_proved else ("Not as it was signed", "bad")
    return EntryRow(
        number=entry.sequence + 1,
        what=_what(entry.leaf),
        standing=standing,
        tone=tone,
        leaf=entry.leaf,
        path=entry.path,
        tree_size=entry.tree_size or 0,
        checkpoint=entry.checkpoint or "",
    )


def _what(leaf: str) -> str:
    """Return what an entry says happened; of an unreadable one its bytes are all there is to say."""
    try:
        action = json.loads(leaf)["action"]
        return ACTIONS.get(AuditAction(action), action)
    except (ValueError, KeyError, TypeError):
        return "An entry of an unknown form"

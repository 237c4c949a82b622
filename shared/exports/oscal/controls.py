"""Which controls of NIST SP 800-53 revision 5 the product helps with, and what of the log shows them."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.domain.audit import AuditAction

CATALOG = (
    "https://raw.githubusercontent.com/usnistgov/oscal-content/main/nist.gov/SP800-53/rev5/json/"
    "NIST_SP-800-53_rev5_catalog.json"
)

IMPLEMENTED: Mapping[str, str] = {
    "ac-3": "Stores are reached through a scope that only admission gives, for one tenant.",
    "ac-4": "A document is processed in its tenant's home region only, and no store spans tenants.",
    "ac-5": "The machine's decisions and the people's are different actors in every entry.",
    "ac-6.9": "Gate decisions and interventions are entries of the log, with who made them.",
    "au-2": "The kinds of event that are logged are a closed list.",
    "au-3": "Each entry says what happened, when, to which document, by whom, and on what grounds.",
    "au-6": "The log is laid out for the tenant once a day, with what OSCAL says of it.",
    "au-8": "Entries and heads carry UTC times in microseconds; a head never precedes the one before.",
    "au-9": "Entries are created and never changed; a Merkle tree over all of them is signed at each write.",
    "au-9.2": "Signed checkpoints are kept in write-once storage apart from the log.",
    "au-9.3": "The log is an RFC 9162 Merkle tree under Ed25519 and ECDSA P-256 signatures.",
    "au-10": "A decision is signed into the log with the actor's reference before it is acted on.",
    "au-11": "The log is kept; content is kept for its statutory time, and longer under a legal hold.",
    "au-12": "The change of an invoice's state and its entry are written in one transaction.",
    "cm-3": "The policy's version is part of every gate decision.",
    "cp-10": "What stands still after an outage is found and taken up again.",
    "ir-5": "What could not be processed is recorded and kept until somebody decides.",
    "mp-6": "Content is erased by destroying the key that it alone is sealed with.",
    "sc-12": "Signing keys are kept in Key Vault; writers' keys live in memory for an hour.",
    "sc-28.1": "Documents, readings and pictures lie under AES-256-GCM with a key of each invoice's own.",
    "si-7": "The log is verified from its first entry at regular times, and by anyone offline.",
    "si-7.1": "The verification runs by a timer and its result is an entry of the log.",
    "si-10": "Documents meet limits and a structure check before a parser, and are refused with a reason.",
    "si-11": "Errors carry a code and never a document's text.",
    "si-12": "A tenant's rule says how long content is kept; who erases it earlier is refused.",
    "si-12.3": "An order to erase is an entry before the content goes, and its end is one after.",
}
"""What the product does for each control, in a sentence."""

TESTED = ("au-9", "au-9.3", "si-7")
"""Controls the exporter tests itself, by verifying the bundle: only of these it says `satisfied`."""


@dataclass(frozen=True)
class Shown:
    """What an entry of a kind shows."""

    title: str
    controls: tuple[str, ...]
    """It shows that they operated, not that they are satisfied."""


SHOWN: Mapping[AuditAction, Shown] = {
    AuditAction.DOCUMENT_RECEIVED: Shown("Document received", ("au-2", "au-3", "au-12")),
    AuditAction.DOCUMENT_RECEIVED_AGAIN: Shown("Document received again", ("au-3", "au-12")),
    AuditAction.DOCUMENT_READ: Shown("Document read by an engine", ("au-3", "au-12", "si-10")),
    AuditAction.DOCUMENT_UNREADABLE: Shown("Document refused by an engine", ("si-10", "si-11")),
    AuditAction.INVOICE_CLASSIFIED: Shown("Vendor recognised, findings raised", ("au-3", "au-12")),
    AuditAction.GATE_DECIDED: Shown("Gate decided under a policy", ("ac-3", "ac-5", "au-10", "cm-3")),
    AuditAction.INVOICE_ACTED: Shown("Act done under a decision", ("ac-6.9", "au-10", "au-12")),
    AuditAction.HUMAN_TOLD: Shown("Human told", ("au-12",)),
    AuditAction.INVOICE_RESTED: Shown("Invoice at rest", ("au-12",)),
    AuditAction.DEAD_LETTERED: Shown("Given up and put before a human", ("ir-5", "si-11")),
    AuditAction.REQUEUED: Shown("Taken up again by a human", ("ac-6.9", "cp-10")),
    AuditAction.INVOICE_RECODED: Shown("Coding corrected by a human", ("ac-6.9", "au-10")),
    AuditAction.VENDOR_CALLED: Shown("Vendor called about a new bank account", ("ac-6.9", "au-10")),
    AuditAction.INVOICE_TOLD_APART: Shown("Found to be no duplicate by a human", ("ac-6.9", "au-10")),
    AuditAction.INVOICE_APPROVED: Shown("Approved by a human", ("ac-3", "ac-5", "ac-6.9", "au-10")),
    AuditAction.INVOICE_ENDORSED: Shown("Endorsed by the first of two humans", ("ac-5", "ac-6.9", "au-10")),
    AuditAction.INVOICE_CORRECTED: Shown("Reading corrected by a human", ("ac-6.9", "au-10")),
    AuditAction.INVOICE_REJECTED: Shown("Rejected by a human", ("ac-6.9", "au-10")),
    AuditAction.INVOICE_REASSIGNED: Shown("Assigned to another human", ("ac-6.9", "au-12")),
    AuditAction.INVOICE_ESCALATED: Shown("Escalated by a human", ("ac-6.9", "au-12")),
    AuditAction.INVOICE_OVERDUE: Shown("Escalated after its deadline", ("ir-5", "au-12")),
    AuditAction.INVOICE_COMMENTED: Shown("Remarked on by a human", ("au-12",)),
    AuditAction.ROLL_BACK_ASKED: Shown("Roll-back asked for by a human", ("ac-6.9", "au-10")),
    AuditAction.EFFECT_UNDONE: Shown("Act compensated", ("ac-6.9", "au-12", "cp-10")),
    AuditAction.INVOICE_ROLLED_BACK: Shown("Invoice rolled back", ("ac-6.9", "au-12", "cp-10")),
    AuditAction.RULE_PROMOTED: Shown("Rule learned from people put in force", ("ac-6.9", "cm-3")),
    AuditAction.RULE_REVERSED: Shown("Rule taken out of force", ("ac-6.9", "cm-3")),
    AuditAction.POLICY_CHANGED: Shown("Policy changed", ("ac-6.9", "cm-3")),
    AuditAction.POLICY_TRIED: Shown("Policy put on trial", ("ac-6.9", "cm-3")),
    AuditAction.POLICY_PROMOTED: Shown("Policy on trial put in force", ("ac-6.9", "cm-3")),
    AuditAction.POLICY_DROPPED: Shown("Policy on trial dropped", ("ac-6.9", "cm-3")),
    AuditAction.POLICY_FELL_BACK: Shown("Gate made stricter after too many corrections", ("ir-5", "au-12")),
    AuditAction.POLICY_LIFTED: Shown("Stricter gate lifted by a human", ("ac-6.9", "cm-3")),
    AuditAction.INVOICE_HELD: Shown("Kept for a legal matter", ("au-11", "si-12")),
    AuditAction.INVOICE_RELEASED: Shown("Not kept for a legal matter any more", ("au-11", "si-12")),
    AuditAction.ERASURE_ORDERED: Shown("Erasure ordered by a human", ("ac-6.9", "si-12", "si-12.3")),
    AuditAction.CONTENT_ERASED: Shown("Content destroyed with its key", ("mp-6", "si-12", "si-12.3")),
    AuditAction.EVIDENCE_EXPORTED: Shown("Evidence exported", ("au-6", "au-11")),
    AuditAction.LOG_VERIFIED: Shown("Log verified", ("si-7", "si-7.1")),
    AuditAction.KEY_ROTATED: Shown("New version of a signing key in force", ("sc-12",)),
    AuditAction.ACCESS_DENIED: Shown("Access denied", ("ac-3", "ac-4")),
}
"""Every kind of entry; a test keeps this whole."""

OTHER = Shown("Entry of a kind this exporter does not know", ("au-12",))
"""For a log that a later version of the product wrote."""

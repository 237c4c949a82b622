"""What a verification says."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

FINDINGS_MAX = 1000
"""Findings kept; the others are counted. A log that is wrong a thousand times is wrong."""


class Code(StrEnum):
    """What can be wrong."""

    MANIFEST = "manifest"
    MALFORMED_LINE = "malformed-line"
    SESSION_UNTRUSTED = "session-untrusted"
    SESSION_TWICE = "session-twice"
    SESSION_EXPIRED = "session-expired"
    HEAD_SIGNATURE = "head-signature"
    HEAD_ORDER = "head-order"
    HEAD_ROOT = "head-root"
    HEAD_TIME = "head-time"
    ENTRY_ORDER = "entry-order"
    ENTRY_MISSING = "entry-missing"
    ENTRY_UNSIGNED = "entry-unsigned"
    ENTRY_FORM = "entry-form"
    ENTRY_FOREIGN = "entry-foreign"
    ENTRY_PROJECTION = "entry-projection"
    CHAIN_TWICE = "chain-twice"
    CHAIN_GAP = "chain-gap"
    CHAIN_PREVIOUS = "chain-previous"
    CHECKPOINT_UNTRUSTED = "checkpoint-untrusted"
    CHECKPOINT_FOREIGN = "checkpoint-foreign"
    CHECKPOINT_NAME = "checkpoint-name"
    CHECKPOINT_BEYOND = "checkpoint-beyond"
    CHECKPOINT_ROOT = "checkpoint-root"
    CHECKPOINT_FORK = "checkpoint-fork"
    UNANCHORED = "unanchored"
    RECEIPT_UNTRUSTED = "receipt-untrusted"
    RECEIPT_BEYOND = "receipt-beyond"
    RECEIPT_ROOT = "receipt-root"
    RECEIPT_EVENT = "receipt-event"


MEANINGS: dict[Code, str] = {
    Code.MANIFEST: "The bundle says of itself what its contents do not bear out.",
    Code.MALFORMED_LINE: "A line is not what the format allows: it was written or changed by something else.",
    Code.SESSION_UNTRUSTED: "A writer's key was not certified by a key you trust.",
    Code.SESSION_TWICE: "One session is there twice.",
    Code.SESSION_EXPIRED: "A head was signed outside the hour its key was good for.",
    Code.HEAD_SIGNATURE: "A head was not signed by the writer it names.",
    Code.HEAD_ORDER: "A head does not begin where the one before ended: one is missing, extra or moved.",
    Code.HEAD_ROOT: "The entries are not those the writer signed.",
    Code.HEAD_TIME: "Time ran backwards between two heads.",
    Code.ENTRY_ORDER: "An entry stands at another place than it says.",
    Code.ENTRY_MISSING: "Entries that a head covers are not there.",
    Code.ENTRY_UNSIGNED: "Entries are there that no head covers.",
    Code.ENTRY_FORM: "An entry is not an event in its canonical form.",
    Code.ENTRY_FOREIGN: "An entry is of another tenant.",
    Code.ENTRY_PROJECTION: "What the store shows in lists is not what the entry says.",
    Code.CHAIN_TWICE: "An event is there twice.",
    Code.CHAIN_GAP: "An event of a subject is missing before this one.",
    Code.CHAIN_PREVIOUS: "An event does not continue the one before it of its subject.",
    Code.CHECKPOINT_UNTRUSTED: "A checkpoint was not signed by a notary you trust.",
    Code.CHECKPOINT_FOREIGN: "A checkpoint is of another log.",
    Code.CHECKPOINT_NAME: "A checkpoint is filed under another size than it speaks of.",
    Code.CHECKPOINT_BEYOND: "The log was longer once: entries were taken off its end.",
    Code.CHECKPOINT_ROOT: "The log was another when the notary saw it: history was rewritten.",
    Code.CHECKPOINT_FORK: "The notary signed two logs of one size.",
    Code.UNANCHORED: "More of the newest entries are without a checkpoint than your policy allows.",
    Code.RECEIPT_UNTRUSTED: "A receipt was not signed by a certified writer of this log.",
    Code.RECEIPT_BEYOND: "The log was longer when the receipt was given: entries were taken off its end.",
    Code.RECEIPT_ROOT: "The log was another when the receipt was given: history was rewritten.",
    Code.RECEIPT_EVENT: "The entry the receipt is for is not at its place.",
}
"""Each code in a sentence for a person."""


class Outcome(IntEnum):
    """The verdict, as an exit status."""

    CLEAN = 0
    FINDINGS = 1
    CANNOT_JUDGE = 2


@dataclass(frozen=True)
class ProofFinding:
    """One thing that is wrong."""

    code: Code
    where: int | str
    """Index of the entry, size of the head or checkpoint, or the name of what is not numbered."""
    detail: str = ""

    @property
    def meaning(self) -> str:
        """What it says about the log."""
        return MEANINGS[self.code]


@dataclass
class Verdict:
    """All that is wrong with a bundle, and how far the good word reaches."""

    origin: str
    size: int = 0
    """Entries verified."""
    root: str = ""
    anchored: int = 0
    """Entries covered by the largest checkpoint that agrees."""
    has_evidence: bool = False
    """Whether any checkpoint or receipt came with it: without one, a dropped end would not show."""
    findings: list[ProofFinding] = field(default_factory=list)
    findings_count: int = 0

    def add(self, code: Code, where: int | str, detail: str = "") -> None:
        """Note one more finding."""
        self.findings_count += 1
        if len(self.findings) < FINDINGS_MAX:
            self.findings.append(ProofFinding(code, where, detail))

    @property
    def outcome(self) -> Outcome:
        """Findings first; then whether there was anything independent to judge by."""
        if self.findings_count:
            return Outcome.FINDINGS
        return Outcome.CLEAN if self.has_evidence else Outcome.CANNOT_JUDGE

    @property
    def codes(self) -> frozenset[Code]:
        """The kinds of finding."""
        return frozenset(each.code for each in self.findings)

    def lines(self) -> Iterable[str]:
        """Give the verdict as text for a person, one line each."""
        for each in self.findings:
            detail = f" {each.detail}" if each.detail else ""
            yield f"{each.code} at {each.where}: {each.meaning}{detail}"
        if self.findings_count > len(self.findings):
            yield f"and {self.findings_count - len(self.findings)} more"
        match self.outcome:
            case Outcome.CLEAN:
                yield f"clean: {self.size} entries, {self.anchored} of them anchored by a checkpoint"
                if self.size > self.anchored:
                    yield "the rest is protected by writers' signatures and held receipts only"
            case Outcome.CANNOT_JUDGE:
                yield f"cannot judge: {self.size} entries agree with each other, but no checkpoint or receipt"
                yield "shows that they are all there is; give one with --held or --receipt"
            case Outcome.FINDINGS:
                yield f"NOT clean: {self.findings_count} findings in {self.size} entries"

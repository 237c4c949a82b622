"""How well duplicates are told from bills that only look like them."""

from collections import Counter
from dataclasses import dataclass, field

from shared.domain.duplicates import near_duplicate, number_claim, same_number
from shared.domain.ids import InvoiceId, VendorId
from shared.domain.memory import VendorMemory, past_invoice, remember
from tests.data.year.duplicates import trials

TRIALS = 4000


@dataclass
class Figures:
    """Counts, and which kinds went wrong."""

    found: int = 0
    missed: int = 0
    mistaken: int = 0
    wrong: Counter = field(default_factory=Counter)

    @property
    def recall(self):
        """Of duplicates: how many were found."""
        return self.found / (self.found + self.missed)

    @property
    def precision(self):
        """Of what was called a duplicate: how many were."""
        return self.found / (self.found + self.mistaken)


def evaluate(count=TRIALS, seed=1):
    """Return the figures over so many trials."""
    figures = Figures()
    for trial in trials(seed, count):
        said = is_called_duplicate(trial.past, trial.latest)
        figures.found += said and trial.is_duplicate
        figures.missed += trial.is_duplicate and not said
        figures.mistaken += said and not trial.is_duplicate
        if said != trial.is_duplicate:
            figures.wrong[trial.kind] += 1
    return figures


def is_called_duplicate(past, latest):
    """Whether the second or third ring holds, as `classify` asks them."""
    memory, claims = VendorMemory(vendor_id=VendorId("v")), {}
    for number, read in enumerate(past):
        known = past_invoice(InvoiceId(f"past-{number}"), read)
        memory = remember(memory, known)
        if claim := number_claim(known):
            claims.setdefault(claim.name, claim)
    invoice = past_invoice(InvoiceId("latest"), latest)
    claim = number_claim(invoice)
    if claim and same_number(claim, claims.get(claim.name, claim), memory):
        return True
    return near_duplicate(invoice, memory) is not None


if __name__ == "__main__":
    result = evaluate()
    print(f"recall {result.recall:.4f}  precision {result.precision:.4f}  {result.wrong}")

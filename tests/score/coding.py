"""How well lines are coded over a generated year, and how fast that gets better with what people say."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

import numpy as np

from shared.domain.codes import CodeDecision, CodeField
from shared.domain.coding import RuleBook, code_invoice
from shared.domain.ids import InvoiceId, VendorId
from shared.domain.memory import VendorMemory, decided, past_invoice
from shared.domain.names import normalise_name
from shared.engines.coding.general import GeneralCoder
from tests.data.year.bills import ACCOUNTS, GOODS, year_of

TENANTS = 20
STEPS = (0, 1, 3, 10)
"""Overrides of a vendor after which accuracy is told."""

SEGMENTS = {
    "office": ("14", "44"),
    "cloud": ("81",),
    "telecom": ("83",),
    "energy": ("83",),
    "cleaning": ("76", "47"),
    "freight": ("78",),
    "legal": ("80",),
    "building": ("30", "72", "26"),
    "food": ("50", "90"),
    "vehicles": ("84", "25", "15", "78", "72"),
    "marketing": ("82", "81"),
    "hardware": ("43",),
}
"""Segments that are right for a trade's goods."""

CHART = {segment: ACCOUNTS[trade] for trade, segments in reversed(SEGMENTS.items()) for segment in segments}
"""What an accountant would set up on the first day."""


@dataclass
class Curve:
    """Right and asked, by how many overrides the vendor had before."""

    right: Counter = field(default_factory=Counter)
    asked: Counter = field(default_factory=Counter)

    def count(self, overrides, *, right):
        step = max(each for each in STEPS if each <= overrides)
        self.asked[step] += 1
        self.right[step] += right

    def accuracy(self, step):
        return self.right[step] / self.asked[step] if self.asked[step] else float("nan")

    @property
    def overall(self):
        return sum(self.right.values()) / sum(self.asked.values())


def categories():
    """Return the share of all goods whose category the shipped classifier gets right."""
    coder = GeneralCoder()
    cases = [(trade, goods) for trade, all_goods in GOODS.items() for goods in all_goods]
    right = [
        (guess := coder.guess(None, goods)) is not None and guess.category in SEGMENTS[trade]
        for trade, goods in cases
    ]
    return sum(right) / len(right)


def learning(tenants=TENANTS):
    """
    Return the curves of ours, of the vendor's last value, and of a linear model, replayed in time order.

    After each invoice the clerk puts right what ours got wrong; all three learn the truth of every line.
    """
    ours, naive, linear = Curve(), Curve(), Curve()
    for seed in range(tenants):
        _one_tenant(seed, ours, naive, linear)
    return ours, naive, linear


def _one_tenant(seed, ours, naive, linear):
    coder, book = GeneralCoder(), RuleBook(accounts=CHART)
    memories, overrides, last = {}, Counter(), {}
    model = Linear()
    for number, bill in enumerate(year_of(seed)):
        invoice = past_invoice(InvoiceId(f"{number}"), bill.read)
        memory = memories.setdefault(bill.vendor, VendorMemory(vendor_id=VendorId(f"{bill.vendor}")))
        name = bill.read.vendor_name.value
        guesses = tuple(coder.guess(name, line.description) for line in bill.read.line_items)
        coding = code_invoice(
            invoice,
            memory.vendor_id,
            memory.decisions,
            book,
            guesses,
            tuple(None for _ in guesses),
            recurring=False,
        )
        for line, coded, truth in zip(bill.read.line_items, coding.lines, bill.accounts, strict=True):
            had = overrides[bill.vendor]
            text = f"{name} {line.description}"
            value = coded.value(CodeField.ACCOUNT)
            ours.count(had, right=value == truth)
            naive.count(had, right=last.get(bill.vendor) == truth)
            linear.count(had, right=model.predict(text) == truth)
            last[bill.vendor] = truth
            model.learn(text, truth)
            if value != truth:
                overrides[bill.vendor] += 1
                item = invoice.lines[coded.line].item
                memory = decided(memory, _decision(invoice, memory, item, truth))
        memories[bill.vendor] = memory


def _decision(invoice, memory, item, value):
    return CodeDecision(
        invoice_id=invoice.invoice_id,
        vendor_id=memory.vendor_id,
        item=item,
        field=CodeField.ACCOUNT,
        value=value,
    )


class Linear:
    """A plain linear model over TF-IDF words, updated by one perceptron step for each line."""

    SIZE = 2**12

    def __init__(self):
        self._weights = defaultdict(lambda: np.zeros(self.SIZE))
        self._documents, self._seen = 0, np.zeros(self.SIZE)

    def predict(self, text):
        features = self._features(text)
        return max(self._weights, key=lambda label: self._weights[label] @ features, default=None)

    def learn(self, text, label):
        features = self._features(text)
        said = self.predict(text)
        self._documents += 1
        self._seen += features > 0
        if said != label:
            self._weights[label] += features
            if said is not None:
                self._weights[said] -= features

    def _features(self, text):
        counts = np.zeros(self.SIZE)
        for word in normalise_name(text).split():
            counts[sum(ord(letter) * 31**place for place, letter in enumerate(word)) % self.SIZE] += 1
        weighted = counts * np.log((1 + self._documents) / (1 + self._seen) + 1)
        norm = np.linalg.norm(weighted)
        return weighted / norm if norm else weighted


if __name__ == "__main__":
    print(f"categories {categories():.3f}")
    for name, curve in zip(("ours", "last value", "linear"), learning(), strict=True):
        steps = "  ".join(f"{step}: {curve.accuracy(step):.3f}" for step in STEPS)
        print(f"{name:11} overall {curve.overall:.3f}  after {steps}")

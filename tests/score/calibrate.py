"""
Fit the confidence of values to documents whose truth is known, and say how good it is.

    python -m tests.score.calibrate ../shared/data/invoices [--write]

How good is told by leaving out: each tenth of the documents is judged with weights from the others.
"""

import argparse
import importlib.util
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from shared.domain.document import Document, sniff
from shared.domain.errors import IntakeError
from shared.domain.reading import ReadInvoice
from shared.engines import confidence
from shared.engines.confidence import FIELDS, gather, terms
from shared.engines.ocr.reader import OCRReader
from shared.engines.reader import EInvoiceReader, TextReader
from shared.engines.router import Router
from shared.engines.sandbox import Sandbox

FOLDS = 10
BINS = 10
SHARED = 4.0
"""How strongly a field's own weights are held to those of all fields together: some fields are rare."""
RIDGE = 1.0
STEPS = 60


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="with score.py, truth.json and the documents")
    parser.add_argument("--write", action="store_true", help="keep the weights fitted to all of it")
    found = parser.parse_args()
    rows = collect(found.folder)
    report(rows)
    if found.write:
        path = Path(confidence.__file__).with_name(confidence.WEIGHTS)
        weights = {name: [round(float(one), 3) for one in own] for name, own in fit(rows).items()}
        path.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    return 0


def collect(folder):
    """Return a row for each value read: document, field, terms, and whether it is right."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    score = _score(folder)
    rows = []
    with ProcessPoolExecutor() as pool:
        jobs = [(key, folder / entry["file"]) for key, entry in truth.items()]
        for key, read_json, seen in pool.map(_read, jobs):
            if read_json is None:
                continue
            entry, invoice = truth[key], ReadInvoice.model_validate_json(read_json)
            for name, evidence in gather(invoice, seen=seen).items():
                said = entry["truth"].get(name)
                if said is None or (entry.get("visible") or {}).get(name) is False:
                    continue
                read = invoice.iban if name == "iban" else getattr(invoice, name)
                exact, fuzzy = score.field_ok(name, str(read.value), said)
                rows.append((key, name, terms(evidence), fuzzy if name.endswith("_name") else exact))
    return rows


def _read(job):
    key, path = job
    content = path.read_bytes()
    try:
        with Sandbox(children=1) as sandbox:
            reader = Router(EInvoiceReader(sandbox), [OCRReader(sandbox, TextReader(sandbox))])
            reading = reader.extract(Document(kind=sniff(content), content=content))
    except IntakeError:
        return key, None, False
    invoice = next(iter(reading.invoices), None)
    return key, invoice and invoice.model_dump_json(), reading.engine.name == confidence.OCR


def _score(folder):
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fit(rows):
    """Return each field's weights: logistic regression, the fields' own pulled towards everybody's."""
    names = [name for name in FIELDS if any(row[1] == name for row in rows)]
    width = len(rows[0][2])
    inputs = np.zeros((len(rows), width * (1 + len(names))))
    for index, (_, name, values, _right) in enumerate(rows):
        inputs[index, :width] = values
        start = width * (1 + names.index(name))
        inputs[index, start : start + width] = values
    right = np.array([row[3] for row in rows], float)
    penalty = np.full(inputs.shape[1], RIDGE * SHARED)
    penalty[:width] = RIDGE
    weights = np.zeros(inputs.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (right - likely) - penalty * weights
        curve = (inputs * (likely * (1 - likely))[:, None]).T @ inputs + np.diag(penalty)
        weights += np.linalg.solve(curve, slope)
    common = weights[:width]
    own = {name: common + weights[width * (1 + i) : width * (2 + i)] for i, name in enumerate(names)}
    return {name: own.get(name, common) for name in FIELDS}


def report(rows):
    """Print how well confidences say what is right, on documents that the weights have not seen."""
    documents = sorted({row[0] for row in rows})
    judged = []
    for fold in range(FOLDS):
        left_out = set(documents[fold::FOLDS])
        weights = fit([row for row in rows if row[0] not in left_out])
        for key, name, values, right in rows:
            if key in left_out:
                judged.append((1 / (1 + np.exp(-weights[name] @ values)), right, name))
    for name in (None, *FIELDS):
        own = [(likely, right) for likely, right, field in judged if name in {None, field}]
        if own:
            share = sum(right for _, right in own) / len(own)
            print(f"{name or 'all':16}{len(own):6} values, {share:6.1%} right", end="")
            print(f"  ECE {ece(own):.3f}  AUROC {auroc(own):.3f}")


def ece(judged):
    """Expected calibration error over ten bins of equal width."""
    total = 0.0
    for lower in np.arange(0, 1, 1 / BINS):
        inside = [
            (likely, right) for likely, right in judged if lower <= likely < lower + 1 / BINS or likely == 1
        ]
        if inside:
            total += abs(sum(likely - right for likely, right in inside))
    return total / len(judged)


def auroc(judged):
    """How often a right value is more confident than a wrong one."""
    right = np.array([likely for likely, is_right in judged if is_right])
    wrong = np.array([likely for likely, is_right in judged if not is_right])
    if not len(right) or not len(wrong):
        return float("nan")
    wins = (right[:, None] > wrong).sum() + 0.5 * (right[:, None] == wrong).sum()
    return float(wins / (len(right) * len(wrong)))


if __name__ == "__main__":
    sys.exit(main())

"""Readings held against their truth: with the scorer of the development documents, or our own."""

import importlib.util
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.score.board import FIELDS, Column
from tests.score.reading import Case, Prediction

_AMOUNTS = frozenset({"subtotal", "tax_total", "total"})
_NEEDED = ("vendor_name", "invoice_number", "invoice_date", "total")
"""Fields that must be right for a bill to go straight through."""

type Read = Mapping[str, tuple[Case, Prediction]]


def load_scorer(folder: Path) -> ModuleType:
    """
    Return `score.py` of a folder of documents.

    Raises:
        ImportError: it needs a package that is not installed.
    """
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    if spec is None or spec.loader is None:
        message = f"There is no score.py in {folder}."
        raise ImportError(message)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scored(scorer: ModuleType, name: str, read: Read) -> Column:
    """Return a column of documents scored by their own scorer."""
    predictions = {key: prediction for key, (_, prediction) in read.items()}
    result = scorer.score(predictions, {key: case.truth for key, (case, _) in read.items()})
    numbers: dict[str, float | None] = {"documents": result["n"]}
    for field in FIELDS:
        count, _, exact, fuzzy, _ = result["fields"][field]
        right = fuzzy if field in {"vendor_name", "buyer_name"} else exact
        numbers[field] = right / count if count else None
    for mode in ("strict", "amount"):
        counts = result["lines"][mode]
        numbers[f"lines {mode}"] = scorer.prf(*counts)[2] if counts[2] else None
    through, asked = result["stp"]
    numbers["straight through"] = through / asked if asked else None
    numbers["seconds a document"] = _seconds(read)
    return Column(name, numbers)


def compared(name: str, read: Read) -> Column:
    """Return a column of our own samples: every value exactly as in their truth."""
    numbers: dict[str, float | None] = {"documents": len(read)}
    pairs = [(case.truth, prediction) for case, prediction in read.values()]
    for field in FIELDS:
        told = [(truth, said) for truth, said in pairs if truth.get(field) is not None]
        numbers[field] = _share([_same(field, truth, said) for truth, said in told])
    numbers["straight through"] = _share(
        [all(_same(field, truth, said) for field in _NEEDED) for truth, said in pairs]
    )
    for mode, fields in (("strict", ("description", "amount")), ("amount", ("amount",))):
        numbers[f"lines {mode}"] = _line_score(pairs, fields)
    numbers["seconds a document"] = _seconds(read)
    return Column(name, numbers)


def _same(field: str, truth: Mapping[str, Any], said: Prediction) -> bool:
    expected, value = truth.get(field), said.get(field)
    if field in _AMOUNTS and expected is not None and value is not None:
        return _amount(expected) == _amount(value)
    return bool(expected == value)


def _line_score(pairs: list[tuple[Any, Prediction]], fields: tuple[str, ...]) -> float | None:
    """Return the F1 of lines that are the same in these fields."""
    right = said_count = true_count = 0
    for truth, said in pairs:
        left = [_line(line, fields) for line in truth.get("line_items") or ()]
        found = [_line(line, fields) for line in said.get("line_items") or ()]
        true_count, said_count = true_count + len(left), said_count + len(found)
        for line in found:
            if line in left:
                left.remove(line)
                right += 1
    return 2 * right / (said_count + true_count) if true_count else None


def _line(line: Mapping[str, Any], fields: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(_amount(line[field]) if field == "amount" else line[field] for field in fields)


def _amount(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _share(right: list[bool]) -> float | None:
    return sum(right) / len(right) if right else None


def _seconds(read: Read) -> float | None:
    took = [prediction["_seconds"] for _, prediction in read.values() if "_seconds" in prediction]
    return sum(took) / len(took) if took else None

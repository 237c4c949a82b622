"""`read`: invoices in files, as one JSON object per file and line."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from shared.domain.checks import check_invoice
from shared.domain.document import CONTAINER_BYTES_MAX, Document, DocumentKind, sniff
from shared.domain.errors import IntakeError, TooLarge, Unprocessable, UnsupportedMedia
from shared.domain.money import plain
from shared.domain.reading import LineItem, Read, Reading, ReadInvoice
from shared.ports.extractor import Extractor
from shared.ports.inspector import Opener

FIELDS = (
    "vendor_name",
    "vendor_tax_id",
    "invoice_number",
    "invoice_date",
    "due_date",
    "currency",
    "subtotal",
    "tax_total",
    "total",
    "amount_due",
    "iban",
    "order_number",
    "buyer_name",
)
"""The header fields printed, in this order."""

LINE_FIELDS = ("description", "quantity", "unit", "unit_price", "amount", "tax_rate", "product_code")


class ReadCommand:
    """Reads every file named, walks every folder named, opens every mail and archive among them."""

    name = "read"
    help = "print the invoices in files, one JSON object per file and line"

    def configure(self, parser: ArgumentParser) -> None:
        """Take the files and folders."""
        parser.add_argument(
            "files", nargs="+", metavar="FILE", type=Path, help="a document, mail, archive or folder"
        )

    def run(self, arguments: Namespace) -> int:
        """Print one line per document; 0 if all were read, 1 otherwise."""
        from shared.engines.opener import SandboxedOpener
        from shared.engines.router import local_reader
        from shared.engines.sandbox import Sandbox

        with Sandbox() as sandbox:
            return read_files(arguments.files, local_reader(sandbox), SandboxedOpener(sandbox), sys.stdout)


class _Source(NamedTuple):
    """Bytes to be read, and the name to print for them."""

    name: str
    document: Document


def read_files(paths: list[Path], extractor: Extractor, opener: Opener, output: TextIO) -> int:
    """Write one JSON object per document to `output`; return 0 if every one was read, 1 otherwise."""
    status = 0
    for path in _walk(paths):
        for line in _lines(path, extractor, opener):
            status |= not line["ok"]
            output.write(json.dumps(line, ensure_ascii=False) + "\n")
            output.flush()
    return status


def _walk(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(child for child in path.rglob("*") if child.is_file())
        else:
            yield path


def _lines(path: Path, extractor: Extractor, opener: Opener) -> Iterator[dict[str, Any]]:
    try:
        sources = list(_sources(path, opener))
    except IntakeError as error:
        yield _failure(str(path), error)
        return
    for source in sources:
        try:
            yield _success(source.name, extractor.extract(source.document))
        except IntakeError as error:
            yield _failure(source.name, error)


def _sources(path: Path, opener: Opener) -> Iterator[_Source]:
    document = _load(path)
    if not document.kind.is_container:
        yield _Source(str(path), document)
        return
    empty = True
    for part in opener.open(document).parts:
        if part.kind is None or part.inline:
            continue
        empty = False
        name = "!".join((str(path), *part.path, part.filename))
        yield _Source(name, Document(kind=part.kind, content=part.content))
    if empty:
        raise Unprocessable("container.empty", "This mail or archive holds no document.")


def _load(path: Path) -> Document:
    """Return a file's bytes and kind; a mail is known by its name, since it has no signature."""
    try:
        if path.stat().st_size > CONTAINER_BYTES_MAX:
            raise TooLarge("document.bytes", f"A file has at most {CONTAINER_BYTES_MAX} bytes.")
        content = path.read_bytes()
    except (OSError, ValueError):
        raise Unprocessable("file.unreadable", "This file does not exist or cannot be read.") from None
    kind = DocumentKind.EML if path.suffix.lower() == ".eml" else sniff(content)
    if kind is None:
        raise UnsupportedMedia("document.kind", "These bytes are no PDF, picture, XML, mail or archive.")
    return Document(kind=kind, content=content)


def _failure(name: str, error: IntakeError) -> dict[str, Any]:
    problem = {"code": error.code, "message": error.message}
    return {"file": name, "ok": False, "engine": None, "seconds": 0.0, "error": problem, "invoices": []}


def _success(name: str, reading: Reading) -> dict[str, Any]:
    line: dict[str, Any] = {
        "file": name,
        "ok": True,
        "engine": reading.engine.name,
        "seconds": round(reading.engine.seconds, 4),
    }
    if reading.unread_pages:
        message = f"{len(reading.unread_pages)} of {reading.page_count} pages could not be read."
        line |= {"ok": False, "error": {"code": "document.unread_pages", "message": message}}
    return line | {"invoices": [_invoice(invoice) for invoice in reading.invoices]}


def _invoice(invoice: ReadInvoice) -> dict[str, Any]:
    reads: dict[str, Read[Any] | None] = {field: getattr(invoice, field) for field in FIELDS}
    return {
        **{field: _plain(read.value) if read else None for field, read in reads.items()},
        "doc_type": invoice.doc_type.value,
        "line_items": [_line_item(item) for item in invoice.line_items],
        "confidence": {field: read.confidence for field, read in reads.items() if read},
        "evidence": {
            field: read.evidence.model_dump(mode="json")
            for field, read in reads.items()
            if read and read.evidence
        },
        "findings": [
            {"code": found.code.value, "severity": found.severity.value, "message": found.message}
            for found in check_invoice(invoice)
        ],
    }


def _line_item(item: LineItem) -> dict[str, Any]:
    return {
        **{field: _plain(getattr(item, field)) for field in LINE_FIELDS},
        "confidence": item.confidence,
        "evidence": item.evidence.model_dump(mode="json") if item.evidence else None,
    }


def _plain(value: object) -> str | None:
    """Return a value as JSON carries it: digits for amounts, ISO 8601 for dates."""
    match value:
        case None:
            return None
        case Decimal():
            return plain(value)
        case date():
            return value.isoformat()
        case StrEnum():
            return value.value
        case _:
            return str(value)

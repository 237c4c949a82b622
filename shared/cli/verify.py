"""
`audit verify`: judge a bundle offline, with nothing but the standard library and `cryptography`.

This module and what it imports also run as a file of their own that an auditor carries: see `audit zipapp`.
"""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from shared.domain.errors import Malformed
from shared.domain.proof.bundle import BundleReader
from shared.domain.proof.head import HeldReceipt
from shared.domain.proof.note import NOTE_BYTES_MAX
from shared.domain.proof.trust import Trust
from shared.domain.proof.verdict import Outcome, Verdict
from shared.domain.proof.verify import verify
from shared.engines.proof.signatures import check_signature

RECEIPT_BYTES_MAX = 64 * 1024
"""A receipt has about two thousand."""


def configure(parser: ArgumentParser) -> None:
    """Take the bundle, the trust file, and what was kept apart from the log."""
    parser.add_argument("bundle", metavar="BUNDLE", type=Path, help="what `audit export` wrote")
    parser.add_argument(
        "--trust", required=True, type=Path, help="trust.json: which log, and whose keys you trust"
    )
    parser.add_argument(
        "--held", action="append", default=[], type=Path, help="a checkpoint that was kept apart; repeatable"
    )
    parser.add_argument(
        "--receipt", action="append", default=[], type=Path, help="a receipt that was kept apart; repeatable"
    )
    parser.add_argument("--json", action="store_true", help="print the verdict as one JSON object")


def run(arguments: Namespace) -> int:
    """Print the verdict; 0 if the bundle is clean, 1 with findings, 2 if it cannot be judged."""
    try:
        verdict = _judge(arguments)
    except Malformed as error:
        print(f"cannot judge: {error.message}", file=sys.stderr)
        return Outcome.CANNOT_JUDGE
    except OSError as error:
        print(f"cannot judge: {error.filename}: {error.strerror}", file=sys.stderr)
        return Outcome.CANNOT_JUDGE
    if arguments.json:
        print(json.dumps(_document(verdict)))
    else:
        print("\n".join(verdict.lines()))
    return verdict.outcome


def main(argv: Sequence[str] | None = None) -> int:
    """Run as a program of its own."""
    parser = ArgumentParser(prog="audit-verify", description="Judge an exported audit log, offline.")
    configure(parser)
    return run(parser.parse_args(argv))


def _judge(arguments: Namespace) -> Verdict:
    trust = Trust.decode(arguments.trust.read_bytes())
    held = [_read(path, NOTE_BYTES_MAX) for path in arguments.held]
    receipts = [_receipt(path) for path in arguments.receipt]
    with BundleReader(arguments.bundle) as reader:
        return verify(reader, trust, check_signature, held=held, receipts=receipts)


def _read(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        # One more than the limit: the reader of the bytes says that they are too many.
        return file.read(limit + 1)


def _receipt(path: Path) -> HeldReceipt:
    content = _read(path, RECEIPT_BYTES_MAX)
    try:
        return HeldReceipt.parse(json.loads(content))
    except (ValueError, RecursionError) as error:
        raise Malformed("receipt.json", f"{path} is not a receipt.") from error


def _document(verdict: Verdict) -> dict[str, object]:
    return {
        "outcome": verdict.outcome.name.lower(),
        "origin": verdict.origin,
        "size": verdict.size,
        "root": verdict.root,
        "anchored": verdict.anchored,
        "findings_count": verdict.findings_count,
        "findings": [
            {"code": each.code, "where": each.where, "meaning": each.meaning, "detail": each.detail}
            for each in verdict.findings
        ],
    }

"""`oscal`: a tenant's log as OSCAL documents, with the bundle they speak of beside them."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from shared.domain.audit import AuditEvent
from shared.domain.errors import IntakeError, Malformed
from shared.domain.ids import parse_tenant_id
from shared.domain.proof.trust import Trust
from shared.engines.proof.signatures import check_signature
from shared.exports.oscal.controls import OTHER, SHOWN
from shared.exports.oscal.parts import Document
from shared.pipeline.oscal_documents import BUNDLE, Level, OSCALDocuments

FAILED = 2
"""Exit status: nothing was written, and the reason is on standard error."""


class OSCALCommand:
    """Everything about OSCAL."""

    name = "oscal"
    help = "export a tenant's audit log as OSCAL documents"

    def configure(self, parser: ArgumentParser) -> None:
        """Take the subcommand and its arguments."""
        actions = parser.add_subparsers(required=True, metavar="ACTION")
        export = actions.add_parser("export", help="write assessment results, plan and component definition")
        export.add_argument("--output", required=True, type=Path, metavar="DIR")
        export.add_argument("--tenant", metavar="T", help="whose log; needs the app's settings")
        export.add_argument("--bundle", type=Path, help="instead of --tenant: what `audit export` wrote")
        export.add_argument("--trust", type=Path, help="with --bundle: trust.json")
        export.add_argument("--level", choices=tuple(Level), default=Level.DETAIL)
        export.add_argument("--from", dest="start", type=_moment, metavar="TIME", help="ISO 8601, included")
        export.add_argument("--to", dest="end", type=_moment, metavar="TIME", help="ISO 8601, not included")
        export.add_argument("--control", metavar="ID", help="only entries that show this control, as au-10")
        export.add_argument("--invoice", metavar="ID", help="only this invoice's entries")

    def run(self, arguments: Namespace) -> int:
        """Write the documents, and print each one's name; 0 if they were written."""
        try:
            trust = _gather(arguments)
            for name, document in _documents(arguments, trust):
                text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
                (arguments.output / name).write_text(f"{text}\n", encoding="utf-8")
                print(arguments.output / name)
        except IntakeError as error:
            print(error.message, file=sys.stderr)
            return FAILED
        return 0


def _gather(arguments: Namespace) -> Trust:
    """Put the bundle where the documents will be, and return what to judge it by."""
    arguments.output.mkdir(parents=True, exist_ok=True)
    target = arguments.output / BUNDLE
    if arguments.tenant is not None:
        return _export(arguments.tenant, target)
    if arguments.bundle is None or arguments.trust is None:
        raise Malformed("oscal.arguments", "Give --tenant, or --bundle with --trust.")
    if arguments.bundle.resolve() != target.resolve():
        target.write_bytes(arguments.bundle.read_bytes())
    return Trust.decode(arguments.trust.read_bytes())


def _export(tenant: str, target: Path) -> Trust:
    from contextlib import closing

    from shared.settings import Settings
    from shared.wiring import build_proof

    tenant_id = parse_tenant_id(tenant)
    proof = build_proof(Settings.load())
    with closing(proof), target.open("wb") as file:
        proof.proving.evidence(proof.admission.admit(tenant_id)).write(file)
        return proof.proving.trust(tenant_id)


def _documents(arguments: Namespace, trust: Trust) -> Iterator[tuple[str, Document]]:
    path = arguments.output / BUNDLE
    oscal = OSCALDocuments(path, trust, check_signature, now=datetime.now(UTC))
    return oscal.documents(Level(arguments.level), partial(_is_asked_for, arguments))


def _is_asked_for(arguments: Namespace, event: AuditEvent) -> bool:
    controls = SHOWN.get(event.action, OTHER).controls
    return (
        (arguments.start is None or event.at >= arguments.start)
        and (arguments.end is None or event.at < arguments.end)
        and arguments.control in {None, *controls}
        and arguments.invoice in {None, event.subject}
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

"""`oscal`: a tenant's log as OSCAL documents, with the bundle they speak of beside them."""

import hashlib
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from shared.domain.audit import AuditEvent, LogEntry, log_time
from shared.domain.errors import IntakeError, Malformed
from shared.domain.ids import parse_tenant_id
from shared.domain.proof.bundle import BundleReader
from shared.domain.proof.trust import Trust
from shared.domain.proof.verify import verify
from shared.engines.proof.signatures import check_signature
from shared.exports.oscal import assessment_results, component_definition, poam
from shared.exports.oscal.controls import OTHER, SHOWN
from shared.exports.oscal.parts import Document, File, Source

BUNDLE = "audit.zip"

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
        export.add_argument("--level", choices=("detail", "summary"), default="detail")
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
    with BundleReader(path) as reader:
        verdict = verify(reader, trust, check_signature)
    file = File(name=BUNDLE, sha256=_sha256(path), media_type="application/zip")
    now = log_time(datetime.now(UTC))
    source = Source(file, verdict, verified_at=now, title=trust.origin)
    with BundleReader(path) as reader:
        chosen = _chosen(arguments, reader)
        if arguments.level == "summary":
            yield "assessment-results-summary.json", assessment_results.summary(source, chosen)
        else:
            for number, document in enumerate(assessment_results.detail(source, chosen), 1):
                yield f"assessment-results-{number:03d}.json", document
    if (plan := poam.plan(source)) is not None:
        yield "plan-of-action-and-milestones.json", plan
    yield "component-definition.json", component_definition.definition()


def _chosen(arguments: Namespace, reader: BundleReader) -> Iterator[LogEntry]:
    """The entries asked for. What is no event is the verifier's to report, and has nothing to show."""
    for line in reader.entries():
        if line.item is None:
            continue
        try:
            event = AuditEvent.model_validate_json(line.item.leaf)
        except ValueError:
            continue
        if _is_asked_for(arguments, event):
            yield LogEntry(sequence=line.item.sequence, event=event)


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


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

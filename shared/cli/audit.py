"""`audit`: carry a tenant's log away, judge it, and make the tool an auditor judges it with."""

import json
import sys
import zipapp
from argparse import ArgumentParser, Namespace
from contextlib import closing
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from shared.cli import verify
from shared.domain.errors import IntakeError
from shared.domain.ids import parse_tenant_id

ROOT = Path(__file__).parents[2]

CARRIED = (
    "shared/__init__.py",
    "shared/cli/__init__.py",
    "shared/cli/verify.py",
    "shared/domain/__init__.py",
    "shared/domain/errors.py",
    "shared/domain/proof/*.py",
    "shared/engines/__init__.py",
    "shared/engines/proof/__init__.py",
    "shared/engines/proof/signatures.py",
)
"""What the verifier is made of. A test runs it with nothing else."""

FAILED = 2
"""Exit status: nothing was done, and the reason is on standard error."""


class AuditCommand:
    """Everything about the audit log."""

    name = "audit"
    help = "export a tenant's audit log, verify an exported one"

    def configure(self, parser: ArgumentParser) -> None:
        """Take the subcommand and its arguments."""
        actions = parser.add_subparsers(required=True, metavar="ACTION")
        export = actions.add_parser("export", help="write a tenant's log into a bundle")
        export.add_argument("--tenant", required=True, metavar="T", help="the tenant's id")
        export.add_argument("--output", type=Path, metavar="FILE", help="default: audit-T.zip")
        export.set_defaults(act=_export)
        trust = actions.add_parser("trust", help="print the trust file of a tenant's log")
        trust.add_argument("--tenant", required=True, metavar="T", help="the tenant's id")
        trust.add_argument(
            "--unanchored-max",
            type=int,
            metavar="N",
            help="how many newest entries may be without checkpoint",
        )
        trust.set_defaults(act=_trust)
        judge = actions.add_parser("verify", help="judge a bundle offline")
        verify.configure(judge)
        judge.set_defaults(act=verify.run)
        schema = actions.add_parser("schema", help="print what an event may say, as JSON Schema")
        schema.set_defaults(act=_schema)
        single = actions.add_parser("zipapp", help="write the verifier as one file to carry")
        single.add_argument("output", type=Path, metavar="FILE")
        single.set_defaults(act=_zipapp)

    def run(self, arguments: Namespace) -> int:
        """Do what the subcommand says; 0 if it was done. `verify` has statuses of its own."""
        try:
            status: int = arguments.act(arguments)
        except IntakeError as error:
            print(error.message, file=sys.stderr)
            return FAILED
        return status


def _export(arguments: Namespace) -> int:
    from shared.settings import Settings
    from shared.wiring import build_proof

    tenant_id = parse_tenant_id(arguments.tenant)
    path = arguments.output or Path(f"audit-{tenant_id}.zip")
    proof = build_proof(Settings.load())
    with closing(proof):
        evidence = proof.proving.evidence(proof.admission.admit(tenant_id))
        # Renamed into place: a bundle that was broken off is never taken for one.
        draft = path.with_name(f"{path.name}.draft")
        with draft.open("wb") as file:
            evidence.write(file)
        draft.replace(path)
    print(f"{path}: {evidence.manifest.size} entries of {evidence.manifest.origin}")
    return 0


def _trust(arguments: Namespace) -> int:
    from shared.settings import Settings
    from shared.wiring import build_proof

    tenant_id = parse_tenant_id(arguments.tenant)
    proof = build_proof(Settings.load())
    with closing(proof):
        trust = proof.proving.trust(tenant_id, unanchored_entries_max=arguments.unanchored_max)
    sys.stdout.write(trust.encode().decode())
    return 0


def _schema(arguments: Namespace) -> int:
    from shared.domain.audit_facts import schema

    del arguments
    print(json.dumps(schema(), indent=2))
    return 0


def _zipapp(arguments: Namespace) -> int:
    with TemporaryDirectory() as folder:
        for pattern in CARRIED:
            for source in sorted(ROOT.glob(pattern)):
                target = Path(folder, source.relative_to(ROOT))
                target.parent.mkdir(parents=True, exist_ok=True)
                copyfile(source, target)
        Path(folder, "__main__.py").write_text(
            "import sys\n\nfrom shared.cli.verify import main\n\nsys.exit(main())\n", encoding="utf-8"
        )
        zipapp.create_archive(folder, arguments.output, interpreter="/usr/bin/env python3", compressed=True)
    print(f"{arguments.output}: needs Python 3.13 and the package `cryptography`, and nothing else")
    return 0

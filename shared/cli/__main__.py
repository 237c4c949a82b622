"""`python -m shared.cli COMMAND …`: what operators do at a terminal."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from shared.cli.audit import AuditCommand
from shared.cli.command import Command
from shared.cli.oscal import OSCALCommand
from shared.cli.read import ReadCommand
from shared.cli.tenant import TenantCommand

COMMANDS: tuple[Command, ...] = (ReadCommand(), TenantCommand(), AuditCommand(), OSCALCommand())
"""Every subcommand, in the order the help lists them."""


def main(argv: Sequence[str] | None = None, commands: Sequence[Command] = COMMANDS) -> int:
    """Run the command that `argv` names, and return its exit status; 2 if it names none."""
    parser = ArgumentParser(prog="python -m shared.cli", description="Read invoices and prove what was done.")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in commands:
        subparser = subparsers.add_parser(command.name, help=command.help)
        command.configure(subparser)
        subparser.set_defaults(run=command.run)
    arguments = parser.parse_args(argv)
    status: int = arguments.run(arguments)
    return status


if __name__ == "__main__":
    sys.exit(main())

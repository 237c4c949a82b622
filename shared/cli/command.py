"""What every command of the command line looks like."""

from argparse import ArgumentParser, Namespace
from typing import Protocol


class Command(Protocol):
    """One subcommand: a module of this folder gives one, named in `__main__.COMMANDS`."""

    name: str
    help: str

    def configure(self, parser: ArgumentParser) -> None:
        """Add the command's own arguments."""
        ...

    def run(self, arguments: Namespace) -> int:
        """Do it, and return the exit status."""
        ...

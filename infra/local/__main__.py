"""`python -m infra.local up|down|demo`: the bench, from a terminal."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from infra.local import occupancy
from infra.local.errors import NotStarted, StandInError
from infra.local.options import INSTANCES_DEFAULT, STATE_DIR, BenchOptions
from infra.local.ports import HTTP_DEFAULT, Ports

EXIT_FAILED = 1


def main() -> int:
    """Do what the command line says and return the exit code."""
    found = _parser().parse_args()
    command: Callable[[argparse.Namespace], int] = found.command
    try:
        return command(found)
    except NotStarted:
        return EXIT_FAILED
    except StandInError as error:
        print(error, file=sys.stderr)
        return EXIT_FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.local", description="The bench.")
    commands = parser.add_subparsers(required=True)
    up = commands.add_parser("up", help="start it and stay until interrupted")
    up.set_defaults(command=_up)
    up.add_argument("--ports", metavar="NAME=PORT,…", default="", help="single ports, by name")
    up.add_argument("--instances", type=int, default=INSTANCES_DEFAULT, help="default %(default)s")
    up.add_argument("--set", metavar="NAME=VALUE", action="append", default=[], help="an app setting")
    up.add_argument("--verbose", action="store_true", help="show what the host says")
    sample = commands.add_parser("demo", help="send the sample invoices through a bench of their own")
    sample.set_defaults(command=_demo)
    sample.add_argument("--stay", action="store_true", help="leave it running until interrupted")
    for each in (up, sample):
        each.add_argument("--state", type=Path, help="folder that keeps everything (default .local)")
        port_help = "of the app (default %(default)s); any other moves all the others too"
        each.add_argument("--port", type=int, default=HTTP_DEFAULT, help=port_help)
    down = commands.add_parser("down", help="stop every bench of this working copy")
    down.set_defaults(command=_down)
    down.add_argument("--state", type=Path, default=STATE_DIR, help="folder (default .local)")
    return parser


# Each command imports what it runs: the stand-ins take longer to import than the demo to start them.


def _up(found: argparse.Namespace) -> int:
    from infra.local import bench

    ports = Ports.from_http(found.port)
    if found.ports:
        ports = _checked(
            lambda: Ports.model_validate({**ports.model_dump(), **_pairs(found.ports.split(","))})
        )
    options = _checked(
        lambda: BenchOptions(
            state_dir=(found.state or STATE_DIR).resolve(),
            ports=ports,
            instances=found.instances,
            settings=_pairs(found.set),
            verbose=found.verbose,
        )
    )
    return asyncio.run(bench.run(options))


def _demo(found: argparse.Namespace) -> int:
    from infra.local import demo

    return demo.run(Ports.from_http(found.port), found.state, stay=found.stay)


def _down(found: argparse.Namespace) -> int:
    for lock in sorted(found.state.resolve().glob(f"**/{occupancy.FILE}")):
        pid = occupancy.evict(lock.parent)
        if pid is not None:
            print(f"Stopped the bench of {lock.parent} (process {pid}).")
    return 0


def _pairs(words: list[str]) -> dict[str, str]:
    return {name: value for name, _, value in (word.partition("=") for word in words)}


def _checked[T](make: Callable[[], T]) -> T:
    try:
        return make()
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        raise StandInError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


if __name__ == "__main__":
    sys.exit(main())

"""`python -m infra.local.host APP_DIR`: serve a Python v2 Functions app on loopback."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from infra.local.host.errors import HostError
from infra.local.host.options import DRAIN_LIMIT_DEFAULT_S, HostOptions
from infra.local.host.supervisor import NOT_IMITATED, run

EXIT_USAGE = 2


def parse(arguments: Sequence[str]) -> HostOptions:
    """Return what the command line asks for; ends the program with a usage text when it makes no sense."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.local.host",
        description="Serve a Python v2 Functions app on loopback.",
        epilog=NOT_IMITATED,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("app_dir", type=Path, help="folder with host.json and function_app.py")
    parser.add_argument("--port", type=int, default=7071, help="0 takes a free one (default %(default)s)")
    parser.add_argument("--instances", type=int, default=1, help="worker processes (default %(default)s)")
    parser.add_argument("--state", type=Path, help="keys and timer schedules (default APP_DIR/.local/host)")
    parser.add_argument("--keys", type=Path, help="keys file, made when absent (default STATE/keys.json)")
    parser.add_argument("--log", type=Path, help="append every record to this file as JSON lines")
    parser.add_argument(
        "--drain", type=float, default=DRAIN_LIMIT_DEFAULT_S, help="seconds running calls get on stop"
    )
    parser.add_argument(
        "--verbose", action="store_true", help="show every invocation and the app's INFO records"
    )
    found = parser.parse_args(arguments)
    app_dir = found.app_dir.resolve()
    state_dir = (found.state or app_dir / ".local" / "host").resolve()
    try:
        return HostOptions(
            app_dir=app_dir,
            port=found.port,
            instances=found.instances,
            state_dir=state_dir,
            keys_file=(found.keys or state_dir / "keys.json").resolve(),
            log_file=None if found.log is None else found.log.resolve(),
            verbose=found.verbose,
            drain_limit_s=found.drain,
        )
    except ValidationError as error:
        parser.error(str(error))


def main() -> int:
    """Serve until told to stop and return the exit code."""
    options = parse(sys.argv[1:])
    try:
        return asyncio.run(run(options))
    except HostError as error:
        print(error, file=sys.stderr)
        return EXIT_USAGE


if __name__ == "__main__":
    sys.exit(main())

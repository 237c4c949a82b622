"""
The child process: one complete instance of the app.

It inherits the listening socket and two pipes. On `life_fd` nothing is ever written: its end means that the
parent is gone, by whatever means, and the instance kills itself with everything it started. On `report_fd` it
says once that it serves, or why it never will.
"""

import asyncio
import os
import signal
import socket
import sys
import threading
from typing import NoReturn

from pydantic import BaseModel, ConfigDict

from infra.local.host import logs, runtime
from infra.local.host.errors import HostError
from infra.local.host.host import SINGLETON_INSTANCE, Host, describe
from infra.local.host.options import HostOptions
from infra.local.host.settings import AppSettings, load_host_file, load_local_values

# The parent tells these apart: a broken app is not started again, a crash is.
EXIT_STOPPED = 0
EXIT_NOT_DRAINED = 1
EXIT_UNUSABLE = 3


class Order(BaseModel):
    """What the parent tells an instance."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    options: HostOptions
    """The command line."""
    instance: int
    """Its number, from 0."""
    listen_fd: int
    """The bound socket all instances accept on."""
    life_fd: int
    """The reading end of the parent's pipe."""
    report_fd: int
    """The writing end of this instance's pipe."""


class Report(BaseModel):
    """What an instance tells the parent, once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    problem: str | None
    """Why it will never serve; None means that it serves."""
    functions: str = ""
    """Its functions, for the terminal."""


def main() -> int:
    """Run the instance that the first argument orders until it is stopped and return its exit code."""
    order = Order.model_validate_json(sys.argv[1])
    for descriptor in (order.listen_fd, order.life_fd, order.report_fd):
        # Programs the app starts must hold none of these, or the parent's end would go unseen.
        os.set_inheritable(descriptor, False)
    threading.Thread(target=_die_with_parent, args=(order.life_fd,), daemon=True).start()
    try:
        asyncio.run(_serve(order))
    except HostError as error:
        _report(order, Report(problem=str(error)))
        return EXIT_UNUSABLE
    return EXIT_STOPPED


async def _serve(order: Order) -> None:
    options = order.options
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    listening = socket.socket(fileno=order.listen_fd)
    _prepare_environment(options, listening.getsockname()[1])
    handlers = logs.configure(instance=order.instance, verbose=options.verbose, log_file=options.log_file)
    host_file = load_host_file(options.app_dir)
    settings = AppSettings(os.environ)
    app = await runtime.load(options.app_dir, settings)
    logs.mark_invocations(handlers, app.current_invocation_id)
    host = Host(runtime=app, host_file=host_file, settings=settings, options=options, instance=order.instance)
    shown = describe(app.functions, host_file) if order.instance == SINGLETON_INSTANCE else ""
    drained = await host.serve(
        listening, stopping, lambda: _report(order, Report(problem=None, functions=shown))
    )
    if not drained:
        # Nothing more is awaited: a function that hangs in its thread would keep the interpreter from ending.
        _exit(EXIT_NOT_DRAINED)
    app.close()


def _prepare_environment(options: HostOptions, port: int) -> None:
    load_local_values(options.app_dir, os.environ)
    # What Core Tools sets at a desk.
    os.environ.setdefault("AZURE_FUNCTIONS_ENVIRONMENT", "Development")
    os.environ.setdefault("FUNCTIONS_WORKER_RUNTIME", "python")
    os.environ["WEBSITE_HOSTNAME"] = f"127.0.0.1:{port}"


def _report(order: Order, report: Report) -> None:
    os.write(order.report_fd, report.model_dump_json().encode() + b"\n")
    os.close(order.report_fd)


def _die_with_parent(life_fd: int) -> None:
    os.read(life_fd, 1)
    # The whole group, for programs the app has started; the parent made this process its leader.
    os.killpg(os.getpgrp(), signal.SIGKILL)


def _exit(code: int) -> NoReturn:
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    # Not sys.exit: threads the app has started do not keep an instance alive in Azure either.
    _exit(main())

"""A bench of one's own, as a child: for the demo, the load run and the tests."""

import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from infra.local import lifeline
from infra.local.client import Client
from infra.local.errors import NotStarted
from infra.local.options import INSTANCES_DEFAULT, REPORT_FILE, ROOT, BenchReport
from infra.local.ports import Ports
from infra.local.tenant import CREDENTIAL_FILE

START_LIMIT_S = 120.0
"""Five seconds on a quiet machine; cold caches and busy cores make it ten times that."""

STOP_LIMIT_S = 40.0
"""The host's drain, its links, and the stand-ins after it."""

POLL_S = 0.05


class RunningBench:
    """A bench in a child process, ready to be used."""

    def __init__(self, process: subprocess.Popen[bytes], report: BenchReport) -> None:
        self.process = process
        self.report = report

    @property
    def credential_file(self) -> Path:
        """Where the demo tenant's bearer token is."""
        return self.report.state_dir / CREDENTIAL_FILE

    def client(self, sleep: Callable[[float], None] = time.sleep) -> Client:
        """Return a client with the demo tenant's key, which waits with `sleep` where it must."""
        credential = self.credential_file.read_text(encoding="utf-8")
        return Client(self.report.api_url, credential, sleep=sleep)

    def kill(self) -> None:
        """End it as a power cut would; its children end by themselves."""
        self.process.kill()
        self._collect()

    def wait(self) -> int:
        """Return its exit code, once it ends."""
        return self.process.wait()

    def stop(self) -> None:
        """End it in order; by force, should it hang."""
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_LIMIT_S)
        self.kill()

    def _collect(self) -> None:
        self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()


@contextmanager
def running(
    state_dir: Path,
    ports: Ports,
    *,
    instances: int = INSTANCES_DEFAULT,
    settings: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
) -> Iterator[RunningBench]:
    """
    Yield a bench that is ready, and stop it on leaving. It also ends when this process does.

    Raises:
        NotStarted: it did not become ready.
    """
    bench = start(state_dir, ports, instances=instances, settings=settings, output=output)
    try:
        yield bench
    finally:
        bench.stop()


def start(
    state_dir: Path,
    ports: Ports,
    *,
    instances: int = INSTANCES_DEFAULT,
    settings: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
) -> RunningBench:
    """Return a bench that is ready; the caller stops it. Raises NotStarted."""
    arguments = ["up", "--state", str(state_dir), "--instances", str(instances)]
    arguments += ["--ports", ",".join(f"{name}={port}" for name, port in ports)]
    for name, value in (settings or {}).items():
        arguments += ["--set", f"{name}={value}"]
    process = subprocess.Popen(
        lifeline.command("infra.local", arguments),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=output,
        # Ctrl-C in a terminal is for this process alone, which then stops the bench.
        start_new_session=True,
    )
    try:
        return RunningBench(process, _report(process, state_dir / REPORT_FILE))
    except BaseException:
        # Also an interrupt: whoever starts a bench leaves none behind.
        process.terminate()
        process.wait()
        raise


def _report(process: subprocess.Popen[bytes], path: Path) -> BenchReport:
    deadline = time.monotonic() + START_LIMIT_S
    while process.poll() is None and time.monotonic() < deadline:
        # Gone or another's: what a killed bench left behind, which the new one removes.
        with suppress(FileNotFoundError):
            report = BenchReport.model_validate_json(path.read_bytes())
            if report.pid == process.pid:
                return report
        time.sleep(POLL_S)
    raise NotStarted("the bench did not start")

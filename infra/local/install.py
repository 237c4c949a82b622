"""
Install what `make` needs into this working copy: `python -I infra/local/install.py bench|test`.

Run by whichever Python 3.13 was found, before anything is installed, so it uses the standard library only.
What is already there is recognised by digests of the lock files, and costs nothing the second time.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
NODE_FOLDER = ROOT / "infra" / "local" / "blobs"

REQUIREMENTS = {
    "bench": ROOT / "infra" / "local" / "requirements.txt",
    "test": ROOT / "tests" / "requirements.txt",
}
"""Each includes the ones of the rooms below it, with the same pins."""

NODE_MAJOR_MIN = 20
"""The oldest that Azurite's own packages support."""

STOP_LIMIT_S = 10.0
"""What an interrupted installer gets to clean up after itself."""


class InstallError(Exception):
    """Something is missing or failed; the message is one line that says what and what to do."""


def main() -> int:
    """Install what the first argument names and return the exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with _alone():
            install(REQUIREMENTS[sys.argv[1]], name=sys.argv[1])
    except InstallError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted; the next start goes on from here.", file=sys.stderr)
        return 130
    return 0


def install(requirements: Path, *, name: str) -> None:
    """
    Bring the virtual environment and Azurite to what the lock files say.

    Raises:
        InstallError: Node.js is missing or too old, or an installer failed.
    """
    npm = _npm_path()
    if not _is_made():
        print("Making a virtual environment in .venv …", flush=True)
        _run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    python_stamp = Stamp(VENV / f".installed-{name}", requirements)
    node_stamp = Stamp(NODE_FOLDER / "node_modules" / ".installed", NODE_FOLDER / "package-lock.json")
    commands = []
    if not node_stamp.is_current():
        print("Installing Azurite (once) …", flush=True)
        commands.append(_npm(npm))
    if not python_stamp.is_current():
        print("Installing Python packages (once, about a minute) …", flush=True)
        commands.append(_pip(requirements))
    if commands:
        started = time.monotonic()
        _run(*commands)
        python_stamp.put()
        node_stamp.put()
        print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)


class Stamp:
    """A file that says what was installed."""

    def __init__(self, path: Path, lock: Path) -> None:
        self._path = path
        self._digest = hashlib.sha256(lock.read_bytes()).hexdigest()

    def is_current(self) -> bool:
        """Return whether exactly this lock was installed."""
        return self._path.exists() and self._path.read_text() == self._digest

    def put(self) -> None:
        """Say that it is."""
        self._path.write_text(self._digest)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Wait until no other install runs in this working copy. The lock is the kernel's: it cannot go stale."""
    folder = os.open(ROOT / "infra" / "local", os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another install is running in this folder; waiting for it …", flush=True)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _is_made() -> bool:
    # pip comes last; a Python that has since been removed leaves a dangling link.
    return (VENV / "bin" / "python").exists() and (VENV / "bin" / "pip").exists()


def _npm_path() -> str:
    """Return where npm is. Raises InstallError unless Node.js is there and new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise InstallError(
            f"Node.js {NODE_MAJOR_MIN} or later (with npm) was not found on the PATH; install it."
        )
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", answer)
    if found is None or int(found[1]) < NODE_MAJOR_MIN:
        raise InstallError(
            f"Node.js {NODE_MAJOR_MIN} or later is needed; {node} says {answer.strip() or 'nothing'}."
        )
    return npm


def _npm(npm: str) -> list[str]:
    options = ["--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    return [npm, "ci", *options, "--prefix", str(NODE_FOLDER)]


def _pip(requirements: Path) -> list[str]:
    options = ["--require-hashes", "--no-input", "--quiet", "--progress-bar=off"]
    options.append("--disable-pip-version-check")
    return [str(VENV / "bin" / "python"), "-m", "pip", "install", *options, "-r", str(requirements)]


def _run(*commands: Sequence[str]) -> None:
    """Run commands at the same time. Raises InstallError when one fails; none is left behind."""
    running = [(subprocess.Popen(command, cwd=ROOT, stdout=sys.stderr), command) for command in commands]
    try:
        for process, command in running:
            if process.wait() != 0:
                raise InstallError(f"`{' '.join(command[:4])} …` failed; its words are above.")
    finally:
        for process, _ in running:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_LIMIT_S)
        process.kill()
        process.wait()


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())

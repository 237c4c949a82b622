"""Each small stand-in as a person starts it alone."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.standalone import listen

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
LIMIT_S = 30


def command(name, port, state_dir):
    """Return the command that serves a stand-in."""
    return [sys.executable, "-m", f"infra.local.{name}", "--port", str(port), "--state", str(state_dir)]


@pytest.mark.parametrize("name", ["keyvault", "eventgrid", "smtp"])
def test_start_and_stop(tmp_path, name):
    """It says where it is, and exits with 0 when told to stop."""
    with subprocess.Popen(command(name, 0, tmp_path), cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline().startswith(f"{name} ready: ")
            process.send_signal(signal.SIGTERM)
            assert process.wait(LIMIT_S) == 0
        finally:
            process.kill()


@pytest.mark.parametrize("name", ["keyvault", "eventgrid", "smtp"])
def test_port_taken(tmp_path, name):
    """A taken port is one line on standard error and exit code 2."""
    with listen(0) as taken:
        port = taken.getsockname()[1]
        ended = subprocess.run(
            command(name, port, tmp_path),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=LIMIT_S,
        )

    assert ended.returncode == 2
    assert ended.stderr == f"port {port} is taken: stop what listens there or choose another\n"

"""What one start of the host is asked to do."""

import sys
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

# Each instance is a whole interpreter with the app loaded: more than this is a typing error on a desk.
INSTANCES_MAX = 64

# The real host lets running calls finish for up to ten minutes; at a desk nobody waits that long.
DRAIN_LIMIT_DEFAULT_S = 30.0


class HostOptions(BaseModel):
    """The command line of the host, checked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    app_dir: Path
    """The folder holding `host.json` and `function_app.py`; absolute."""
    port: int = Field(default=7071, ge=0, le=65535)
    """The TCP port on loopback; 0 takes a free one and prints it."""
    instances: int = Field(default=1, ge=1, le=INSTANCES_MAX)
    """Worker processes, each a complete instance of the app."""
    state_dir: Path
    """Where keys and timer schedules live between starts."""
    keys_file: Path
    """The access keys, made with random values when absent."""
    log_file: Path | None = None
    """Where every record goes as one JSON object per line; absent, nowhere."""
    verbose: bool = False
    """Whether the terminal shows every invocation and everything the app logs at INFO."""
    drain_limit_s: float = Field(default=DRAIN_LIMIT_DEFAULT_S, ge=0)
    """How long running calls may take to finish once the host is told to stop."""


def host_command(options: HostOptions) -> list[str]:
    """Return the command that starts the host with these options; run it in the repository's root."""
    words = [sys.executable, "-m", "infra.local.host", str(options.app_dir)]
    words += ["--port", str(options.port), "--instances", str(options.instances)]
    words += ["--state", str(options.state_dir), "--keys", str(options.keys_file)]
    words += ["--drain", str(options.drain_limit_s)]
    if options.log_file is not None:
        words += ["--log", str(options.log_file)]
    if options.verbose:
        words.append("--verbose")
    return words

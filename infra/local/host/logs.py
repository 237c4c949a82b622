"""Log records for the person at the terminal and, as JSON lines, for programs."""

import json
import logging
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}

# Chatter of the libraries under the host: one line per request, frame or invocation.
QUIET_LOGGERS = ("azure", "azure.functions", "uvicorn", "urllib3", "asyncio")


def extras(record: logging.LogRecord) -> dict[str, object]:
    """Return what the caller passed as `extra`, in its order."""
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}


class TerminalFormatter(logging.Formatter):
    """One line: time, instance, level, logger, message, then the extras; the stack trace below."""

    def __init__(self, instance: int) -> None:
        super().__init__(f"%(asctime)s [{instance}] %(levelname)s %(name)s: %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Return the line, with the extras before any further lines of the message."""
        first, newline, rest = super().formatMessage(record).partition("\n")
        words = "".join(f" {name}={value}" for name, value in extras(record).items())
        return first + words + newline + rest


class JSONLinesHandler(logging.Handler):
    """Appends each record as one JSON object; instances may share the file."""

    def __init__(self, path: Path, instance: int) -> None:
        super().__init__()
        self._instance = instance
        path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record with one system call, so lines of several processes never mix."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "instance": self._instance,
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **extras(record),
        }
        if record.exc_info:
            entry["exception"] = logging.Formatter().formatException(record.exc_info)
        try:
            os.write(self._descriptor, json.dumps(entry, default=str).encode() + b"\n")
        except OSError:
            self.handleError(record)

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)
        super().close()


class _InvocationFilter(logging.Filter):
    def __init__(self, current_invocation_id: Callable[[], str | None]) -> None:
        super().__init__()
        self._current = current_invocation_id

    def filter(self, record: logging.LogRecord) -> bool:
        if "invocation_id" not in vars(record) and (found := self._current()) is not None:
            record.invocation_id = found
        return True


class _Terminal(logging.Filter):
    # The host's own doings and everyone's warnings; the rest only when asked for.
    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING


def configure(*, instance: int, verbose: bool, log_file: Path | None) -> list[logging.Handler]:
    """Set up logging of this process and return its handlers."""
    terminal = logging.StreamHandler(sys.stdout)
    terminal.setFormatter(TerminalFormatter(instance))
    if not verbose:
        terminal.addFilter(_Terminal())
    handlers: list[logging.Handler] = [terminal]
    if log_file is not None:
        handlers.append(JSONLinesHandler(log_file, instance))
    root = logging.getLogger()
    root.handlers[:] = handlers
    root.setLevel(logging.INFO if verbose or log_file is not None else logging.WARNING)
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    return handlers


def mark_invocations(
    handlers: list[logging.Handler], current_invocation_id: Callable[[], str | None]
) -> None:
    """Make every record say which invocation it was written in."""
    for handler in handlers:
        handler.addFilter(_InvocationFilter(current_invocation_id))

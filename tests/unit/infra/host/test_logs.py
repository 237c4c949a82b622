"""Log records for people and programs."""

import json
import logging

from infra.local.host.logs import JSONLinesHandler, TerminalFormatter


def record(message, **extra):
    found = logging.makeLogRecord(
        {"name": "app", "levelno": logging.INFO, "levelname": "INFO", "msg": message}
    )
    vars(found).update(extra)
    return found


def test_terminal_shows_extras():
    """Extras follow the message on its line; further lines come below."""
    line = TerminalFormatter(2).format(record("saved\ntrace", tenant="acme", n=1))

    assert line.partition(" ")[2] == "[2] INFO app: saved tenant=acme n=1\ntrace"


def test_json_lines(tmp_path):
    """Each record is one JSON object on one line, appended, with its extras."""
    path = tmp_path / "deep" / "host.log"
    for number in range(2):
        handler = JSONLinesHandler(path, instance=number)
        handler.emit(record("two\nlines", tenant="acme", thing=path))
        handler.close()

    first, second = [json.loads(line) for line in path.read_text().splitlines()]

    assert (first["instance"], second["instance"]) == (0, 1)
    assert (first["message"], first["level"], first["tenant"]) == ("two\nlines", "INFO", "acme")


def test_json_lines_exception(tmp_path):
    """A record with an exception carries its trace."""
    path = tmp_path / "host.log"
    handler = JSONLinesHandler(path, instance=0)
    error = ValueError("boom")
    handler.emit(record("failed", exc_info=(ValueError, error, None)))
    handler.close()

    assert json.loads(path.read_text())["exception"] == "ValueError: boom"

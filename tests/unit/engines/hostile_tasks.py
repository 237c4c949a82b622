"""Tasks that do what hostile documents make parsers do."""

import ctypes
import os
import sys
import tempfile
import time

from shared.domain.errors import TooLarge

TASKS = {
    name: ("tests.unit.engines.hostile_tasks", name)
    for name in ("echo", "refuse", "leak", "exhaust", "hang", "abort", "environment", "write", "shout")
}


def echo(content, *, times):
    return times, content * times


def refuse(content):
    raise TooLarge("test.large", "Too large.")


def leak(content):
    raise AttributeError("a parser's own trouble")


def exhaust(content):
    raise MemoryError


def hang(content):
    time.sleep(60)
    return None, b""


def abort(content):
    ctypes.string_at(0)
    return None, b""


def environment(content):
    return sorted(os.environ), b""


def write(content):
    with tempfile.TemporaryFile() as file:
        file.write(b"x")
        file.flush()
    return None, b""


def shout(content):
    sys.stdout.write("not a frame\n")
    sys.stdout.flush()
    return "said", b""

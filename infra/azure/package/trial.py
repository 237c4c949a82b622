"""Try a package the way Azure starts it: nothing but its own files, and the Python that came with it."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from infra.azure.package.wheels import FOLDER

TRIAL_S = 300.0
"""For unpacking, and for importing every module once on a slow disk."""

PROGRAM = f"""
import importlib, json, pathlib, sys
sys.path[:] = [each for each in sys.path if "site-packages" not in each]
sys.path[:0] = [".", "{FOLDER}"]
import function_app
for path in sorted(pathlib.Path("shared").rglob("*.py")):
    if path.name not in ("__init__.py", "__main__.py", "sandbox_child.py"):
        importlib.import_module(".".join(path.with_suffix("").parts))
print(json.dumps([each.get_function_name() for each in function_app.app.get_functions()]))
"""
"""Imports everything, and says which functions there are. Two modules are programs, and run when imported."""


MACHINE = ("linux", "x86_64")
"""Where the libraries run."""


class BadPackage(Exception):
    """The package does not start; the message says why."""


def function_names(package: Path) -> tuple[str, ...]:
    """
    Return the functions that a package's own code and libraries make, in order.

    Raises:
        BadPackage: something in it does not import.
    """
    if (sys.platform, platform.machine()) != MACHINE:
        raise BadPackage("Its libraries cannot be tried here: build on Linux, x86-64.")
    with TemporaryDirectory() as folder:
        with ZipFile(package) as archive:
            archive.extractall(folder)
        # Isolated, without the site's libraries, and with nothing of this environment.
        ran = subprocess.run(  # noqa: S603 - our own words, no shell
            [sys.executable, "-I", "-S", "-B", "-c", PROGRAM],
            cwd=folder,
            env={"PATH": os.environ.get("PATH", ""), "HOME": folder},
            capture_output=True,
            text=True,
            check=False,
            timeout=TRIAL_S,
        )
    if ran.returncode != 0:
        raise BadPackage(ran.stderr.strip().rpartition("\n")[2] or f"It ended with {ran.returncode}.")
    return tuple(json.loads(ran.stdout.splitlines()[-1]))

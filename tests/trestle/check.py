"""
`python check.py DIR`: judge OSCAL documents with compliance-trestle, where that is installed and we are not.

Each document is imported into a workspace, which reads it by trestle's models and refuses identifiers that
are there twice; then trestle's validators look at the workspace.
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

KINDS = {
    "assessment-results": "assessment-results",
    "plan-of-action-and-milestones": "plan-of-action-and-milestones",
    "component-definition": "component-definition",
}
"""What stands at the top of a document, and how trestle calls it."""

TRESTLE_LIMIT_S = 300
"""Of one command: most of it is loading its models."""


def main() -> int:
    """Print each document's name with trestle's verdict; 0 where all are good."""
    files = sorted(Path(sys.argv[1]).resolve().rglob("*.json"))
    with TemporaryDirectory() as folder:
        trestle(folder, "init", "--local")
        bad = [file for number, file in enumerate(files) if not good(folder, file, f"document-{number}")]
        status, words = trestle(folder, "validate", "--all")
    for file in files:
        print(f"{'BAD ' if file in bad else 'good'}  {file.parent.name}/{file.name}")
    print(f"validate: {'good' if status == 0 else words}")
    return 1 if bad or status or not files else 0


def good(folder: str, file: Path, name: str) -> bool:
    """Whether trestle takes the document in."""
    (top,) = json.loads(file.read_bytes())
    if top not in KINDS:
        return False
    status, words = trestle(folder, "import", "--file", str(file), "--output", name)
    if status != 0:
        print(words, file=sys.stderr)
    return status == 0


def trestle(folder: str, *arguments: str) -> tuple[int, str]:
    """Run a command of trestle in its workspace; return its status and its words."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("trestle")), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=TRESTLE_LIMIT_S,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


if __name__ == "__main__":
    sys.exit(main())

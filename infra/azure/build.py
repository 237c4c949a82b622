"""
Assemble the fragments into the one template that every way of deploying uses.

`python -m infra.azure.build` writes `mainTemplate.json`; with `--check` it only says whether that would
change it. A fragment is a template about one topic. Names are shared: a variable of one may be used in all.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
FRAGMENTS = FOLDER / "fragments"
TEMPLATE = FOLDER / "mainTemplate.json"
"""The name that Partner Center asks for, upper and lower case included."""

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"

CONTENT_VERSION = "1.0.0.0"

SECTIONS = ("parameters", "variables", "resources", "outputs")
"""Of a fragment and of the template, in order."""

type Template = dict[str, Any]


class BadFragment(Exception):
    """The fragments do not make a template; the message names the fragment."""


def assemble(fragments: Iterable[tuple[str, Template]]) -> Template:
    """
    Return the template that named fragments make, in their order.

    Raises:
        BadFragment: a section nobody knows, or a name that an earlier fragment has taken.
    """
    template: Template = {
        "$schema": SCHEMA,
        "contentVersion": CONTENT_VERSION,
        "parameters": {},
        "variables": {},
        "resources": [],
        "outputs": {},
    }
    for name, fragment in fragments:
        for section, content in fragment.items():
            if section not in SECTIONS:
                raise BadFragment(f"{name}: there is no section {section}")
            _add(template, section, content, name)
    return template


def _add(template: Template, section: str, content: Any, name: str) -> None:
    if section == "resources":
        template[section].extend(content)
        return
    # Azure compares names without regard to case.
    known = {each.lower() for each in template[section]}
    if taken := [each for each in content if each.lower() in known]:
        raise BadFragment(f"{name}: {section} {', '.join(taken)} are taken by an earlier fragment")
    template[section].update(content)


def load_fragments(folder: Path) -> list[tuple[str, Template]]:
    """
    Return the fragments of a folder, in the order of their file names.

    Raises:
        BadFragment: one of them is not a JSON object, or names a thing twice.
    """
    return [(path.name, _load(path)) for path in sorted(folder.glob("*.json"))]


def _load(path: Path) -> Template:
    try:
        fragment = json.loads(path.read_bytes(), object_pairs_hook=lambda pairs: _object(path, pairs))
    except ValueError as error:
        raise BadFragment(f"{path.name}: {error}") from error
    if not isinstance(fragment, dict):
        raise BadFragment(f"{path.name}: not an object")
    return fragment


def _object(path: Path, pairs: list[tuple[str, Any]]) -> Template:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise BadFragment(f"{path.name}: {', '.join(twice)} twice in one object")
    return made


def render(template: Template) -> str:
    """Return the template as the file holds it."""
    return json.dumps(template, indent=2, ensure_ascii=False) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Write the template, or with `--check` compare; 0 if the file is as the fragments say."""
    parser = ArgumentParser(prog="python -m infra.azure.build", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if the file would change")
    arguments = parser.parse_args(argv)
    try:
        text = render(assemble(load_fragments(FRAGMENTS)))
    except BadFragment as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if not arguments.check:
        TEMPLATE.write_text(text, encoding="utf-8")
        return 0
    if TEMPLATE.exists() and TEMPLATE.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(f"{TEMPLATE.name} is not what the fragments make; run python -m infra.azure.build\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())

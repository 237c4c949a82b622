"""arm-ttk's own fixtures: packages that must pass a rule, and packages that must fail it."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple
from zipfile import ZipFile

from infra.azure.checks.ttk.package import Package, load, parse
from tests.unit.infra.azure.examples import DATA

ARCHIVE = DATA / "ttk-fixtures.zip"


class Fixture(NamedTuple):
    """One package and what arm-ttk says of it."""

    rule: str
    name: str
    """`Pass/…` or `Fail/…`."""
    package: Package

    @property
    def fails(self) -> bool:
        """Whether arm-ttk finds something."""
        return self.name.startswith("Fail/")


def rules_with_fixtures() -> set[str]:
    """Return the rules that arm-ttk has fixtures for."""
    with ZipFile(ARCHIVE) as archive:
        places = [PurePosixPath(name).parts for name in archive.namelist()]
    return {parts[0] for parts in places if len(parts) > 2}


def fixtures(rules: set[str]) -> Iterator[Fixture]:
    """Give the fixtures of these rules that are JSON, in order."""
    with ZipFile(ARCHIVE) as archive:
        texts = {
            name: archive.read(name).decode("utf-8-sig")
            for name in sorted(archive.namelist())
            if name.endswith(".json")
        }
    folders: dict[tuple[str, str], dict[str, str]] = {}
    for name, text in texts.items():
        rule, outcome, *rest = PurePosixPath(name).parts
        if rule.lower() in {each.lower() for each in rules} and outcome in {"Pass", "Fail"} and len(rest) < 3:
            folders.setdefault((rule, f"{outcome}/{rest[0]}"), {})[rest[-1].lower()] = text
    for (rule, name), files in folders.items():
        named = next(each for each in rules if each.lower() == rule.lower())
        package = _package(files)
        if package is not None:
            yield Fixture(named, name, package)


def _package(files: dict[str, str]) -> Package | None:
    template, portal = "", ""
    for name, text in files.items():
        try:
            document = parse(text)
        except ValueError:
            return None
        if "handler" in document or "createui" in name:
            portal = text
        elif "prereq" not in name and not template:
            template = text
    return load(template, portal)

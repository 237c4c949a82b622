"""The app's functions as they are indexed, and names that findings share."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from infra.azure.checks.evaluation import Resource
from infra.azure.checks.findings import Finding

ROOT = Path(__file__).parents[4]

FRAGMENTS = "infra/azure/fragments"
"""Where findings send whoever has to add something."""


class Function:
    """A function as it is indexed."""

    def __init__(self, name: str, bindings: tuple[Mapping[str, Any], ...]) -> None:
        self.name = name
        self.bindings = bindings

    @property
    def trigger(self) -> Mapping[str, Any]:
        """The binding that starts it."""
        return next(each for each in self.bindings if str(each["type"]).endswith("Trigger"))

    @property
    def is_http(self) -> bool:
        """Whether a request starts it."""
        return bool(self.trigger["type"] == "httpTrigger")


@cache
def indexed() -> tuple[Function, ...]:
    """Return the app's functions."""
    # The library lists an app's functions once and never again, so this app is one that nobody else asks.
    spec = spec_from_file_location("function_app_for_checks", ROOT / "function_app.py")
    if spec is None or spec.loader is None:
        raise ImportError("there is no function_app.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return tuple(
        Function(each.get_function_name(), tuple(b.get_dict_repr() for b in each.get_bindings()))
        for each in module.app.get_functions()
    )


def missing(check: str, wanted: set[str], found: set[str], *, code: str, template: str) -> Iterator[Finding]:
    """Give what the code has and the template lacks, and the other way round."""
    for each in sorted(wanted - found):
        yield Finding(check, each, f"{code} has it, {template} does not")
    for each in sorted(found - wanted):
        yield Finding(check, each, f"{template} has it, {code} does not")


def last_name(resource: Resource) -> str:
    """Return a resource's own name, without its parents'."""
    return resource.name.rpartition("/")[2]

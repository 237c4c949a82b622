"""
ASP.NET Core route templates, as far as HTTP triggers use them.

Matching is case-insensitive and inbound precedence is ASP.NET's: literals before constrained parameters
before free parameters before catch-alls. A template that matches under another method is no route at all, so
the answer is 404, not 405: Azure's host maps methods as route constraints.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from infra.local.host.errors import UnusableBinding
from infra.local.host.functions import HTTP_TRIGGER, HostedFunction

_PARAMETER = re.compile(
    r"\{(?P<stars>\*{0,2})(?P<name>[A-Za-z_]\w*)(?::(?P<constraint>[^{}?]*))?(?P<optional>\?)?\}",
    re.ASCII,
)
# One pattern per inline constraint (learn.microsoft.com, Routing in ASP.NET Core, 2026-08).
_CONSTRAINTS = {
    "alpha": r"[A-Za-z]+",
    "bool": r"true|false",
    "decimal": r"-?[0-9]*\.?[0-9]+",
    "double": r"-?[0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?",
    "guid": r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}",
    "int": r"-?[0-9]{1,10}",
    "long": r"-?[0-9]{1,19}",
    "required": r"[^/]+",
}

# ASP.NET's digits of inbound precedence: the lower one is tried first.
_LITERAL, _CONSTRAINED, _FREE, _CATCH_ALL = 1, 2, 3, 5

# ASP.NET compares routes of a handful of segments; a longer template is a mistake.
SEGMENTS_MAX = 32


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled route template."""

    pattern: re.Pattern[str]
    """Matches a whole path without its leading slash; one group per parameter."""
    precedence: tuple[int, ...]
    """One digit per segment; smaller tuples are tried first."""


@dataclass(frozen=True, slots=True)
class Match:
    """A function found for a request."""

    function: HostedFunction
    """The function to call."""
    parameters: Mapping[str, str]
    """The route's parameters; optional ones that are absent are left out."""


def compile_template(template: str) -> Template:
    """
    Return the compiled form of a route template such as `v1/invoices/{id:guid}/{*rest}`.

    Raises:
        UnusableBinding: the template is malformed or uses a constraint this host does not know.
    """
    segments = [segment for segment in template.split("/") if segment]
    if len(segments) > SEGMENTS_MAX:
        raise UnusableBinding(f"route {template[:80]!r} has more than {SEGMENTS_MAX} segments")
    pattern, precedence = "", []
    for index, segment in enumerate(segments):
        whole = _PARAMETER.fullmatch(segment)
        optional = whole is not None and bool(whole["stars"] or whole["optional"])
        if optional and index != len(segments) - 1:
            raise UnusableBinding(f"route {template!r}: only the last segment may be optional or a catch-all")
        part, digit = _segment(template, segment)
        slash = "" if index == 0 else "/"
        pattern += f"(?:{slash}{part})?" if optional else slash + part
        precedence.append(digit)
    try:
        compiled = re.compile(pattern + "/?", re.IGNORECASE | re.ASCII | re.DOTALL)
    except re.error as error:
        raise UnusableBinding(f"route {template!r}: {error}") from error
    return Template(compiled, tuple(precedence))


def _segment(template: str, segment: str) -> tuple[str, int]:
    pattern, digit, position = "", _LITERAL, 0
    for found in _PARAMETER.finditer(segment):
        pattern += _literal(template, segment[position : found.start()])
        constraint = found["constraint"]
        if found["stars"]:
            value, digit = ".*", _CATCH_ALL
        elif constraint:
            value, digit = _constraint(template, constraint), max(digit, _CONSTRAINED)
        else:
            value, digit = "[^/]+", max(digit, _FREE)
        pattern += f"(?P<{found['name']}>{value})"
        position = found.end()
    return pattern + _literal(template, segment[position:]), digit


def _literal(template: str, text: str) -> str:
    if "{" in text or "}" in text:
        raise UnusableBinding(f"route {template!r}: expected a parameter such as {{id}} or {{id:int?}}")
    return re.escape(text)


def _constraint(template: str, text: str) -> str:
    try:
        return _CONSTRAINTS[text.lower()]
    except KeyError:
        raise UnusableBinding(f"route {template!r}: the constraint {text!r} is not imitated") from None


def decode_path(raw_path: bytes) -> str:
    """Return a request path with its percent-encoding undone, except for `%2F`, as Kestrel does."""
    text = raw_path.decode("ascii", "replace")
    if "%" not in text:
        return text
    return unquote(re.sub("%2f", "%252F", text, flags=re.IGNORECASE))


class RouteTable:
    """Every route of the app, in the order they are tried."""

    def __init__(self, functions: Iterable[HostedFunction], route_prefix: str) -> None:
        found = []
        for function in functions:
            trigger = function.trigger
            if trigger.type != HTTP_TRIGGER or function.is_disabled:
                continue
            template = compile_template(f"{route_prefix}/{trigger.text('route', function.name)}")
            found.append((template.precedence, template.pattern, _methods(function), function))
        self._routes = sorted(found, key=lambda route: route[0])

    def find(self, method: str, path: str) -> Match | None:
        """Return the function for a decoded path, or None; a wrong method is None as well."""
        wanted = path.removeprefix("/")
        for _, pattern, methods, function in self._routes:
            if methods and method not in methods:
                continue
            if found := pattern.fullmatch(wanted):
                return Match(function, {k: v for k, v in found.groupdict().items() if v is not None})
        return None


def _methods(function: HostedFunction) -> Sequence[str]:
    methods = function.trigger.properties.get("methods")
    return tuple(str(method).upper() for method in methods) if isinstance(methods, list) else ()

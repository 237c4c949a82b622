"""Route templates."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.host.errors import UnusableBinding
from infra.local.host.routes import RouteTable, compile_template, decode_path
from tests.unit.infra.host.fakes import function


@pytest.mark.parametrize(
    ("template", "path", "parameters"),
    [
        ("api/v1/invoices", "api/v1/invoices", {}),
        ("api/v1/invoices", "API/V1/Invoices/", {}),
        ("api/{id}", "api/a b", {"id": "a b"}),
        ("api/{id:int}", "api/-7", {"id": "-7"}),
        ("api/{id:int?}", "api", {}),
        (
            "api/{id:guid}",
            "api/0F8FAD5B-D9CB-469F-A165-70867728950E",
            {"id": "0F8FAD5B-D9CB-469F-A165-70867728950E"},
        ),
        ("api/{*rest}", "api", {}),
        ("api/{*rest}", "api/a/b", {"rest": "a/b"}),
        ("api/files/{name}.{ext}", "api/files/a.b.pdf", {"name": "a.b", "ext": "pdf"}),
        ("/{*rest}", "x/y", {"rest": "x/y"}),
        ("", "", {}),
    ],
)
def test_matches(template, path, parameters):
    """A template matches whole paths, whatever their case, and gives its parameters."""
    found = compile_template(template).pattern.fullmatch(path)

    assert found is not None
    assert {name: value for name, value in found.groupdict().items() if value is not None} == parameters


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("api/v1", "api/v1/x"),
        ("api/{id:int}", "api/x"),
        ("api/{id:int}", "api/1x"),
        ("api/{id}", "api"),
        ("api/{id}", "api/a/b"),
        ("api/{id:alpha}", "api/a1"),
        ("api/a.b", "api/aXb"),
    ],
)
def test_does_not_match(template, path):
    """A constraint that fails, a missing segment or one too many is no match."""
    assert compile_template(template).pattern.fullmatch(path) is None


@pytest.mark.parametrize(
    "template", ["{", "a/}", "{a b}", "{a:nonsense}", "{a?}/b", "{*a}/b", "{a}/{a}", "a/" * 40]
)
def test_refused(template):
    """A template ASP.NET would refuse, or this host cannot read, says so."""
    with pytest.raises(UnusableBinding):
        compile_template(template)


@given(st.text(alphabet="ab/{}*:?.$int", max_size=30))
def test_compile_never_crashes(template):
    """Any text compiles or is refused with the host's own error."""
    with suppress(UnusableBinding):
        compile_template(template)


def test_precedence():
    """Literals come before constraints, constraints before parameters, catch-alls last."""
    names = {"all": "{*rest}", "free": "v1/{x}", "number": "v1/{x:int}", "fixed": "v1/list"}
    table = RouteTable([function(name, route=route) for name, route in names.items()], "api")

    found = [
        table.find("GET", path).function.name for path in ("/api/v1/list", "/api/v1/7", "/api/v1/x", "/api/z")
    ]

    assert found == ["fixed", "number", "free", "all"]


def test_wrong_method_is_no_route():
    """A path that exists under another method is not found, as in Azure."""
    table = RouteTable([function("get", route="x", methods=["GET"]), function("any", route="y")], "api")

    assert table.find("POST", "/api/x") is None
    assert table.find("GET", "/api/x").function.name == "get"
    assert table.find("PURGE", "/api/y").function.name == "any"


def test_two_methods_of_one_path():
    """Functions may share a path when their methods differ."""
    table = RouteTable(
        [function("get", route="x", methods=["GET"]), function("post", route="x", methods=["POST"])], "api"
    )

    assert table.find("POST", "/api/x").function.name == "post"


def test_default_route_prefix_and_disabled():
    """Without a route the name is the route; an empty prefix vanishes; a disabled function has no route."""
    table = RouteTable(
        [function("hello"), function("off", disabled=True), function("t", trigger="timerTrigger")], ""
    )

    assert table.find("GET", "/hello").function.name == "hello"
    assert table.find("GET", "/off") is None
    assert table.find("GET", "/t") is None


def test_decoded_path():
    """Percent-encoding is undone except for an encoded slash."""
    assert decode_path(b"/a%20b/c%2Fd/%C3%A4") == "/a b/c%2Fd/ä"
    assert decode_path(b"/plain") == "/plain"

"""From page to HTML: templates that escape everything, and the files beside them."""

import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.domain.identity import Membership
from shared.portal.frame import Frame
from shared.portal.words import CALLS, DONE, ROLES

_HERE = Path(__file__).parent

MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Asset(NamedTuple):
    """A file that pages refer to."""

    content: bytes
    media_type: str


def render(template: str, frame: Frame, page: object = None) -> str:
    """Return the HTML of a page in its frame."""
    return _environment().get_template(f"{template}.html").render(frame=frame, page=page)


def render_notice(title: str, message: str, *, base: str, action: tuple[str, str] | None = None) -> str:
    """Return a page for who is not signed in or for what went wrong, and where to go on: path and text."""
    template = _environment().get_template("notice.html")
    return template.render(title=title, message=message, base=base, action=action, assets=assets_version())


def render_tenants(tenants: tuple[Membership, ...], *, csrf: str, base: str) -> str:
    """Return the page on which somebody who works for several tenants says which one it is today."""
    return _environment().get_template("tenants.html").render(tenants=tenants, csrf=csrf, base=base)


@cache
def assets() -> dict[str, Asset]:
    """Return the files that pages refer to, by name."""
    return {
        path.name: Asset(path.read_bytes(), MEDIA_TYPES[path.suffix])
        for path in sorted((_HERE / "static").iterdir())
        if path.suffix in MEDIA_TYPES
    }


@cache
def assets_version() -> str:
    """Return what changes when any of these files does: it stands in their addresses."""
    digest = hashlib.sha256()
    for name, asset in assets().items():
        digest.update(name.encode() + asset.content)
    return digest.hexdigest()[:12]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        done_words=DONE, role_words=ROLES, call_words=CALLS, assets_version=assets_version
    )
    return environment

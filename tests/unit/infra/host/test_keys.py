"""Access keys."""

import pytest

from infra.local.host.errors import HostError
from infra.local.host.keys import load_or_create
from tests.unit.infra.host.fakes import KEYS


def test_levels():
    """The master key opens everything, a host key the functions, a system key its webhook."""
    assert [KEYS.opens_admin(key) for key in ("m", "f", "s", "", None)] == [True, False, False, False, False]
    assert [KEYS.opens_functions(key) for key in ("m", "f", "s", "", None)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert [KEYS.opens_webhook("blobs_extension", key) for key in ("m", "f", "s")] == [True, False, True]
    assert not KEYS.opens_webhook("other", "s")


def test_created_once(tmp_path):
    """An absent file is made with random keys for the owner's eyes, and found again."""
    path = tmp_path / "deep" / "keys.json"

    first, second = load_or_create(path), load_or_create(path)

    assert first == second
    assert path.stat().st_mode & 0o077 == 0
    assert len({first.master, first.functions["default"], first.system["blobs_extension"]}) == 3


def test_refused(tmp_path):
    """Something else in its place is not overwritten."""
    path = tmp_path / "keys.json"
    path.write_text('{"master": ""}')

    with pytest.raises(HostError, match="not a keys file"):
        load_or_create(path)

"""The command line."""

import pytest

from infra.local.host.__main__ import parse
from infra.local.host.options import HostOptions, host_command


@pytest.mark.parametrize("verbose", [True, False])
def test_command_and_parser_agree(tmp_path, verbose):
    """The command made for some options parses back into them."""
    options = HostOptions(
        app_dir=tmp_path,
        port=0,
        instances=3,
        state_dir=tmp_path / "state",
        keys_file=tmp_path / "k.json",
        log_file=tmp_path / "log" if verbose else None,
        verbose=verbose,
        drain_limit_s=1.5,
    )

    assert parse(host_command(options)[3:]) == options


def test_defaults(tmp_path):
    """With nothing said, state and keys lie with the app and the port is Core Tools' own."""
    options = parse([str(tmp_path)])

    assert (options.port, options.instances) == (7071, 1)
    assert options.keys_file == tmp_path / ".local" / "host" / "keys.json"


@pytest.mark.parametrize("words", [["--port", "70000"], ["--instances", "0"], ["--drain", "-1"]])
def test_refused(tmp_path, words, capsys):
    """A value that makes no sense ends with a usage text."""
    with pytest.raises(SystemExit):
        parse([str(tmp_path), *words])

    assert "usage:" in capsys.readouterr().err

"""The auditor's commands: exit statuses, words, and a verifier that stands on its own."""

import json
import os
import subprocess
import sys

import pytest

from shared.cli.__main__ import main
from tests.logs import TRUST, Opened, TenantLog, chain, standard


@pytest.fixture
def files(tmp_path):
    log = standard()
    receipt = log.append(*chain("d", 5))[-1]
    (tmp_path / "bundle.zip").write_bytes(log.bundle())
    (tmp_path / "trust.json").write_bytes(TRUST.encode())
    (tmp_path / "held.note").write_bytes(log.checkpoints.latest(log.scope))
    (tmp_path / "receipt.json").write_text(json.dumps(receipt.document()))
    return tmp_path


def verify(files, *further):
    return main(
        ["audit", "verify", str(files / "bundle.zip"), "--trust", str(files / "trust.json"), *further]
    )


def test_a_clean_bundle_exits_0(files, capsys):
    """And says how far the good word reaches."""
    assert verify(files, "--held", str(files / "held.note"), "--receipt", str(files / "receipt.json")) == 0
    assert "clean: 20 entries, 16 of them anchored" in capsys.readouterr().out


def test_a_changed_bundle_exits_1(files, capsys):
    """With each finding's code, place and meaning."""
    opened = Opened((files / "bundle.zip").read_bytes())
    opened.change("entries.jsonl", 4, action="nothing")
    (files / "bundle.zip").write_bytes(opened.pack())

    assert verify(files) == 1
    assert "entry-projection at 4: What the store shows" in capsys.readouterr().out


def test_a_bundle_without_evidence_exits_2(files, capsys):
    """Nothing wrong is not the same as clean."""
    log = TenantLog()
    log.append(*chain("a", 3))
    (files / "bundle.zip").write_bytes(log.bundle())

    assert verify(files) == 2
    assert "cannot judge" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bundle.zip", b"no zip"),
        ("trust.json", b"{}"),
        ("receipt.json", b"no json"),
        ("receipt.json", b"[" * 60_000),
        ("receipt.json", b"{}"),
    ],
)
def test_unreadable_files_exit_2(name, content, files, capsys):
    """The reason goes to standard error, and there is no verdict."""
    (files / name).write_bytes(content)

    assert verify(files, "--receipt", str(files / "receipt.json")) == 2
    assert capsys.readouterr().err.startswith("cannot judge")


def test_a_missing_file_exits_2(files, capsys):
    """And is named."""
    (files / "bundle.zip").unlink()
    assert verify(files) == 2

    assert verify(files, "--held", str(files / "none.note")) == 2
    assert "none.note" in capsys.readouterr().err


def test_the_verdict_is_json_for_programs(files, capsys):
    """All that the words say."""
    verify(files, "--json")

    verdict = json.loads(capsys.readouterr().out)
    assert (verdict["outcome"], verdict["size"], verdict["findings"]) == ("clean", 20, [])


@pytest.mark.parametrize("action", ["export", "trust"])
def test_a_malformed_tenant_exits_2(action, capsys):
    """Before anything is opened."""
    assert main(["audit", action, "--tenant", "nonsense"]) == 2
    assert "tenant id" in capsys.readouterr().err


def test_the_carried_verifier_needs_only_cryptography(files):
    """One file, run where the product is not: same verdict, and no other package is loaded."""
    tool = files / "audit-verify.pyz"
    assert main(["audit", "zipapp", str(tool)]) == 0
    program = (
        "import runpy, sys\n"
        "sys.argv = sys.argv[1:]\n"
        "try:\n"
        "    runpy.run_path(sys.argv[0], run_name='__main__')\n"
        "except SystemExit as end:\n"
        "    roots = {name.partition('.')[0] for name in sys.modules}\n"
        "    print(sorted(roots - sys.stdlib_module_names - {'__main__', '__mp_main__', 'shared'}))\n"
        "    sys.exit(end.code)\n"
    )
    arguments = [str(tool), str(files / "bundle.zip"), "--trust", str(files / "trust.json")]

    # Measured coverage would be a package more.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}

    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=files,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout.splitlines()[-1].replace("'", '"')))
    assert loaded <= {"cryptography", "_cffi_backend", "_openssl"}

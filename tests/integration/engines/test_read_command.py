"""The `read` command as an operator runs it."""

import json

from shared.cli.__main__ import main
from tests.unit.engines.builders import pdf


def test_the_command_reads_a_file(tmp_path, capsys):
    """One line of JSON on standard output, status 0."""
    path = tmp_path / "invoice.pdf"
    path.write_bytes(pdf("Invoice number: 4711"))

    status = main(["read", str(path)])

    assert status == 0
    assert json.loads(capsys.readouterr().out)["invoices"][0]["invoice_number"] == "4711"

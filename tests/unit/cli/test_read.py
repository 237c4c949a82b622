"""`python -m shared.cli read`."""

import io
import json
import sys
import zipfile

import pytest

from shared.cli.__main__ import main
from shared.cli.read import FIELDS, LINE_FIELDS, read_files
from shared.engines.opener import SandboxedOpener
from shared.engines.router import local_reader
from tests.unit.engines.builders import InlineRunner, mail, pdf, png
from tests.unit.engines.einvoices import UBL, changed
from tests.unit.engines.invoices import INVOICES

PDF = pdf(INVOICES[0].page)


def read(*paths):
    runner, output = InlineRunner(), io.StringIO()
    status = read_files(list(paths), local_reader(runner, ocr=False), SandboxedOpener(runner), output)
    return status, [json.loads(line) for line in output.getvalue().splitlines()]


def test_a_document_is_one_line_with_every_field(tmp_path):
    """Amounts as decimal strings, dates as ISO 8601, confidence and place per field."""
    path = tmp_path / "invoice.pdf"
    path.write_bytes(PDF)

    status, (line,) = read(path)

    assert status == 0
    assert (line["file"], line["ok"], line["engine"]) == (str(path), True, "text-layer")
    assert line["seconds"] >= 0
    (invoice,) = line["invoices"]
    assert set(FIELDS) | {"doc_type", "line_items", "confidence", "evidence", "findings"} == set(invoice)
    assert invoice["findings"] == []
    assert invoice["total"] == "507.60"
    assert invoice["invoice_date"] == "2026-05-04"
    assert invoice["iban"] == "GB82WEST12345698765432"
    assert invoice["doc_type"] == "invoice"
    assert invoice["evidence"]["total"]["page"] == 1
    assert 0 < invoice["confidence"]["total"] <= 1
    assert set(LINE_FIELDS) | {"confidence", "evidence"} == set(invoice["line_items"][0])


def test_what_is_wrong_with_an_invoice_is_printed_beside_it(tmp_path):
    """The reading is a success, and not a silent one: each finding with its code, severity and sentence."""
    path = tmp_path / "invoice.xml"
    path.write_text(changed(UBL, (">200.0<", ">201.0<")))

    status, (line,) = read(path)

    (finding,) = line["invoices"][0]["findings"]
    assert (status, finding["code"], finding["severity"]) == (0, "einvoice.rule", "error")
    assert finding["message"].endswith("but 201.0 is given as due (BR-CO-16).")


def test_folders_are_walked_and_containers_opened(tmp_path):
    """Every document in them is a line of its own, named by its way."""
    (tmp_path / "deep").mkdir()
    message = mail(("invoice.pdf", "application/pdf", PDF), ("note.bin", "application/octet-stream", b"?"))
    (tmp_path / "deep" / "mail.eml").write_bytes(message.as_bytes())
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as made:
        made.writestr("a.pdf", PDF)

    status, lines = read(tmp_path)

    assert status == 0
    assert [line["file"] for line in lines] == [
        f"{tmp_path}/all.zip!a.pdf",
        f"{tmp_path}/deep/mail.eml!invoice.pdf",
    ]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", b"hello", "document.kind"),
        ("a.png", png(1, 1), "document.no_text_layer"),
        ("a.pdf", b"%PDF-1.7", "document.damaged"),
        ("a.xml", b"<a/>", "document.not_invoice_xml"),
        ("a.eml", b"Subject: x\n\nhello", "container.empty"),
        ("a.zip", b"PK\x03\x04", "container.damaged"),
    ],
)
def test_a_failure_is_a_line_too(tmp_path, name, content, code):
    """Never a traceback: the error stands in the object, and the status is 1."""
    path = tmp_path / name
    path.write_bytes(content)

    status, (line,) = read(path)

    assert status == 1
    assert (line["ok"], line["error"]["code"], line["invoices"]) == (False, code, [])
    assert line["error"]["message"]


def test_a_missing_file_is_a_line_too(tmp_path):
    """It cannot be read, and that is said."""
    status, (line,) = read(tmp_path / "none.pdf")

    assert (status, line["error"]["code"]) == (1, "file.unreadable")


def test_a_file_over_the_limit_is_not_loaded(tmp_path):
    """Its size is looked at first."""
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(61 * 1024 * 1024)

    status, (line,) = read(path)

    assert (status, line["error"]["code"]) == (1, "document.bytes")


def test_unread_pages_are_never_a_success(tmp_path):
    """What was read is printed, and so is that something was not."""
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "half.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(50, 700, "Invoice number: 4711")
    canvas.showPage()
    canvas.rect(10, 10, 100, 100)
    canvas.showPage()
    canvas.save()

    status, (line,) = read(path)

    assert (status, line["ok"], line["error"]["code"]) == (1, False, "document.unread_pages")
    assert line["invoices"][0]["invoice_number"] == "4711"


def test_a_command_is_chosen_by_its_name(capsys):
    """And gets its own arguments; its status is the program's."""

    class Greet:
        name = "greet"
        help = "say hello"

        def configure(self, parser):
            parser.add_argument("who")

        def run(self, arguments):
            sys.stdout.write(f"hello {arguments.who}\n")
            return 7

    assert main(["greet", "Ann"], commands=[Greet()]) == 7
    assert capsys.readouterr().out == "hello Ann\n"


def test_no_command_is_a_usage_error(capsys):
    """The help names what there is."""
    with pytest.raises(SystemExit) as caught:
        main([])

    assert caught.value.code == 2
    assert "read" not in capsys.readouterr().out

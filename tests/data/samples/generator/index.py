"""The texts beside the samples: the truth for programs, the list for people."""

import json

from tests.data.samples.generator.sample import Entry

_HEAD = """# Sample invoices

Invented by `python -m tests.data.samples.make`, which also writes this page; `--check` says which files are
not what it makes. No company, person, town, tax number or account in them exists; check digits are right.
`python -m tests.data.samples.many N FOLDER` makes many small PDFs for measuring speed.

`truth.json` holds one entry per document, under the name that `python -m shared.cli read` gives it: the file,
or `mail!attachment`.

| key | meaning |
|---|---|
| `truth` | what a perfect reading says: dates ISO 8601, amounts as decimal strings, null where nothing is \
printed; line amounts as printed; of papers that are no bill, only what is not null counts |
| `expect` | `processed`, `review` (a person looks), `refused` with the problem's `code`: for a tenant that \
knows the vendors and takes the files in this order |
| `pages`, `lang`, `kind`, `note` | of the document; 0 pages is XML |
| `adjustments` | charges less allowances on the whole bill |
| `prices_include_tax` | line amounts add up to the total, not to the subtotal |
| `tax_rows` | the tax breakdown |
| `also` | the truth of a second invoice in the same file |

The Factur-X file is shaped as PDF/A-3 (embedded font, colour profile, metadata); no validator has seen it.
Invoice Sans, embedded where a language needs it, is described in `generator/assets/LICENSE.txt`.

| document | kind | language | pages | expected | what it shows |
|---|---|---|---|---|---|
"""


def render_truth(entries: dict[str, Entry]) -> bytes:
    """Return `truth.json`."""
    return (json.dumps(entries, ensure_ascii=False, indent=1) + "\n").encode()


def render_index(entries: dict[str, Entry]) -> bytes:
    """Return `README.md`."""
    return (_HEAD + "".join(_row(name, entry) for name, entry in entries.items())).encode()


def _row(name: str, entry: Entry) -> str:
    pages = "" if entry["pages"] is None else entry["pages"]
    expected = f"{entry['expect']}: `{entry['code']}`" if "code" in entry else entry["expect"]
    return (
        f"| `{name}` | {entry['kind']} | {entry['lang'] or ''} | {pages} | {expected} | {entry['note']} |\n"
    )

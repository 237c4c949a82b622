"""What invoices call their parts: several wordings of each in twelve languages.

Written from the habits of bills, not from the reader's vocabulary: to meet a wording that the reader does not
know is what they are for.
"""

import csv
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("words.csv")


@cache
def wordings() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the wordings by language and part; `goods` are what is sold, `trades` parts of names."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["language"], {})[row["part"]] = tuple(row["wordings"].split("|"))
    return found

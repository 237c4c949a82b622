"""Postcodes, as a dozen countries print them."""

import re

POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}-)?\d{4,5}(?:[ -]?[A-Z]{2}\b|\b)"
    r"|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"
    r"|\b\d{2}-\d{3}\b"
    r"|\b(?:[A-Z]{1,2}-)?\d{3} \d{2}\b"
    r"|\b[A-Z]\d[A-Z] \d[A-Z]\d\b"
    r"|\b[A-Z]\d{2} [A-Z\d]{4}\b"
)

_TOWN = re.compile(rf"(?:{POSTCODE.pattern}),? [^\W\d_]{{3,}}")


def is_town_line(text: str) -> bool:
    """Return whether a text is a postcode and its town."""
    return _TOWN.match(text) is not None

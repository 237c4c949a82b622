"""Cells of a CSV file (RFC 4180) that no spreadsheet runs."""

RUNS = ("=", "+", "-", "@", "\t", "\r")
"""What a cell starts with that a spreadsheet takes for a formula (OWASP, CSV injection)."""


def defused(cell: str) -> str:
    """Return the cell as a spreadsheet shows it and does not run it."""
    return f"'{cell}" if cell.startswith(RUNS) else cell


def armed(cell: str) -> str:
    """Return what `defused` was given."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(RUNS) else cell

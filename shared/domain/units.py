"""Units of measure: what the codes of e-invoices are called."""

_NAMES = {
    # UNECE Recommendation 20: counting.
    "C62": "unit",
    "EA": "each",
    "H87": "piece",
    "NAR": "article",
    "NPR": "pair",
    "PR": "pair",
    "SET": "set",
    "KT": "kit",
    "DZN": "dozen",
    "CEN": "hundred",
    "MIL": "thousand",
    "LS": "lump sum",
    "E48": "service",
    "E49": "working day",
    "E51": "job",
    "IE": "person",
    "P1": "percent",
    # Time.
    "SEC": "second",
    "MIN": "minute",
    "HUR": "hour",
    "LH": "labour hour",
    "DAY": "day",
    "WEE": "week",
    "MON": "month",
    "QAN": "quarter",
    "SAN": "half year",
    "ANN": "year",
    # Mass.
    "MGM": "milligram",
    "GRM": "gram",
    "KGM": "kilogram",
    "DTN": "decitonne",
    "TNE": "tonne",
    "LBR": "pound",
    "ONZ": "ounce",
    # Length and area.
    "MMT": "millimetre",
    "CMT": "centimetre",
    "MTR": "metre",
    "LM": "linear metre",
    "KMT": "kilometre",
    "INH": "inch",
    "FOT": "foot",
    "MTK": "square metre",
    "HAR": "hectare",
    "KMK": "square kilometre",
    # Volume.
    "MLT": "millilitre",
    "CLT": "centilitre",
    "LTR": "litre",
    "HLT": "hectolitre",
    "MTQ": "cubic metre",
    # Energy and data.
    "KWH": "kilowatt hour",
    "MWH": "megawatt hour",
    "KWT": "kilowatt",
    "GV": "gigajoule",
    "4L": "megabyte",
    "E34": "gigabyte",
    # Recommendation 21: packages, their two letters after an X.
    "XBG": "bag",
    "XBO": "bottle",
    "XBX": "box",
    "XCS": "case",
    "XCT": "carton",
    "XPA": "packet",
    "XPK": "package",
    "XPP": "piece",
    "XPX": "pallet",
    "XRO": "roll",
    "XSA": "sack",
    "XST": "sheet",
    "XTU": "tube",
}
"""The codes that invoices use most, in English and one of each."""


def unit_name(unit: str | None) -> str:
    """Return what a unit is called; one without a known code as it is printed, and nothing for none."""
    return "" if unit is None else _NAMES.get(unit, unit)

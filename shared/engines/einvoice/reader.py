"""The exact reader of electronic invoices: XML as it is, or embedded in a PDF."""

from shared.domain.errors import Refused, TooLarge, Unprocessable
from shared.domain.reading import LINES_MAX, ReadInvoice
from shared.engines.einvoice.cii import read_cii
from shared.engines.einvoice.nodes import nodes
from shared.engines.einvoice.rules import broken_rules
from shared.engines.einvoice.terms_cii import cii_terms
from shared.engines.einvoice.terms_ubl import ubl_terms
from shared.engines.einvoice.ubl import read_ubl
from shared.engines.runner import TaskRunner
from shared.engines.xml import Node, parse_xml

_UBL = (read_ubl, ubl_terms)
_CII = (read_cii, cii_terms)
_READERS = {
    "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice": _UBL,
    "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote": _UBL,
    "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice": _CII,
    "{urn:ferd:CrossIndustryDocument:invoice:1p0}CrossIndustryDocument": _CII,
}

_ATTACHMENT_NAMES = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml")
"""The names that Factur-X, ZUGFeRD 2 and ZUGFeRD 1 prescribe; any other XML is tried after these."""


def read_einvoice(content: bytes) -> ReadInvoice:
    """
    Return the invoice in an XML document, every value exactly as it stands, and the rules that it breaks.

    Raises:
        Unprocessable: not well-formed, or no kind of invoice we know (`document.not_invoice_xml`).
        TooLarge: over a limit of size or lines.
    """
    root = parse_xml(content)
    if root.tag not in _READERS:
        message = "This XML is neither a UBL 2.1 nor a UN/CEFACT cross industry invoice."
        raise Unprocessable("document.not_invoice_xml", message)
    if _line_count(root) > LINES_MAX:
        raise TooLarge("document.lines", f"An invoice has at most {LINES_MAX} lines.")
    read, terms = _READERS[root.tag]
    # The terms first: reading takes out what is in another currency.
    broken = broken_rules(terms(root))
    return read(root).model_copy(update={"broken_rules": broken})


def find_embedded(content: bytes, sandbox: TaskRunner) -> bytes | None:
    """
    Return the e-invoice XML inside a PDF, or None if there is none that reads.

    Raises:
        Refused, Unavailable: as the sandbox, for a PDF that does not open.
    """
    frame = sandbox.run("pdf.attachments", content, suffix=".xml")
    found = sorted(frame.header["value"], key=lambda entry: _rank(entry["name"]))
    payloads = (frame.payload[entry["start"] : entry["end"]] for entry in found)
    return next((payload for payload in payloads if _reads(payload)), None)


def _line_count(root: Node) -> int:
    lines = ("InvoiceLine", "CreditNoteLine")
    trade = ("SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
    paths = (*lines, *(f"{name}/IncludedSupplyChainTradeLineItem" for name in trade))
    return sum(1 for path in paths for _ in nodes(root, path))


def _rank(name: str) -> int:
    lowered = name.lower()
    return _ATTACHMENT_NAMES.index(lowered) if lowered in _ATTACHMENT_NAMES else len(_ATTACHMENT_NAMES)


def _reads(content: bytes) -> bool:
    try:
        return parse_xml(content).tag in _READERS
    except Refused:
        return False

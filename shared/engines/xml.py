"""XML from outside, parsed with every dangerous feature refused."""

from lxml import etree

from shared.domain.errors import TooLarge, Unprocessable

type Node = etree._Element  # noqa: SLF001 - lxml has no public name for what it returns
"""One element of a document."""

XML_BYTES_MAX = 10 * 1024 * 1024
"""One XML document: the largest e-invoices reach some megabytes; the tree takes ten times as much memory."""

ELEMENTS_MAX = 500_000
"""Elements of one document: 10,000 invoice lines have 300,000."""


def parse_xml(content: bytes) -> Node:
    """
    Return the root of a well-formed document without a DOCTYPE. Nothing it names is ever loaded.

    Raises:
        TooLarge: over the byte or element limit (`document.bytes`, `document.bomb`).
        Unprocessable: not well-formed (`document.damaged`), or it has a DOCTYPE (`document.doctype`).
    """
    if len(content) > XML_BYTES_MAX:
        raise TooLarge("document.bytes", f"An XML document has at most {XML_BYTES_MAX} bytes.")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unprocessable("document.damaged", "This XML document is not well-formed.") from None
    # An entity can only be declared in a DOCTYPE, and no e-invoice standard uses one.
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unprocessable("document.doctype", "An XML document with a DOCTYPE is not taken.")
    if sum(1 for _ in root.iter()) > ELEMENTS_MAX:
        raise TooLarge("document.bomb", f"An XML document has at most {ELEMENTS_MAX} elements.")
    return root

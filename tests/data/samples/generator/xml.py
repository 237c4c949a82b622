"""XML written as a tree of elements with prefixed names, indented, the same bytes every time."""

from collections.abc import Mapping

from lxml import etree

NAMESPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "invoice": "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    "credit": "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2",
}

type Node = etree._Element
"""One element and what is in it."""


def node(name: str, *content: Node | str | None, **attributes: str) -> Node:
    """Return an element named `prefix:Name` with its text or children; None stands for a child left out."""
    prefix, local = name.split(":")
    element = etree.Element(f"{{{NAMESPACES[prefix]}}}{local}", attributes)
    for part in content:
        if isinstance(part, str):
            element.text = part
        elif part is not None:
            element.append(part)
    return element


def document(root: Node, prefixes: Mapping[str | None, str]) -> bytes:
    """Return the XML document of a tree, its namespaces declared once, on the root."""
    nsmap = {mark: NAMESPACES[key] for mark, key in prefixes.items()}
    # The stubs do not know that None names the default namespace.
    outer = etree.Element(root.tag, nsmap=nsmap)  # type: ignore[arg-type]
    outer.extend(list(root))
    etree.cleanup_namespaces(outer, keep_ns_prefixes=[mark for mark in prefixes if mark])
    etree.indent(outer)
    return etree.tostring(outer, encoding="UTF-8", xml_declaration=True) + b"\n"

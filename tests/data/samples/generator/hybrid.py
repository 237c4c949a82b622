"""A PDF that carries its invoice as XML: Factur-X 1.0 and ZUGFeRD 2, shaped as PDF/A-3."""

from datetime import UTC, datetime
from io import BytesIO
from xml.sax.saxutils import escape

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from tests.data.samples.generator.paper import ASSETS

XML_NAME = "factur-x.xml"
"""The name that Factur-X 1.0 prescribes."""

_PRODUCER = "Invented invoices"
_MODIFIED = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)

# PDF/A-3 asks for a description of every property that is not its own, so the schema `fx` is spelled out.
_XMP = """<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
    pdfaid:part="3" pdfaid:conformance="B"/>
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" pdf:Producer="{producer}"/>
  <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
   <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>fx</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property>
   </rdf:li></rdf:Bag></pdfaExtension:schemas>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
    fx:DocumentType="INVOICE" fx:DocumentFileName="{name}" fx:Version="1.0" fx:ConformanceLevel="EN 16931"/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""

_PROPERTY = """
     <rdf:li rdf:parseType="Resource" pdfaProperty:name="{name}" pdfaProperty:valueType="Text"
      pdfaProperty:category="external" pdfaProperty:description="{description}"/>"""

_PROPERTIES = {
    "DocumentFileName": "The name of the embedded XML document",
    "DocumentType": "The type of the hybrid document in capital letters",
    "Version": "The version of the standard of the embedded XML document",
    "ConformanceLevel": "The conformance level of the embedded XML document",
}


def embed(page: bytes, xml: bytes, *, title: str, author: str) -> bytes:
    """Return the PDF `page` with `xml` attached as its invoice and described in its metadata."""
    writer = PdfWriter(clone_from=BytesIO(page))
    attachment = writer.add_attachment(XML_NAME, xml)
    attachment.subtype = NameObject("/text/xml")
    attachment.modification_date = _MODIFIED
    # The page and the XML are the same invoice in two forms: not its source, not an enclosure.
    attachment.associated_file_relationship = NameObject("/Alternative")
    root = writer.root_object
    reference = attachment.pdf_object.indirect_reference
    root[NameObject("/AF")] = ArrayObject([reference])
    root[NameObject("/OutputIntents")] = ArrayObject([_output_intent(writer)])
    writer.add_metadata({"/Title": title, "/Author": author, "/Producer": _PRODUCER})
    writer.xmp_metadata = _xmp(title, author)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def _xmp(title: str, author: str) -> bytes:
    properties = "".join(
        _PROPERTY.format(name=name, description=description) for name, description in _PROPERTIES.items()
    )
    text = _XMP.format(
        title=escape(title), author=escape(author), producer=_PRODUCER, properties=properties, name=XML_NAME
    )
    return text.encode()


def _output_intent(writer: PdfWriter) -> DictionaryObject:
    profile = StreamObject()
    profile.set_data((ASSETS / "sRGB.icc").read_bytes())
    profile[NameObject("/N")] = NumberObject(3)
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/OutputIntent"),
            NameObject("/S"): NameObject("/GTS_PDFA1"),
            NameObject("/OutputConditionIdentifier"): TextStringObject("sRGB IEC61966-2.1"),
            NameObject("/DestOutputProfile"): writer._add_object(profile),
        }
    )

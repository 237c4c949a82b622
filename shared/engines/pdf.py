"""What pdfium tells about a PDF's structure. Runs in the sandbox: pdfium can crash."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as pdfium

from shared.domain.errors import TooLarge, Unprocessable

ATTACHMENTS_MAX = 50
"""Embedded files looked at: an e-invoice has one, with a handful of enclosures."""

ATTACHMENT_BYTES_MAX = 10 * 1024 * 1024
"""One embedded file: the largest e-invoices reach some megabytes of XML."""

_NAME_BYTES_MAX = 2048


def facts(content: bytes, *, pages_max: int) -> tuple[dict[str, Any], bytes]:
    """
    Return the page count of a document that opens, and whose first page does too.

    Raises:
        Unprocessable: needs a password (`document.encrypted`), or is damaged (`document.damaged`).
        TooLarge: more than `pages_max` pages (`document.pages`).
    """
    with open_pdf(content) as document:
        count = pdfium.FPDF_GetPageCount(document)
        if count > pages_max:
            raise TooLarge(
                "document.pages", f"A document has at most {pages_max} pages; this one has {count}."
            )
        page = pdfium.FPDF_LoadPage(document, 0)
        if not page:
            raise Unprocessable("document.damaged", "This PDF has no page that can be opened.")
        pdfium.FPDF_ClosePage(page)
        return {"pages": count}, b""


def count(content: bytes) -> tuple[int, bytes]:
    """
    Return how many pages a document says it has.

    Raises:
        Unprocessable: as `facts`.
    """
    with open_pdf(content) as document:
        return pdfium.FPDF_GetPageCount(document), b""


def attachments(content: bytes, *, suffix: str) -> tuple[list[dict[str, Any]], bytes]:
    """
    Return the embedded files whose name ends in `suffix` (any case), in the order of the document.

    One object per file: `name`, `start` and `end` in the bytes beside it. A file over the size limit, or
    whose stream is damaged, is left out.
    """
    found: list[dict[str, Any]] = []
    payload = bytearray()
    with open_pdf(content) as document:
        for index in range(min(pdfium.FPDFDoc_GetAttachmentCount(document), ATTACHMENTS_MAX)):
            attachment = pdfium.FPDFDoc_GetAttachment(document, index)
            name = _attachment_name(attachment)
            data = _attachment_bytes(attachment) if name.lower().endswith(suffix) else None
            if data is not None:
                found.append({"name": name, "start": len(payload), "end": len(payload) + len(data)})
                payload += data
    return found, bytes(payload)


@contextmanager
def open_pdf(content: bytes) -> Iterator[Any]:
    """
    Give pdfium's handle of the document, opened with the empty password, and close it afterwards.

    Raises:
        Unprocessable: as `facts`.
    """
    pdfium.FPDF_InitLibrary()
    buffer = ctypes.create_string_buffer(content, len(content))
    document = pdfium.FPDF_LoadMemDocument64(buffer, len(content), None)
    if not document:
        if pdfium.FPDF_GetLastError() in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise Unprocessable("document.encrypted", "This PDF cannot be opened without its password.")
        raise Unprocessable("document.damaged", "This PDF is damaged beyond opening.")
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _attachment_name(attachment: Any) -> str:
    size_bytes = pdfium.FPDFAttachment_GetName(attachment, None, 0)
    if not 2 < size_bytes <= _NAME_BYTES_MAX:
        return ""
    buffer = ctypes.create_string_buffer(size_bytes)
    pdfium.FPDFAttachment_GetName(
        attachment, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size_bytes
    )
    return buffer.raw[: size_bytes - 2].decode("utf-16-le", "replace")


def _attachment_bytes(attachment: Any) -> bytes | None:
    size_bytes = ctypes.c_ulong()
    found = pdfium.FPDFAttachment_GetFile(attachment, None, 0, size_bytes)
    if not found or not 0 < size_bytes.value <= ATTACHMENT_BYTES_MAX:
        return None
    buffer = ctypes.create_string_buffer(size_bytes.value)
    if not pdfium.FPDFAttachment_GetFile(attachment, buffer, size_bytes.value, size_bytes):
        return None
    return buffer.raw

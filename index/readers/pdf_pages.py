"""How many pages a PDF has, without reading them."""

from __future__ import annotations


def count_pages(data: bytes) -> int | None:
    """The number of pages, or None where the file can't be opened (its reader says why)."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return None
    try:
        return len(document)
    finally:
        document.close()

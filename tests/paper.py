"""A PDF made by hand: real text on real pages, without any library."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path


def write_pdf(path: Path, pages: Sequence[Sequence[str]]) -> Path:
    """Write paragraphs (plain Latin letters) as A4 pages in Helvetica; returns the path."""
    objects: list[bytes] = []

    def put(body: str) -> int:
        objects.append(body.encode("latin-1"))
        return len(objects)

    put("<< /Type /Catalog /Pages 2 0 R >>")
    put("")  # the page tree, known once the pages are
    put("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    kids = []
    for paragraphs in pages:
        rows: list[str] = []
        for paragraph in paragraphs:
            rows += [*textwrap.wrap(paragraph, 80), ""]
        drawn = " ".join(f"({_quoted(row)}) Tj T*" for row in rows)
        stream = f"BT /F1 11 Tf 16 TL 72 760 Td {drawn} ET"
        content = put(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        kids.append(
            put(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
                f"/Resources << /Font << /F1 3 0 R >> >> /Contents {content} 0 R >>"
            )
        )
    refs = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Kids [{refs}] /Count {len(kids)} >>".encode()
    data = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    data += (
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF".encode()
    )
    path.write_bytes(data)
    return path


def _quoted(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")

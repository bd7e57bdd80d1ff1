"""Reports in, hits out: reading, the library on disk, and search."""

from index.library import Library
from index.types import Hit, Judgement, Paragraph, Passage, Report, ReportCard

__all__ = ["Hit", "Judgement", "Library", "Paragraph", "Passage", "Report", "ReportCard"]

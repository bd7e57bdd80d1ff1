"""Which files are readings of one inspection, and one report under another id. Pure."""

from __future__ import annotations

from dataclasses import replace

from index.types import Report, ReportCard

_Inspection = tuple[str, str, str, bool]


def inspection(card: ReportCard) -> _Inspection | str:
    """What makes two files readings of one inspection; an undated report is only itself."""
    if card.inspected is None or not card.authority:
        return card.sha256
    return (
        card.authority.casefold(),
        card.inspected.start.isoformat(),
        card.framework,
        card.digest,
    )


def renamed(report: Report, report_id: str) -> Report:
    """The same report under another id; the ids of its paragraphs follow."""
    old = report.card.report_id
    if old == report_id:
        return report

    def new(name: str | None) -> str | None:
        return report_id + name[len(old) :] if name and name.startswith(old) else name

    return replace(
        report,
        card=replace(report.card, report_id=report_id),
        paragraphs=tuple(replace(p, id=new(p.id) or p.id) for p in report.paragraphs),
        judgements=tuple(replace(j, paragraph_id=new(j.paragraph_id)) for j in report.judgements),
        improvements=tuple(
            replace(i, paragraph_id=new(i.paragraph_id)) for i in report.improvements
        ),
    )

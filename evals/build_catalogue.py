"""Builds `index/councils/catalogue.csv` from a survey of published reports (`reports.csv`): facts only.

Run: python -m evals.build_catalogue SURVEY.csv index/councils/catalogue.csv
"""

from __future__ import annotations

import csv
import sys
from datetime import date, datetime
from pathlib import Path

from index.councils.authorities import find_authority
from index.councils.catalogue import ASPECTS
from index.parser.dates import period_in

_GRADES = {
    "overall": "g_overall",
    "leadership": "g_leadership",
    "help_protection": "g_help_protection",
    "care_and_leavers": "g_care_and_leavers",
    "in_care": "g_children_in_care",
    "care_leavers": "g_care_leavers",
    "adoption": "g_adoption",
    "lscb": "g_lscb",
}
_COLUMNS = ("authority", "urn", "framework", "start", "end", "published", *ASPECTS, "link")


def main(survey: Path, target: Path) -> int:
    """Write the catalogue and return the number of its rows."""
    with survey.open(encoding="utf-8", newline="") as file:
        rows = [_row(row) for row in csv.DictReader(file) if row["extractable"] == "y"]
    rows.sort(key=lambda row: (row["authority"], row["published"]))
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def _row(row: dict[str, str]) -> dict[str, str]:
    (authority,) = find_authority(row["authority"].replace("-", " "))
    period = period_in(row["inspection_dates"])
    published = _day(row["published_in_report"]) or _day(row["published_filename"])
    grades = {aspect: _grade(row[column]) for aspect, column in _GRADES.items()}
    return {
        "authority": authority,
        "urn": row["urn"],
        "framework": _framework(row["kind"]),
        "start": period.start.isoformat() if period else "",
        "end": period.end.isoformat() if period else "",
        "published": published.isoformat() if published else "",
        **grades,
        "link": "",  # the survey has no addresses of single files
    }


def _framework(kind: str) -> str:
    return next(
        (name for name in ("ILACS", "SIF", "LAC", "LSCB") if kind.startswith(name)), "other"
    )


def _grade(text: str) -> str:
    return "Requires improvement to be good" if text.casefold().startswith("require") else text


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text.strip(), "%d %B %Y").date()
    except ValueError:
        return None


if __name__ == "__main__":
    sys.stderr.write(f"{main(Path(sys.argv[1]), Path(sys.argv[2]))} inspections\n")

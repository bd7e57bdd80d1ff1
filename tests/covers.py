"""The beginning of an invented report as Markdown: its title, dates and grades, under short names of our own."""

from collections.abc import Mapping

LEADERS = "The impact of leaders"
PROTECTION = "Help and protection"
IN_CARE = "Children in care"
LEAVERS = "Care leavers"
OVERALL = "Overall effectiveness"


def cover(
    grades: Mapping[str, str],
    *,
    council: str = "Fernshire",
    dates: str = "4 to 8 March 2024",
    lead: str = "",
) -> str:
    """The cover, ending with the table of grades and an empty line."""
    said = [f"# Inspection of {council} local authority children's services"]
    said += [f"Inspection dates: {dates}", *([f"Lead inspector: {lead}"] if lead else [])]
    rows = ["| Judgement | Grade |", "|---|---|"]
    rows += [f"| {name} | {grade} |" for name, grade in grades.items()]
    return "\n\n".join([*said, "\n".join(rows)]) + "\n\n"

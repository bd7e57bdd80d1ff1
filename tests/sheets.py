"""Pages of positioned lines for tests of the parser, set the way inspection reports are set."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.types import Line, Page, Source

NUMBER, BODY, CELL = 72.0, 100.0, 400.0
LEADING, GAP = 14.5, 29.0


@dataclass
class Sheet:
    """One A4 page that lines are set on from top to bottom."""

    number: int
    top: float = 80.0
    lines: list[Line] = field(default_factory=list)
    foot: bool = True

    def line(
        self,
        text: str,
        x: float = NUMBER,
        *,
        gap: float = LEADING,
        size: float = 12.0,
        bold: bool = False,
        marks: tuple[tuple[int, int], ...] = (),
    ) -> Sheet:
        self.top += gap
        self.lines.append(
            Line(text, x, self.top, x + 5 * len(text), self.top + size, size, bold, marks)
        )
        return self

    def heading(self, *texts: str, size: float = 14.0) -> Sheet:
        for at, text in enumerate(texts):
            self.line(text, gap=GAP if at == 0 else 17.0, size=size, bold=True)
        return self

    def paragraph(self, *texts: str, x: float = NUMBER) -> Sheet:
        for at, text in enumerate(texts):
            self.line(text, x, gap=GAP if at == 0 else LEADING)
        return self

    def numbered(self, number: int | str, *texts: str) -> Sheet:
        stop = "" if isinstance(number, str) else "."
        for at, text in enumerate(texts):
            words = f"{number}{stop} {text}" if at == 0 else text
            self.line(words, BODY if at else NUMBER, gap=LEADING if at else GAP)
        return self

    def continued(self, *texts: str) -> Sheet:
        for text in texts:
            self.line(text, BODY)
        return self

    def bullet(self, *texts: str, x: float = NUMBER, mark: str = "\uf06e") -> Sheet:
        for at, text in enumerate(texts):
            self.line(
                f"{mark} {text}" if at == 0 else text,
                x + (18 if at else 0),
                gap=20.0 if at == 0 else LEADING,
            )
        return self

    def grade(self, names: list[str], grade: list[str], *, bold: bool = False) -> Sheet:
        """A table row: the name's cell whole, then the grade's beside its first line."""
        first = self.top + GAP
        for at, name in enumerate(names):
            self.line(name, gap=GAP if at == 0 else LEADING, bold=bold)
        low = self.top
        self.top = first
        for at, words in enumerate(grade):
            self.line(words, CELL, gap=0 if at == 0 else LEADING)
        self.top = max(low, self.top)
        return self

    def note(self, mark: str, *texts: str) -> Sheet:
        self.top = max(self.top, 700.0)
        for at, text in enumerate(texts):
            words = f"{mark} {text}" if at == 0 else text
            self.line(
                words,
                size=10.0,
                gap=14.0 if at == 0 else 12.0,
                marks=((0, len(mark)),) if at == 0 else (),
            )
        return self

    def page(self) -> Page:
        foot = Line(str(self.number), 512.0, 797.0, 523.0, 817.0, 20.0)
        lines = (foot, *self.lines) if self.foot else tuple(self.lines)
        return Page(self.number, 595.0, 842.0, lines)


def source(
    *sheets: Sheet, name: str = "report.pdf", declared: tuple[tuple[str, str], ...] = ()
) -> Source:
    return Source(name, "pdf", "0" * 64, tuple(sheet.page() for sheet in sheets), declared)


def ilacs_cover(
    number: int = 1, grades: tuple[str, str, str, str] = ("Good", "Good", "Good", "Good")
) -> Sheet:
    """The front page of an inspection of an invented council's services, in the style of 2019."""
    sheet = Sheet(number)
    sheet.line("Wolds County Council", size=26.0)
    sheet.heading("Inspection of children’s social care services", size=16.0)
    sheet.heading("Inspection dates: 18 November 2019 to 22 November 2019", size=12.0)
    sheet.heading("Lead inspector: Ada Marsh", "Her Majesty’s Inspector", size=12.0)
    sheet.line("Judgement", gap=GAP, bold=True)
    sheet.line("Grade", CELL, gap=0, bold=True)
    sheet.grade(
        ["The impact of leaders on social work practice with children", "and families"], [grades[0]]
    )
    sheet.grade(
        ["The experiences and progress of children who need help and", "protection"], [grades[1]]
    )
    sheet.grade(
        ["The experiences and progress of children in care and care", "leavers"], [grades[2]]
    )
    sheet.grade(["Overall effectiveness"], [grades[3]])
    return sheet


def sif_cover(
    number: int = 1, *, sentence: str = "Children’s services in Wolds are inadequate"
) -> Sheet:
    """The front page of a single inspection of an invented council, in the style of 2015."""
    sheet = Sheet(number)
    sheet.line("Wolds Metropolitan Borough Council", size=26.0)
    sheet.heading(
        "Inspection of services for children in need of help and",
        "protection, and for care leavers",
    )
    sheet.line("and", gap=23.0, size=14.0)
    sheet.heading("Review of the effectiveness of the Local Safeguarding Children", "Board")
    sheet.heading("Inspection date: 6 to 30 July 2015")
    sheet.heading("Report published: 15 September 2015")
    sheet.heading(sentence)
    sheet.grade(["1. Children who need help and protection"], ["Inadequate"], bold=True)
    sheet.grade(
        ["2. Children looked after and achieving", "permanence"],
        ["Requires", "improvement"],
        bold=True,
    )
    sheet.grade(["2.1 Adoption performance"], ["Good"])
    sheet.grade(["2.2 Experiences and progress of care leavers"], ["Requires improvement"])
    sheet.grade(["3. Leadership, management and governance"], ["Inadequate"], bold=True)
    return sheet

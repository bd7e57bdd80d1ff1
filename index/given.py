"""What a search may be given: text that can be read, a whole number of passages, a list of ids."""

from __future__ import annotations

from index.errors import QuestionError


def valid(text: str) -> str:
    """The text itself; QuestionError where half of a character stands in it, which nothing can read."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        msg = (
            f"The question is no valid Unicode: character {error.start + 1} is half of one."
            " Type it again, or send it as UTF-8."
        )
        raise QuestionError(msg) from error
    return text


def whole_number(k: object) -> int:
    """How many passages are wanted; QuestionError where that is no whole number of at least 1."""
    if isinstance(k, bool) or not isinstance(k, int) or k < 1:
        raise QuestionError(f"How many passages must be a whole number of at least 1, not {k!r}.")
    return k


def check_ids(reports: object) -> None:
    """Refuse one text where several ids are meant: it would be taken letter by letter. Raises QuestionError."""
    if isinstance(reports, str):
        msg = f"The reports to search in are a list of ids, such as [{reports!r}], not one text."
        raise QuestionError(msg)

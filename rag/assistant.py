"""The public face: ask, stream, search; and the same as a LangChain Runnable and retriever."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.given import whole_number
from index.library import Library
from index.storage.writing import busy
from index.types import Hit
from rag.chain import build
from rag.passages import passages
from rag.request import Parts, Request, request
from rag.scope import Asked
from rag.settings import Settings, from_environment
from rag.suggest import suggest
from rag.types import Answer, Event, Status, Step, Turn

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable

DIGEST = Path(__file__).parent.parent / "index" / "reports" / "essex-2018.md"


class Assistant:
    """Answers questions from a library of reports; serves many threads and conversations at once.

    It holds no conversation: history is an argument. `begun` says that opening it put the digest that ships
    into a library that had never held a report.
    """

    def __init__(self, library: Library, settings: Settings | None = None) -> None:
        self.library = library
        self.settings = settings or Settings()
        self.begun = False

    @classmethod
    def open(
        cls, library: str | Path | None = None, *, settings: Settings | None = None
    ) -> Assistant:
        """Open an assistant on a library folder; one that never held a report gets the digest that ships.

        Settings come from the environment where none are given. Raises LibraryError where the folder
        holds something that is no library, SettingsError where a setting can't work.
        """
        chosen = settings or from_environment()
        path = library if library is not None else chosen.library
        fresh = not Library.exists(path)
        opened = Library.open(path, embedding=chosen.embedding, chroma=chosen.chroma)
        made = cls(opened, chosen)
        if fresh or _never_filled(opened):
            opened.add([DIGEST])
            made.begun = True
        return made

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn | tuple[str, str]] = (),
        report: str | Sequence[str] | None = None,
        authority: str | None = None,
        year: int | None = None,
    ) -> Answer:
        """One answer, every citation checked.

        `history` holds turns (`answer.turn`) or `(question, answer)` pairs, oldest first; `report` a
        report id or several, `authority` a council, `year` the year of inspection. Raises
        QuestionError for an empty or over-long question, UnknownReportError for an unknown report.
        """
        made = _request(question, history, report, authority, year)
        return _answer(self._chain.invoke(made))

    async def aask(
        self,
        question: str,
        *,
        history: Sequence[Turn | tuple[str, str]] = (),
        report: str | Sequence[str] | None = None,
        authority: str | None = None,
        year: int | None = None,
    ) -> Answer:
        """As `ask`, without blocking the event loop."""
        made = _request(question, history, report, authority, year)
        return _answer(await self._chain.ainvoke(made))

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn | tuple[str, str]] = (),
        report: str | Sequence[str] | None = None,
        authority: str | None = None,
        year: int | None = None,
    ) -> Iterator[Event]:
        """Steps and verified statements as they come, the whole Answer last. Raises as `ask` does."""
        made = _request(question, history, report, authority, year)
        yield Step("Reading the question")
        yield from self._chain.stream(made)

    async def astream(
        self,
        question: str,
        *,
        history: Sequence[Turn | tuple[str, str]] = (),
        report: str | Sequence[str] | None = None,
        authority: str | None = None,
        year: int | None = None,
    ) -> AsyncIterator[Event]:
        """As `stream`, for an event loop."""
        made = _request(question, history, report, authority, year)
        yield Step("Reading the question")
        async for event in self._chain.astream(made):
            yield event

    def search(
        self,
        query: str,
        k: int = 5,
        report: str | Sequence[str] | None = None,
        authority: str | None = None,
        year: int | None = None,
    ) -> list[Hit]:
        """The passages that retrieval would use, best first; scores between 0 and 1, higher is better.

        They come from the councils and the year that the query names or the caller asks for; of a
        council's inspections the newest counts a little more. Raises QuestionError for a council or
        year that the caller asks for and that is not here, and for a `k` that is no whole number of at
        least 1; UnknownReportError for an unknown report.
        """
        made = _request(query, (), report, authority, year)
        return passages(self._parts, made, k)

    def suggest(
        self,
        answer: Answer,
        *,
        report: str | Sequence[str] | None = None,
        authority: str | None = None,
        year: int | None = None,
    ) -> tuple[str, ...]:
        """Up to three questions that go on from an answer; each is answered when it is asked.

        Give what the question was asked with. They come from the report itself, no chat model is
        asked; none is given where nothing in the reports came near.
        """
        asked = _request(answer.question, (), report, authority, year).asked
        return suggest(answer, asked, self.library, self._answers)

    def warm_up(self) -> None:
        """Load the models now, so that the first question does not wait for them."""
        for _ in self.stream("Are children safe?"):
            pass

    def as_runnable(self) -> Runnable[Any, Any]:
        """The retrieval chain as a LangChain Runnable.

        Takes a question, or a mapping with `question` and optionally `history`, `report`,
        `authority`, `year`; any other key is refused. invoke and batch give Answers; stream gives events, the Answer last.
        """
        return self._chain

    def as_retriever(
        self,
        *,
        k: int = 5,
        report: str | Sequence[str] | None = None,
        authority: str | None = None,
        year: int | None = None,
    ) -> BaseRetriever:
        """`search` as a LangChain retriever: documents with the passage's place as metadata."""
        from rag.retriever import LibraryRetriever

        names = (report,) if isinstance(report, str) else report
        reports = None if names is None else tuple(self.library.resolve(name) for name in names)
        return LibraryRetriever(
            parts=self._parts,
            k=whole_number(k),
            asked=_request("passages", (), reports, authority, year).asked,
        )

    @cached_property
    def _parts(self) -> Parts:
        """What the steps work with where no chat model is asked."""
        return Parts(self.library, self.settings.authority)

    @cached_property
    def _answers(self) -> Callable[[str, str, Asked], bool]:
        """Whether a question is answered in a generation of the library; asks no chat model."""
        chain = build(self._parts)

        @lru_cache(maxsize=1024)
        def answers(_generation: str, question: str, asked: Asked) -> bool:
            event = chain.invoke(Request(question, (), asked))
            return isinstance(event, Answer) and event.status is Status.ANSWERED

        return answers

    @cached_property
    def _chain(self) -> Runnable[Any, Any]:
        name = self.settings.model
        if name is None:
            return build(self._parts)
        from rag.chatmodel.models import open_model

        model = open_model(name, timeout=self.settings.model_timeout)
        return build(
            Parts(
                self.library,
                self.settings.authority,
                model=model,
                model_name=name,
                model_timeout=self.settings.model_timeout,
            )
        )


def _never_filled(library: Library) -> bool:
    """Whether nothing was ever added to a library, and nobody is about to."""
    return library.generation == "empty" and not busy(library.path)


def _request(
    question: str,
    history: Sequence[Turn | tuple[str, str]],
    report: str | Sequence[str] | None,
    authority: str | None,
    year: int | None,
) -> Request:
    return request(
        {
            "question": question,
            "history": history,
            "report": report,
            "authority": authority,
            "year": year,
        }
    )


def _answer(event: Any) -> Answer:
    assert isinstance(event, Answer), "the chain ends with its answer"
    return event

"""The library as a LangChain retriever, for people who build their own chains."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from index.types import Hit
from rag.passages import passages
from rag.request import Request, check
from rag.scope import Asked


class LibraryRetriever(BaseRetriever):
    """Finds passages; each document's metadata says where it stands, and its score.

    `asked` limits the search to reports, a council or a year. `k` may be given with a call, too.
    """

    parts: Any
    k: int = 5
    asked: Asked = Asked()

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **options: Any
    ) -> list[Document]:
        del run_manager
        wanted = Request(check(query), (), self.asked)
        return [_document(hit) for hit in passages(self.parts, wanted, options.get("k", self.k))]


def _document(hit: Hit) -> Document:
    passage = hit.passage
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "report_id": passage.report_id,
            "authority": passage.authority,
            "paragraph": passage.paragraph,
            "section": passage.section,
            "pages": list(passage.pages),
            "score": hit.score,
        },
    )

"""The library as a LangChain retriever, for people who build their own chains."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from index.types import Hit


class LibraryRetriever(BaseRetriever):
    """Finds passages; each document's metadata says where it stands, and its score.

    `reports` limits the search to those report ids. `k` may be given with a call, too.
    """

    library: Any
    k: int = 5
    reports: list[str] | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **options: Any
    ) -> list[Document]:
        del run_manager
        hits = self.library.search(
            query, k=options.get("k", self.k), reports=options.get("reports", self.reports)
        )
        return [_document(hit) for hit in hits]


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

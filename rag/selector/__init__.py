"""The parts of `rag.select`: what a question wants, and how well a sentence gives it."""

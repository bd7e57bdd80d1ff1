"""The parts of `rag.generate`: opening a chat model, and reading what it writes."""

"""The parts of `rag.scope`: which councils a text names, and which of their inspections it means."""

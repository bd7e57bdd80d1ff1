"""The parts of `rag.condense`: what a follow-up leans on, and what it takes up."""

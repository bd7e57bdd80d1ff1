"""The parts of `rag/pack.py`: the originals of a saved answer, and what its text and table say."""

"""The parts of `index.search` and `index.embed`: words, vectors, and what was learned for finding."""

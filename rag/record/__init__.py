"""Parts of `rag/facts.py`: how each kind of fact is worded, and where its words are printed."""

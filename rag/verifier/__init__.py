"""The parts of `rag.verify`: words, their meaning, and when two sentences say the same. Pure."""

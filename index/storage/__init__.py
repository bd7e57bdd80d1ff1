"""The parts of `index.library`: what stands on disk, and how it gets there whole."""

"""Reports in, hits out: reading, the library on disk, and search."""

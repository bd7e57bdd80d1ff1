"""Reports in, hits out."""

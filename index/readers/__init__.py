"""One small file per format: bytes in, pages of positioned lines out."""

"""Parts of suggesting: the matters that inspectors write about."""

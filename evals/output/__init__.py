"""A run on the terminal, as JSON, and as one page."""

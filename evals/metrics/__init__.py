"""Every figure by its literature name, from cases and records alone."""

"""Councils by the names people use, and the reports that are known to be published on them."""

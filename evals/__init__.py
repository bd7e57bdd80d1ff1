"""Measure finding, answering, citing and abstaining."""

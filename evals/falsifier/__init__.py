"""The parts of `evals.mutations`: true words made false, or printed differently, and the tally."""

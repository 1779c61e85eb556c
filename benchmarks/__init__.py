"""Measures: what our functions cost, beside what others use."""

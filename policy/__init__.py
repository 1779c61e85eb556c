"""Knows: the domain as pure functions over frozen values. No I/O, no clock, no chance."""

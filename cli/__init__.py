"""Runs: commands, ticks, and the wiring of everything real."""

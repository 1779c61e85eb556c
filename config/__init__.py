"""Declares: settings, and what is watched."""

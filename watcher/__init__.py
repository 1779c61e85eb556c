"""Looks: fetching, politeness, and the story of one look."""

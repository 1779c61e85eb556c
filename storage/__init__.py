"""Keeps: tables, named queries, and what was kept of each look, text, change and delivery."""

"""Tells: notices, templates, the outbox and mail."""

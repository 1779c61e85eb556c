"""Proves: what the packages promise, in the order of the trust it earns (CONTRIBUTING)."""

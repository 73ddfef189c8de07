"""Nouns: frozen values that every other room speaks of. No I/O and no third-party library but msgspec."""

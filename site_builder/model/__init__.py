"""Nouns: frozen values that every other room uses. No I/O and no third-party library but msgspec."""

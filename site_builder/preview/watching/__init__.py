"""Hearing of changed files, and waiting until a save is complete."""

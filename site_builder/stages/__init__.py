"""Verbs: one module for each step of the recipe; the only homes of yaml, markdown and jinja2."""

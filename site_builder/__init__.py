"""The "For our Men" site builder: Markdown posts told in series, published as a static site."""

__version__ = "0.1.0"

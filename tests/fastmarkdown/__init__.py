"""Proof that the accelerated converter and stock Python-Markdown agree, byte for byte."""

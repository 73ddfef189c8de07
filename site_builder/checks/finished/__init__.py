"""Checks of the finished site, for `site-builder check`. One file a check.

A check has `look(page) -> Iterator[Flaw]`, which sees one finished file and is remembered with it, or
`survey(finished) -> Iterator[Flaw]`, which sees the facts of all of them; or both. It sets the usual
severity; config.yaml may set another. Checks are found by name; none imports another.
"""

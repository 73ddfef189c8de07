"""Checks: what is worth telling the writer about a site that could be built all the same. One file a check.

A check is a module with `check(site) -> Iterator[Diagnostic]`. Paths of its diagnostics are relative to
content/; one without a path concerns config.yaml. Checks are found by name; none imports another.
"""

"""Outputs: one file for each kind of page or feed.

An output is a module with `plan(desk) -> Iterator[Route]`, or with `plan_last(desk, routes)` where it lists
what the others have planned. `stages.plan` finds them by name; none imports another.
"""

"""Outputs: one file for each kind of page or feed.

An output is a module with `plan(presenter) -> Iterator[Route]`, or with `plan_last(presenter, routes)` where
it lists what the others have planned. `engine.features` finds them by name; none imports another.
"""

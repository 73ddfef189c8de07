"""Kinds of deploy targets: one file for each, found by its name in config.yaml. None imports another.

A kind is a module with `FIELDS` (its keys in config.yaml), `LIBRARY` (the module it needs, and the extra that
brings it), `describe(target)`, and one of two functions. `open_store(target, surroundings)` gives a
`model.deploy.Store`, which says how to list, read, put and delete; what to send, and in which order, is the
business of `engine.deploying`. `open_tree(target, surroundings)` gives a `model.deploy.Tree`, which takes a
whole release with a tool of its own. Libraries are imported in these functions, so that a deploy loads its
own kind's only.
"""

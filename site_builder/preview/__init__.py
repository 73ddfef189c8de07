"""The live preview: the recipe of `build`, stopped before writing, and run again whenever a file changes.

A change goes one way: `watching` notices it and waits until the save is complete, `live` brings the site up
to date, `http` tells the browsers. Everything that belongs to the site happens on one thread (`live.thread`),
so nothing of it needs a lock. `preview` is the whole.
"""

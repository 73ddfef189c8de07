"""The live preview: the recipe of `build`, stopped before writing, and told again whenever a file changes.

A change goes one way: `watching` hears of it, `gathering` waits until the save is whole, `live` brings the
site up to date, `listeners` tell the browsers, and `counting` works out afterwards what it touched.
Everything that belongs to the site happens on one thread (`thread`), so nothing of it needs a lock.
"""

"""The recipe of a build, those of other commands, and everything that has state."""

"""The recipe of `check`: the site as a build makes it, looked at and not written."""

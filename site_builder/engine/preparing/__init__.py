"""From sources to routes: what a site is made of, read and assembled, with its theme."""

"""Reading texts: bytes to characters, and the small things written in them (dates, slugs, paths, numbers)."""

"""From nouns to what templates see: routes and their views."""

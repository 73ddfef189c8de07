"""Finished files, read as a browser or a feed reader would read them. Nothing here knows what made them."""

"""Source files: which there are, and what one document says."""

"""Programs of others that a deploy runs, and what they need to be handed."""

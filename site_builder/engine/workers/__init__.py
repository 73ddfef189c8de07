"""Work on several cores, and work that can be stopped."""

"""What was published, and what has become of it since."""

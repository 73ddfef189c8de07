"""Publishing what a build wrote."""

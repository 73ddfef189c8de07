"""Taking what a build wrote to where readers are."""

"""The recipe, the cache of past work, the list of owned files, and work on several cores."""

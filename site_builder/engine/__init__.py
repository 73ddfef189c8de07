"""The recipe, the memory of past work, the list of owned files, and work on several cores."""

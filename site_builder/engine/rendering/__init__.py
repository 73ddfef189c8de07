"""The bytes of all that has to be made."""

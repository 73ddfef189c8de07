"""The output folder, how files get into it, and what is made of the files in it."""

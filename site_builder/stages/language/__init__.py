"""What a language says: the theme's words, plurals, dates, numbers and direction."""

"""E-books: files in EPUB's container. It knows no site and no template."""

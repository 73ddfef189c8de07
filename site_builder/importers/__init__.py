"""Where content may come from: one module or package for each source. None imports another."""

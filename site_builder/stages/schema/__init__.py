"""Checked values from YAML, each with its place: the only home of the YAML library."""

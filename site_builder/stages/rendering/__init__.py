"""From a template and a view to bytes."""

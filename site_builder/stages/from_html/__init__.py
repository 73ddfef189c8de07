"""From HTML to Markdown that shows the same: the only home of lxml."""

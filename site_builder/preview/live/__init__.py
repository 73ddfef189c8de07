"""The site in memory, brought up to date change by change on one thread."""

"""Answers for browsers: pages, the script that updates them, and the stream of events that starts it."""

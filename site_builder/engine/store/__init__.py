"""The cache of past work, what keys it, and the lock that one build at a time takes."""

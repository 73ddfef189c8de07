"""Other hosts, asked politely, and none that is private."""

"""What is wrong with a site, as it is shown to a writer."""

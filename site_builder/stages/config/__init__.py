"""config.yaml: its keys, what each value must look like, and how they relate."""

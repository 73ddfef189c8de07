"""The theme's files: templates, assets, and the style sheet that config.yaml makes."""

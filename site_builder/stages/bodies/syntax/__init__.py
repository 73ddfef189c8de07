"""What a writer may type beyond stock Python-Markdown, and what stock gets wrong: one module for each.

All are extensions of Python-Markdown, or change a converter that is set up (`wholeness`).
"""

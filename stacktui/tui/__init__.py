"""The terminal: everything that imports Textual."""

"""The terminal UI: everything that imports Textual."""

"""User stories with the real program in a pseudo-terminal."""

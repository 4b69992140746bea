"""Stories of people at the real program in a real pseudo-terminal."""

"""Text from outside as safe text; lines, words and failures."""

"""Property values, and how they leave the program masked."""

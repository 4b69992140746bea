"""What needs the whole program to be seen: hostile text, secrets, endings."""

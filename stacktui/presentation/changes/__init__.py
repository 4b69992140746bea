"""The words of each kind of change, and of what is known before and after it."""

"""A display that sends to the terminal only what changed; `display.py` tells how it works."""

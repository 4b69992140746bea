"""The words of each kind of change, and of the facts and outcome around it."""

"""Pictures of the program, drawn again from the demo whenever it changes: `python -m screenshots.take`."""

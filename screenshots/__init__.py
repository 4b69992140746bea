"""Pictures of the program, generated from the demo: `python -m screenshots.take`."""

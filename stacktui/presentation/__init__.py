"""The displayed text: converts the model to rows and lines as plain data."""

"""What a person reads: model to rows and lines, as plain data."""

"""The data of the invented company."""

"""The pulumi CLI's own files, read only."""

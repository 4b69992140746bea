"""Pulumi Cloud: its words, its JSON, its errors, and a client for its stacks API."""

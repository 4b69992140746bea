"""Pulumi Cloud: names, JSON, errors, and a client for the stacks API."""

"""Requests and answers: transport, deadlines, caps, failures."""

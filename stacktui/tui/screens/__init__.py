"""Whole screens, and their base classes."""

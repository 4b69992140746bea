"""Whole screens: the browser, and one file for each dialog."""

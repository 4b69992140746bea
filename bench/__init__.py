"""Benchmarks that compare stacktui with alternatives in the same run."""

"""Private files, bounded reads, folders, threads: standard library only."""

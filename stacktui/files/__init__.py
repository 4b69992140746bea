"""Private files, bounded reads, own folders, threads: standard library only."""

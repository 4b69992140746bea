"""Questions about what was fetched, answered in memory."""

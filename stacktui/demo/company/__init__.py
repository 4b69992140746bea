"""Who the invented company is."""

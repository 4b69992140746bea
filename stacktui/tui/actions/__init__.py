"""Copy, save, write, choose a version."""

"""Our own files: settings, journal, what is remembered."""

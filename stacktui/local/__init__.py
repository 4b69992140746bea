"""stacktui's own files: settings, journal, and remembered values."""

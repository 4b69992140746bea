"""Modal dialogs and pickers."""

"""The application model: what is selected, loaded and changing; knows no Textual."""

"""The application model: what is selected, loaded and being changed; does not import Textual."""

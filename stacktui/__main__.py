"""The only wiring: arguments, configuration, client, store, app."""

from __future__ import annotations


def main() -> None:
    """Start the program."""
    from textual.app import App

    App[None]().run()


if __name__ == "__main__":
    main()

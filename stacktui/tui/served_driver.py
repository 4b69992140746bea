"""Textual's driver for a browser, as `stacktui serve` starts it: packets on pipes instead of a terminal."""

from __future__ import annotations

import asyncio
import signal

from textual.drivers.web_driver import WebDriver


class ServedDriver(WebDriver):
    """A WebDriver that leaves signals to the session, and never asks a browser to open anything."""

    def start_application_mode(self) -> None:
        ours = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        super().start_application_mode()
        loop = asyncio.get_running_loop()
        for number, handler in ours.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Not opened: links are shown, for a person to judge."""

"""Textual's driver for a browser, as `stacktui serve` starts it: packets on pipes instead of a terminal."""

from __future__ import annotations

import asyncio
import signal

from textual.drivers._byte_stream import ByteStream
from textual.drivers.web_driver import WebDriver

from stacktui.tui.input_messages import TerminalInput


class ServedDriver(WebDriver):
    """A WebDriver that leaves signals to the session, and never asks a browser to open anything."""

    def start_application_mode(self) -> None:
        ours = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        super().start_application_mode()
        loop = asyncio.get_running_loop()
        for number, handler in ours.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)

    def run_input_thread(self) -> None:
        terminal, packets = TerminalInput(), ByteStream()
        for data in self._input_reader:  # nothing, at least every tenth of a second
            for kind, payload in packets.feed(data) if data else ():
                if kind == "D":
                    self._take(terminal, payload)
                else:
                    self._on_meta(kind, payload)
            self._take(terminal, b"")

    def _take(self, terminal: TerminalInput, data: bytes) -> None:
        for message in terminal.take(data):
            self.process_message(message)

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        if packet_type == "exit":
            self._input_reader.close()
        else:
            super().on_meta(packet_type, payload)

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Not opened: links are shown, for a person to judge."""

"""What a terminal sends becomes keys, mouse, focus and pastes; what is none of them is reported and not typed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import constants, events

from stacktui.tui.host.input_messages import EscapedKey, TerminalInput


class Clock:
    """Seconds that only the test lets go by."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def said(data: bytes) -> tuple[list[str], list[str]]:
    """The messages for bytes in few words, and the sequences that were reported."""
    reports: list[str] = []
    terminal = TerminalInput(reports.append, Clock())
    return [_words(message) for message in terminal.take(data)], reports


def _words(message: object) -> str:
    match message:
        case EscapedKey():
            return f"{message.together[0].key} or {' '.join(key.key for key in message.apart)}"
        case events.Key():
            return message.key
        case events.Paste():
            return f"paste {message.text}"
        case events.MouseEvent():
            return f"{type(message).__name__} {message.x:.0f} {message.y:.0f}"
    return type(message).__name__


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"jD/\r\x03 ", "j D slash enter ctrl+c space"),
        ("äÄ".encode(), "ä Ä"),
        (b"\x1b[D\x1bOD\x1b[1;5D\x1b[1D\x1b[1;3D", "left left ctrl+left left alt+left"),
        (b"\x1b[H\x1b[3~\x1b[6~\x1b[Z\x1b[3$", "home delete pagedown shift+tab shift+delete"),
        (b"\x1bOP\x1b[[A\x1b[11~\x1b[1;2P", "f1 f1 f1 shift+f1"),
        (b"\x1b[1;7p", "alt+ctrl+0"),
        (b"\x1bOM\x1bOj\x1bOp", "enter asterisk 0"),
        (b"\x1b[27u\x1b[100;2;68u\x1b[99;5u\x1b[106;3u", "escape D ctrl+c alt+j"),
        (b"\x1b[27;5;99~\x1b[27;2;68~", "ctrl+c D"),
        (b"\x1b[1089::99;5u\x1b[1103:1071:122;69u\x1b[1099::115;3u", "ctrl+c ctrl+z alt+s"),  # Cyrillic
        (b"\x1b[963::115;5u\x1b[1511::101;5u", "ctrl+s ctrl+e"),  # Greek, Hebrew
        (b"\x1b[1089::99;;1089u\x1b[1089:1057:99;2;1057u\x1b[1089::99u", "с С с"),
        (b"\x1b[97::113;5u\x1b[100:68;2;68u\x1b[106::106u", "ctrl+a D j"),  # AZERTY: an a is an a
        (b"\x1b[I\x1b[O", "AppFocus AppBlur"),
        (b"\x1b[<0;3;5M\x1b[<0;3;5m\x1b[<65;1;1M", "MouseDown 2 4 MouseUp 2 4 MouseScrollDown 0 0"),
        (b"\x1b[200~a\x1b[1DD\x1b[201~D", "paste a\x1b[1DD D"),
    ],
)
def test_keys_mouse_focus_and_pastes_are_told_apart(data: bytes, expected: str) -> None:
    words, reports = said(data)
    assert " ".join(words) == expected
    assert reports == []


@pytest.mark.requirement("D10")
@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b[?69;2$y", "\x1b[?2026;2$y", "\x1b[?62;22c", "\x1b[>41;379;0c", "\x1b[68;1R", "\x1b[1;1R",
        "\x1b[8;36;120t", "\x1b[?1u", "\x1b[31m", "\x1b[68~", "\x1b[68;5D", "\x1b[68;1H", "\x1b[78;1;68~", "\x1b[201~",
        "\x1b[M DD", "\x1b[32;10;10M", "\x1b[<0;99999999999;1M", "\x1b[48;36;120;720;1200t",
        "\x1bOZ", "\x1bO5D", "\x1b[4;1$y",
    ],
)  # fmt: skip
def test_an_answer_or_an_unknown_sequence_presses_nothing(sequence: str) -> None:
    assert said(sequence.encode()) == ([], [sequence])


@pytest.mark.parametrize(
    "sequence", ["\x1b[9999999999:1:1;5u", "\x1b[9999999999u", "\x1b[97;5:3u", "\x1b[97;;55296u", "\x1b[1;1:3D"]
)
def test_a_number_that_is_no_character_ends_nothing(sequence: str) -> None:
    words, _ = said(sequence.encode() + b"j")
    assert words[-1] == "j"


@pytest.mark.requirement("D10")
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x1bj", "alt+j or escape j"),
        (b"\x1b\r", "alt+enter or escape enter"),
        (b"\x1b/", "alt+slash or escape slash"),
        (b"\x1bf", "ctrl+right or escape f"),
        (b"\x1b\x7f", "ctrl+w or escape backspace"),
        (b"\x1b\t", "shift+tab or escape tab"),
        (b"\x1bD", "alt+shift+d or escape"),
        ("\x1bÄ".encode(), "alt+shift+ä or escape"),
    ],
)
def test_esc_and_a_key_at_once_may_be_alt_and_a_capital_is_dropped(data: bytes, expected: str) -> None:
    assert said(data) == ([expected], [])


@pytest.mark.requirement("E4")
@given(st.lists(st.binary(max_size=12) | st.text("\x1b[O0123456789;:?<$~uDMRHm").map(str.encode), max_size=20))
def test_no_bytes_end_the_reading(packets: list[bytes]) -> None:
    clock = Clock()
    terminal = TerminalInput(clock=clock)
    for packet in packets:
        for message in terminal.take(packet):
            assert not isinstance(message, events.Key) or message.key
        clock.now += min(terminal.wait(math.inf), 2.0)


def test_esc_is_taken_once_the_delay_is_over_and_not_before() -> None:
    clock = Clock()
    terminal = TerminalInput(clock=clock)
    assert terminal.wait(9.0) == 9.0
    assert list(terminal.take(b"\x1b")) == []
    assert terminal.wait(9.0) == pytest.approx(constants.ESCAPE_DELAY)
    clock.now += constants.ESCAPE_DELAY / 2
    assert list(terminal.take(b"")) == []
    clock.now += constants.ESCAPE_DELAY
    assert terminal.wait(9.0) == 0.0
    assert [_words(message) for message in terminal.take(b"")] == ["escape"]
    assert terminal.wait(9.0) == 9.0


@pytest.mark.requirement("D10")
def test_a_rest_that_had_arrived_is_taken_however_late_the_program_looks() -> None:
    clock = Clock()
    terminal = TerminalInput(clock=clock)
    assert list(terminal.take(b"\x1b")) == []
    clock.now += 60.0  # the machine was busy
    assert [_words(message) for message in terminal.take(b"[D")] == ["left"]

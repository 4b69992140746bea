"""However bytes arrive from a terminal, they are split into the same tokens, and what is no key never becomes one."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacktui.tui.host.input_parser import LONGEST_PASTE, LONGEST_SEQUENCE, SILENCE_SECONDS, InputParser, Kind, Token

ESCAPE_SECONDS = 0.1
ESC = Token(Kind.ESCAPE, "\x1b")
D = Token(Kind.CHARACTER, "D")


def tokens(*packets: bytes | None) -> list[Token]:
    """What packets give; None is a silence as long as the parser waits for."""
    parser = InputParser(ESCAPE_SECONDS)
    return [token for each in packets for token in (parser.silence() if each is None else parser.feed(each))]


def typed(text: str) -> list[Token]:
    return [Token(Kind.CHARACTER, character) for character in text]


def sequence(text: str) -> list[Token]:
    return [Token(Kind.SEQUENCE, text)]


def pasted(text: str) -> list[Token]:
    return [Token(Kind.PASTE, text)]


RECORDED = {
    "left": (b"\x1b[D", sequence("\x1b[D")),
    "left, application mode": (b"\x1bOD", sequence("\x1bOD")),
    "ctrl+left": (b"\x1b[1;5D", sequence("\x1b[1;5D")),
    "F1": (b"\x1bOP", sequence("\x1bOP")),
    "F1, Linux console": (b"\x1b[[A", sequence("\x1b[[A")),
    "F5": (b"\x1b[15~", sequence("\x1b[15~")),
    "shift+delete, rxvt": (b"\x1b[3$", sequence("\x1b[3$")),
    "keypad": (b"\x1bOM\x1bOj", sequence("\x1bOM") + sequence("\x1bOj")),
    "alt+left, iTerm": (b"\x1b\x1b[D", [ESC, *sequence("\x1b[D")]),
    "mouse": (b"\x1b[<35;120;36M\x1b[<0;1;1m", sequence("\x1b[<35;120;36M") + sequence("\x1b[<0;1;1m")),
    "mouse, X10, at column 100": (b"\x1b[M \x84D", sequence("\x1b[M \x84D")),
    "mouse, rxvt": (b"\x1b[32;10;10M", sequence("\x1b[32;10;10M")),
    "focus": (b"\x1b[I\x1b[O", sequence("\x1b[I") + sequence("\x1b[O")),
    "shift+d, kitty": (b"\x1b[100;2;68u", sequence("\x1b[100;2;68u")),
    "ctrl+c in Cyrillic, kitty": (b"\x1b[1089::99;5u", sequence("\x1b[1089::99;5u")),
    "paste": (b"\x1b[200~D\xc3\xa4\n\x1b[201~D", [*pasted("Dä\n"), D]),
    "paste of sequences": (
        b"\x1b[200~a\x1b[1DD\x1b[200~\x1b]0;D\x07\x1bD\x03\x1b[201~",
        pasted("a\x1b[1DD\x1b[200~\x1b]0;D\x07\x1bD\x03"),
    ),
    "paste of nothing": (b"\x1b[200~\x1b[201~", []),
    "two pastes": (b"\x1b[200~D\x1b[201~\x1b[200~N\x1b[201~", pasted("D") + pasted("N")),
    "margins": (b"\x1b[?69;2$y", sequence("\x1b[?69;2$y")),
    "device attributes": (b"\x1b[?62;22c", sequence("\x1b[?62;22c")),
    "cursor position": (b"\x1b[68;1R", sequence("\x1b[68;1R")),
    "background colour": (b"\x1b]11;rgb:DDDD/NNNN/TTTT\x1b\\j", typed("j")),
    "background colour, BEL": (b"\x1b]11;rgb:DDDD/NNNN/TTTT\x07j", typed("j")),
    "terminal's name": (b"\x1bP>|XTerm(379)D\x1b\\j", typed("j")),
    "graphics": (b"\x1b_Gi=31;OK D\x1b\\j", typed("j")),
    "privacy message and string": (b"\x1b^D\x1b\\\x1bXD\x1b\\j", typed("j")),
    "string cut by a sequence": (b"\x1b]11;D\x1b[Dj", [*sequence("\x1b[D"), *typed("j")]),
    "string cut by a key": (b"\x1b]11;D\x03j", typed("\x03j")),
    "sequence cut by a key": (b"\x1b[1;5\x03j", typed("\x03j")),
    "sequence out of order": (b"\x1b[ 1;5Dj", [*sequence("\x1b[ 1;5D"), *typed("j")]),
    "sequence cut by a sequence": (b"\x1b[1;\x1b[A", sequence("\x1b[A")),
    "alt": (b"\x1bj\x1b\xc3\xa4", [Token(Kind.ESCAPED, "j"), Token(Kind.ESCAPED, "ä")]),
    "letters": ("aä€🙂".encode(), typed("aä€🙂")),
    "no UTF-8": (b"a\xe4b\xff\x1b[A", [*typed("a\ufffdb\ufffd"), *sequence("\x1b[A")]),
}


@pytest.mark.requirement("D10")
@pytest.mark.parametrize(("data", "expected"), RECORDED.values(), ids=RECORDED)
def test_what_a_terminal_sends_is_the_same_in_one_packet_and_split_anywhere(data: bytes, expected: list[Token]) -> None:
    for cuts in itertools.combinations_with_replacement(range(len(data) + 1), 2):
        packets = [data[start:end] for start, end in itertools.pairwise((0, *cuts, len(data)))]
        assert tokens(*packets) == expected, packets


@pytest.mark.requirement("E4")
@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=9))
def test_any_bytes_are_the_same_in_one_packet_and_split_anywhere(data: bytes, cuts: list[int]) -> None:
    packets = [data[start:end] for start, end in itertools.pairwise((0, *sorted(cuts), len(data)))]
    assert tokens(*packets) == tokens(data)


SENT = st.one_of(
    st.sampled_from([data for data, expected in RECORDED.values() if D not in expected]),
    st.text(st.characters(exclude_categories=["Lu", "Lt", "Cs"], exclude_characters="\x1b")).map(str.encode),
    st.binary().filter(lambda data: b"\x1b[201~" not in data).map(lambda data: b"\x1b[200~" + data + b"\x1b[201~"),
    st.text("0123456789;:<?> ").map(lambda numbers: f"\x1b[{numbers}D".encode()),
    st.text("0123456789;:DNT/").map(lambda words: f"\x1b]{words}\x1b\\".encode()),
    st.sampled_from("DNT").map(lambda capital: f"\x1b{capital}".encode()),
)
"""Whole things that a terminal sends; none is a capital letter that somebody pressed."""


@pytest.mark.requirement("D10", "E4")
@given(st.lists(SENT, max_size=6), st.lists(st.integers(0, 300), max_size=9))
def test_no_capital_is_pressed_unless_it_was_typed_by_itself(sent: list[bytes], cuts: list[int]) -> None:
    data = b"".join(sent)
    packets = [data[start:end] for start, end in itertools.pairwise((0, *sorted(cuts), len(data)))]
    assert [token for token in tokens(*packets) if token.kind is Kind.CHARACTER and token.text in "DNT"] == []
    assert [token for token in tokens(*packets, b"D") if token.kind is Kind.CHARACTER][-1:] == [D]


@pytest.mark.requirement("E4")
@given(st.lists(st.binary(min_size=1, max_size=9) | st.none(), max_size=40))
def test_whatever_arrives_a_key_comes_through_once_the_terminal_is_silent(packets: list[bytes | None]) -> None:
    parser = InputParser(ESCAPE_SECONDS)
    for packet in packets:
        if packet is not None:
            parser.feed(packet)
        elif parser.patience is not None:
            parser.silence()
    while parser.patience is not None:
        parser.silence()
    assert parser.feed(b"\x03")[-1] == Token(Kind.CHARACTER, "\x03")


def test_esc_by_itself_is_the_key_after_the_escape_delay() -> None:
    parser = InputParser(ESCAPE_SECONDS)
    assert parser.feed(b"\x1b") == []
    assert parser.patience == ESCAPE_SECONDS
    assert parser.silence() == [ESC]
    assert parser.patience is None


@pytest.mark.requirement("D10")
@pytest.mark.parametrize(
    ("packets", "expected"),
    [
        ((b"\x1b", None, b"[D"), [ESC, *sequence("\x1b[D")]),
        ((b"\x1b", None, b"[", b"1;5D"), [ESC, *sequence("\x1b[1;5D")]),
        ((b"\x1b", None, b"OD"), [ESC, *sequence("\x1bOD")]),
        ((b"\x1b", None, b"[200~D\x1b[201~"), [ESC, *pasted("D")]),
        ((b"\x1b", None, b"[", None, b"j"), [ESC, *typed("[j")]),
        ((b"\x1b", None, b"[\r"), [ESC, *typed("[\r")]),
        ((b"\x1b", None, b"j", b"D"), [ESC, *typed("jD")]),
        ((b"\x1b[", None, b"D"), []),
        ((b"\x1b[1;5", None, b"D", b"D"), [D]),
        ((b"\x1b[1;", None, b"5D"), sequence("\x1b[1;5D")),
        ((b"\x1b[", None, b"j"), typed("j")),
        ((b"\x1bO", None, b"P"), []),
    ],
)
def test_the_rest_of_a_sequence_that_comes_late_is_not_typed(
    packets: tuple[bytes | None, ...], expected: list[Token]
) -> None:
    assert tokens(*packets) == expected


@pytest.mark.parametrize(
    ("packets", "expected"),
    [
        ((b"\x1b]", None, b"j", b"j"), typed("jj")),
        ((b"\x1b]11;rgb:DDDD", None, b"/DDDD\x07j"), typed("j")),
        ((b"\x1b]\x1b", None, b"j"), [ESC, *typed("j")]),
        ((b"\x1b]", b"\x03"), typed("\x03")),
        ((b"\xe4", None, b"j"), typed("\ufffdj")),
    ],
)
def test_no_string_and_no_character_without_an_end_keeps_keys_away(
    packets: tuple[bytes | None, ...], expected: list[Token]
) -> None:
    assert tokens(*packets) == expected


@pytest.mark.requirement("D10")
@pytest.mark.parametrize(
    ("packets", "expected"),
    [
        ((b"\x1b[200~D", None, b"\x03", b"j"), [*pasted("D"), *typed("\x03j")]),
        ((b"\x1b[200~D", None, b"\x1b", None), [*pasted("D"), ESC]),
        ((b"\x1b[200~D", None, b"D", b"\x03\x1b[201~j"), [*pasted("DD\x03"), *typed("j")]),
        ((b"\x1b[200~D", None, b"N\x1b[201~"), pasted("DN")),
        ((b"\x1b[200~D", None, b"\n", b"\x1b[201~"), pasted("D\n")),
        ((b"\x1b[200~D", b"\x03", b"\x1b[201~"), pasted("D\x03")),
    ],
)
def test_a_paste_whose_end_is_lost_is_ended_by_a_control_key_and_a_slow_one_is_not_typed(
    packets: tuple[bytes | None, ...], expected: list[Token]
) -> None:
    assert tokens(*packets) == expected


def test_what_is_too_long_is_dropped_or_cut_and_its_end_is_found() -> None:
    assert tokens(b"\x1b[" + b"1" * LONGEST_SEQUENCE, b"1;1Dj") == typed("j")
    paste = tokens(b"\x1b[200~", *[b"D" * 4096] * 300, b"DDD\x1b[20", b"1~j")
    assert paste == [*pasted("D" * LONGEST_PASTE), *typed("j")]


def test_a_silence_is_waited_for_only_in_the_middle_of_something() -> None:
    parser = InputParser(ESCAPE_SECONDS)
    assert parser.patience is None
    for begun in (b"\x1b[1", b"A\x1b]11", b"\x07\xe4", b"\x1b[200~", b"D"):
        parser.feed(begun)
        assert parser.patience == SILENCE_SECONDS
    parser.silence()
    assert parser.patience is None

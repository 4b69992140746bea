from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from stacktui.presentation.text.safe_text import (
    CELL_LIMIT,
    LABEL_LIMIT,
    LINES_LIMIT,
    TOAST_LIMIT,
    VALUE_LIMIT,
    SafeText,
    cell_width,
    clean,
    clean_lines,
    fill,
    hides_something,
    is_suspicious,
    join,
    strip_for_terminal,
    without_hidden,
    words,
)

ANY_TEXT = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.characters(categories=["Cs", "Cf", "Cc", "Mn", "Zs", "Co"]),
        st.sampled_from("a<>…◌\u200d\ufe0f\ufe0e\u2800\u3164😀👩🏽🔥\u0301\ud800\x1b\x9b\n"),
    ),
    max_size=40,
)


def is_forbidden(character: str) -> bool:
    category = unicodedata.category(character)
    return category in {"Cc", "Cs", "Zl", "Zp", "Co", "Cn"} or (category == "Cf" and character != "\u200d")


@pytest.mark.requirement("T5", "T8")
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("", ""),
        ("[b]markup[/b] [/]", "[b]markup[/b] [/]"),
        ("\x1b]52;c;aGk=\x1b\\", "␛]52;c;aGk=␛\\"),
        ("a\nb\tc\rd\0", "a␊b␉c␍d␀"),
        ("\x7f", "␡"),
        ("A\x9b2J", "A<009B>2J"),
        ("a\u202eb\u2066", "a<202E>b<2066>"),
        ("a\u200bb\u00adc", "a<200B>b<00AD>c"),
        ("\U000e0041", "<E0041>"),
        ("\u3164\u115f\u2800", "<3164><115F><2800>"),
        ("a\u00a0b\u3000c", "a<00A0>b<3000>c"),
        ("\u2028", "<2028>"),
        ("\ue0b0", "<E0B0>"),
        ("x\ud800y", "x\ufffdy"),
        ("Z" + "\u0301" * 9 + "a", "Z\u0301\u0301\u0301\u0301<0301…>a"),
        ("\u0301a", "◌\u0301a"),
        ("pay\u200droll", "pay<200D>roll"),
        ("a\ufe0f", "a<FE0F>"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("👩🏽\u200d💻", "👩🏽\u200d💻"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("👩\u200d", "👩<200D>"),
        ("日本", "日本"),
    ],
)
def test_what_a_terminal_obeys_or_a_person_cannot_see_becomes_visible(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.requirement("T8", "E4")
@settings(max_examples=400)
@given(ANY_TEXT, st.integers(min_value=2, max_value=50))
@example("😀\u200d\ufe0f", 50)
@example("a\ufe0f\u200d😀", 50)
@example("👩\u200d💻aaa", 3)
def test_cleaned_text_is_harmless_bounded_and_stays_as_it_is(text: str, limit: int) -> None:
    once = clean(text, limit)
    assert not [character for character in once if is_forbidden(character)]
    assert len(once) <= limit
    assert clean(str(once), limit) == once
    once.encode()


@pytest.mark.requirement("T6")
@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u200d", "\u202e", "\ufe0f", "\u3164", "\u2800", "\x00", "\u034f", "\u00ad"]
)
def test_names_that_differ_by_an_invisible_character_are_drawn_differently(hidden: str) -> None:
    assert clean("prod") != clean(f"pr{hidden}od")
    assert hides_something(f"pr{hidden}od")
    assert is_suspicious(f"pr{hidden}od")


@pytest.mark.requirement("T6")
@pytest.mark.parametrize(
    ("name", "suspicious"),
    [
        ("prod", False),
        ("web-shop_2.0", False),
        ("a" * 100, False),
        ("a" * 101, True),
        ("", True),
        (".", True),
        ("..", True),
        ("prod\n", True),
        ("prоd", True),
        ("a/b", True),
    ],
)
def test_a_name_outside_the_grammar_is_suspicious(name: str, suspicious: bool) -> None:
    assert is_suspicious(name) is suspicious


@pytest.mark.parametrize(
    ("text", "limit", "shown"), [("abcdef", 6, "abcdef"), ("abcdefg", 6, "abcde…"), ("a\x9bb", 6, "a<009…")]
)
def test_a_cell_is_cut_with_a_sign(text: str, limit: int, shown: str) -> None:
    assert clean(text, limit) == shown


def test_a_cut_never_hides_behind_combining_marks() -> None:
    assert clean("e" + "\u0301" * 20, 12) == "e\u0301\u0301\u0301\u0301<0301…"[:11] + "…"


def test_safe_text_is_taken_as_it_is_until_it_is_too_long() -> None:
    safe = words("ready")
    assert clean(safe) is safe
    assert clean(safe, 3) == "re…"


def test_words_are_filled_with_cleaned_values() -> None:
    assert fill("{} by {}", words("update"), "bob\x1b") == "update by bob␛"
    assert isinstance(join(" · ", (words("a"), words("b"))), SafeText)
    assert join(" · ", (words("a"), words("b"))) == "a · b"


@pytest.mark.requirement("T5")
def test_lines_are_split_and_broken_and_the_rest_is_counted_in_bytes() -> None:
    assert clean_lines("a\nb\x1b\n") == ("a", "b␛", "")
    assert clean_lines("") == ("",)
    assert clean_lines("aaaa", width=3) == ("aaa", "a")
    assert clean_lines("abcé\ud800", limit=3) == ("abc", "… +5 bytes (ctrl+s: save, y: copy all)")


@pytest.mark.requirement("T5")
def test_too_many_lines_are_cut_and_the_bytes_of_the_rest_counted() -> None:
    lines = clean_lines("x\n" * (LINES_LIMIT + 5))
    assert len(lines) == LINES_LIMIT + 1
    assert lines[-1] == "… +10 bytes (ctrl+s: save, y: copy all)"


@pytest.mark.requirement("T5")
def test_the_bounds_are_those_that_were_measured() -> None:
    assert (CELL_LIMIT, LABEL_LIMIT, TOAST_LIMIT, VALUE_LIMIT) == (512, 1024, 500, 64 * 1024)
    assert max(map(len, clean_lines("x" * 5_000_000))) <= 4096  # wrapping an unbroken line is quadratic


@pytest.mark.requirement("T5")
def test_five_megabytes_are_cut_before_they_are_cleaned(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    category = unicodedata.category

    def spy(character: str) -> str:
        looked_at.append(character)
        return category(character)

    monkeypatch.setattr(unicodedata, "category", spy)
    clean("é\u0301" * 2_500_000)
    clean_lines("é\u0301" * 2_500_000, limit=1000)
    assert 0 < len(looked_at) < 10_000


@pytest.mark.requirement("T2")
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("plain │ é", "plain │ é"),
        ("a\x1b]52;c;x\x07b", "a]52;c;xb"),
        ("a\u202eb\x9bc\ud800\u2028", "abc"),
        ("a\u00a0b\u200d", "a b\u200d"),
        ("\ue0b0\x00", "\ue0b0"),
    ],
)
def test_the_control_characters_drops_what_a_terminal_might_obey(text: str, kept: str) -> None:
    assert strip_for_terminal(text) == kept


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("abc", 3),
        ("é", 1),
        ("e\u0301", 1),
        ("日本", 4),
        ("👩🏽\u200d💻", 2),
        ("❤\ufe0f", 2),
        ("한", 2),
        ("\ufe0fa", 1),
        ("\u1112\u1161", 2),
        ("\ud7b0", 0),
        ("\u0928\u093f", 1),
        ("\u2630", 2),
    ],
)
def test_width_is_counted_in_columns(text: str, columns: int) -> None:
    assert cell_width(text) == columns


@pytest.mark.parametrize("form", ["{}", "{}\ufe0f"])
def test_a_character_takes_as_many_columns_as_textual_gives_it(form: str) -> None:
    """All but the private ones and, of the Chinese and Korean ones, only the first and the last."""
    blocks = ((0, 0x3401), (0x4DBF, 0x4E01), (0x9FFF, 0xAC01), (0xD7A3, 0xD800), (0xF8FF, 0x17001), (0x18AFF, 0x1FB00))
    texts = [clean(form.format(chr(code))) for start, stop in blocks for code in range(start, stop)]
    assert [ascii(text) for text in texts if cell_width(text) != cell_len(text)] == []


def test_a_line_that_is_typed_keeps_what_can_be_seen() -> None:
    assert without_hidden("a\u202eb\x1bc") == "abc"
    assert without_hidden("e" + "\u0301" * 99).count("\u0301") < 10

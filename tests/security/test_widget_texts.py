"""No `str` built from data reaches a widget, and nothing parses markup, opens links or runs text."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

import stacktui
from stacktui.presentation.text.ascii_drawing import TO_ASCII
from tests.security.widget_texts import Declared, find, trees

PACKAGE = Path(stacktui.__file__).parent
DRAWING_PACKAGES = ("tui", "cli", "presentation")

ALLOWED = {
    ("tui/host/control_characters.py", "strip_for_terminal(text)"): "the filter itself",
    ("tui/host/ascii_lines.py", "to_ascii(one.text)"): "after the filter; what it puts in is tested below",
    ("tui/widgets/drawing.py", "span.text"): "a Line's spans, where they become segments",
    ("tui/widgets/drawing.py", "head.text"): "a segment of such a span",
    ("tui/widgets/drawing.py", "((str(span.text), _VARIABLE[span.tone]) for span in line)"): "a Line's spans",
    ("cli/printing.py", "' ' * (width - cell_width(span.text))"): "blanks",
    ("cli/state_commands.py", "f'  {drawn.id}'"): "SafeText of a ResourceRow",
    ("cli/state_commands.py", "f\"  {join(', ', drawn.flags)}\""): "SafeText of a ResourceRow",
    ("presentation/stacks/count_chart.py", "'█' * (eighths // 8) + _EIGHTHS[eighths % 8].strip()"): "our characters",
    ("presentation/stacks/count_chart.py", "label + ' ' * (_LABEL - cell_width(label))"): "a cleaned label and blanks",
    ("presentation/text/frame_words.py", "f'loaded at {_time(header.read_at)}'"): "a formatted time",
    ("presentation/text/lines.py", "''.join((span.text for span in line))"): "a Line's spans",
    ("presentation/resources/property_tree.py", "f'[{number}]'"): "a number",
    ("presentation/resources/resource_facts.py", "str(item.position)"): "a number",
    ("presentation/resources/resource_facts.py", "f'{sign} {said}: '"): "our words",
    ("presentation/stacks/stack_rows.py", "f'{self.organization}/{self.project}/{self.name}'"): "SafeText",
    ("presentation/text/wording.py", "f'{int(seconds_since // length)}{unit} ago'"): "numbers and our units",
    ("presentation/text/wording.py", "f'{whole // _MINUTE}m {whole % _MINUTE:02}s'"): "numbers",
    ("presentation/text/wording.py", "f'{whole // _HOUR}h {whole % _HOUR // _MINUTE:02}m'"): "numbers",
    ("presentation/text/wording.py", "f'{whole // _DAY}d {whole % _DAY // _HOUR}h'"): "numbers",
    ("presentation/text/wording.py", "f'{value:.1f} {unit}' if value < 9.95 else f'{value:.0f} {unit}'"): "numbers",
}  # fmt: skip
"""What the reader cannot tell is safe, and why it is. Another one needs a look, not a line here."""


@cache
def drawing() -> tuple[tuple[Path, ast.Module], ...]:
    return tuple(trees(*(PACKAGE / package for package in DRAWING_PACKAGES)))


@cache
def declared() -> Declared:
    found = Declared()
    for _, tree in drawing():
        found.read(tree)
    return found


@pytest.mark.requirement("T1", "T4", "T7")
def test_no_text_reaches_a_widget_without_being_cleaned() -> None:
    known = declared()
    found = [
        (path.relative_to(PACKAGE).as_posix(), line, text)
        for path, tree in drawing()
        if path.name != "safe_text.py"
        for line, text in find(tree, known)
    ]
    assert len(ALLOWED) > len(found) / 2  # the search recognizes most safe text by itself
    assert [each for each in found if (each[0], each[2]) not in ALLOWED] == []


PLANTED = [
    "self.notify(f'gone: {error}')",
    "Static(stack.name)",
    "Label('x' + data)",
    "box.border_title = name",
    "widget.tooltip = resource.id",
    "Field(id='x', placeholder=some)",
    "table.add_row('a', row.name)",
    "Option(label)",
    "Content(text)",
    "SafeText(f'{name} more')",
    "Segment(name, style)",
    "Content.assemble(('a', 'b'), name)",
    "Content.from_markup('[b]$x[/b]', x=data)",
    "Static('x', markup=True)",
    "Style(link=url)",
    "self.app.open_url(url)",
    "from rich.markup import escape",
    "from textual.widgets import Markdown",
    "eval(text)",
]


@pytest.mark.requirement("T1")
@pytest.mark.parametrize("planted", PLANTED)
def test_planted_unsafe_text_is_found(planted: str) -> None:
    source = f"def show(self, name: str, data: str, some, text: str, label: str, url: str):\n    {planted}\n"
    assert list(find(ast.parse(source), declared())) != []


@pytest.mark.parametrize(
    "harmless",
    [
        "Static('our words')",
        "Content(words('a') if name else words('b'))",
        "box.border_title = content(line)",
        "Label(safe)",
        "SafeText(f'{clean(name)}: {count(n, x)} of {len(name):,}')",
        "self.notify(clean(name), markup=False)",
    ],
)
def test_cleaned_text_is_not_found(harmless: str) -> None:
    source = f"def show(self, name: str, safe: SafeText, line: Line):\n    {harmless}\n"
    assert list(find(ast.parse(source), declared())) == []


@pytest.mark.requirement("T1")
def test_ascii_replacements_are_safe() -> None:
    assert all(
        1 <= len(str(drawn)) <= 3 and str(drawn).isascii() and str(drawn).isprintable() for drawn in TO_ASCII.values()
    )

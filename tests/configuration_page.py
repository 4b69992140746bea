"""Writes docs/configuration.md from the table of settings and the table of keys: `make man`."""

from __future__ import annotations

from pathlib import Path

from stacktui.local.config import SETTINGS, TABLES, Config
from stacktui.tui.bindings import KEYS, Pane

PAGE = Path(__file__).parent.parent / "docs" / "configuration.md"

HEAD = """\
<!-- Made by `make man` from stacktui/local/config.py and stacktui/tui/bindings.py. -->
# Configuration

`config.toml` in `$XDG_CONFIG_HOME/stacktui` (`~/.config/stacktui`), or the file that `--config` or `STACKTUI_CONFIG`
names. A file that is not understood is refused, with the line of each fault: a misspelt `read_only` must not leave
you with a program that writes. What the command line says goes before the environment, that before the file.

    theme = "light"
    auto_reload = 60
    read_only = true

    [filters]
    ours = "org:acme tag:team=payments"     # in the screen: m; in the shell: stacktui ls @ours

    [keys]
    "browser.delete" = "X"
    "list.down" = "j,down,ctrl+n"

## Settings

| setting | default | environment | does |
| --- | --- | --- | --- |
"""

KEYS_HEAD = """
## Keys

`[keys]` gives an action other keys than these, several separated by commas, in Textual's names (`ctrl+s`, `pagedown`,
`question_mark`). What changes the server can only be moved to another capital letter; a key that is refused is told
at the start, and the action keeps its own.
"""


def _default(name: str) -> str:
    value = getattr(Config(), name)
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)


def current_page() -> str:
    """What the page should hold."""
    rows = [f"| `{one.name}` | `{_default(one.name)}` | `{one.variable}` | {one.words} |" for one in SETTINGS]
    tables = [f"| `[{name}]` | | | {words} |" for name, words in TABLES.items()]
    lines = [HEAD + "\n".join([*rows, *tables]), KEYS_HEAD]
    for pane in Pane:
        keys = [key for key in KEYS if key.pane is pane]
        lines += [f"### {pane}", "", "| id | keys | does |", "| --- | --- | --- |"]
        for key in keys:
            writes = " (changes the server)" if key.changes_server else ""
            lines.append(f"| `{key.id}` | {' '.join(f'`{one}`' for one in key.keys)} | {key.words}{writes} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(current_page(), encoding="utf-8")

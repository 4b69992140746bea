"""Asks where to save: masked by default, and replacing a file only after a second confirmation (SECURITY.md, S8)."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, NamedTuple

from textual.widgets import Button

from stacktui.files.typed_paths import is_folder, is_there, typed_path
from stacktui.presentation.text.lines import Line, Tone, cleaned, literal
from stacktui.tui.dialogs.dialog import Dialog, Field, Words, button
from stacktui.tui.widgets.drawing import content

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from textual.widget import Widget
    from textual.widgets import Input

_SECRETS = ".secrets"


class SaveChoice(NamedTuple):
    """Path, form, and whether an existing file may be replaced."""

    path: Path
    with_secrets: bool
    overwrite: bool


class SaveFile(Dialog[SaveChoice | None]):
    """Asks for a path.

    Args:
        what: What is saved.
        path: Suggestion.
        may_have_secrets: Whether a form with secrets is available.
    """

    def __init__(self, what: Line, path: Path, *, may_have_secrets: bool = False) -> None:
        super().__init__((literal("Save to a file"),))
        self.what = what
        self._path = path
        self.may_have_secrets = may_have_secrets
        self.with_secrets = False
        self._asked = ""
        """Path and form of the last second confirmation."""

    def first(self) -> str:
        return "#path"

    def body(self) -> Iterable[Widget]:
        return (Words(self.what, id="what"), Field(str(self._path), id="path"), Words(id="facts"))

    def buttons(self) -> Iterable[Widget]:
        form = [button("Masked", id="form")] if self.may_have_secrets else []
        return (button("Save", id="save"), *form, button("Cancel", id="close"))

    def on_mount(self) -> None:
        self.show_facts()

    @property
    def path(self) -> Path | None:
        """The typed path with `~` expanded; None if it is not a file name."""
        typed = self.query_one("#path", Field).value.strip()
        if not typed or typed.endswith("/"):
            return None
        return typed_path(typed)

    def show_facts(self) -> None:
        """Show what the file will contain."""
        if self.with_secrets:
            line: Line = (
                literal("⚠ Contains secrets, as the server stores them: keep this file private.", Tone.DANGER),
            )
        else:
            line = (literal("Secrets are masked. `pulumi stack import` refuses this file."),)
        lines: list[Line] = [line, (literal("Only you can read the file (mode 0600).", Tone.MUTED),)]
        path = self.path
        if path is not None and path.is_relative_to(_shared_folder()):
            lines.append((literal("⚠ This folder is shared with all users of this machine.", Tone.WARNING),))
        self.query_one("#facts", Words).show(lines)

    def problem(self) -> Line:
        """Why the path cannot be used, or an empty line."""
        path = self.path
        if path is None:
            return (literal("Enter a file name."),)
        if is_folder(path):
            return (cleaned(str(path)), literal(" is a folder: add a file name."))
        if not is_folder(path.parent):
            return (cleaned(str(path.parent)), literal(" does not exist: choose an existing folder."))
        return ()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._asked = ""
        self.show_message()
        self.show_facts()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.save()

    def pressed(self, name: str) -> None:
        if name == "save":
            self.save()
        elif name == "form":
            self.toggle_secrets()

    def toggle_secrets(self) -> None:
        """Toggle secrets; the file name shows which."""
        self.with_secrets = not self.with_secrets
        self._asked = ""
        path = self.path
        if path is not None:
            stem = path.stem.removesuffix(_SECRETS)
            renamed = path.with_name(f"{stem}{_SECRETS if self.with_secrets else ''}{path.suffix}")
            self.query_one("#path", Field).value = str(renamed)
        words: Line = (literal("With secrets", Tone.DANGER),) if self.with_secrets else (literal("Masked"),)
        self.query_one("#form", Button).label = content(words)
        self.show_facts()

    def save(self) -> None:
        """Save, after a second confirmation if required."""
        problem = self.problem()
        path = self.path
        if problem or path is None:
            self.show_message(problem)
            return
        exists = is_there(path)
        questions = [*self._questions(path, exists=exists)]
        asked = f"{path}\0{self.with_secrets}\0{exists}"
        if questions and self._asked != asked:
            self._asked = asked
            self.show_message(*questions, (literal("Save again to continue.", Tone.STRONG),))
            self.hold()
            return
        self.dismiss(SaveChoice(path, self.with_secrets, exists))

    def _questions(self, path: Path, *, exists: bool) -> Iterable[Line]:
        if exists:
            yield (cleaned(str(path), Tone.STRONG), literal(" already exists and will be replaced.", Tone.WARNING))
        if self.with_secrets:
            yield (literal("The file will contain secrets.", Tone.DANGER),)


def _shared_folder() -> str:
    try:
        return tempfile.gettempdir()
    except OSError:  # no file can be made in any of them: the disk is full
        return "/tmp"  # noqa: S108  # nothing is written there

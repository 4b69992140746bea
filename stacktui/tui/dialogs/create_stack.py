"""Creates a stack: names are validated during typing, and the resulting full name is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.containers import Horizontal
from textual.suggester import Suggester
from textual.widgets import Button

from stacktui.explorer.changes.create import Create
from stacktui.presentation.text.lines import Line, Span, Tone, cleaned, field, literal
from stacktui.presentation.text.safe_text import clean, fill, is_suspicious
from stacktui.pulumi.names import check_organization_name, check_project_name, check_stack_name
from stacktui.pulumi.stack import StackIdentifier
from stacktui.tui.dialogs.dialog import Field, OneLineButton, Words
from stacktui.tui.dialogs.picker import Choice, Picker
from stacktui.tui.dialogs.tag_line import read_tags
from stacktui.tui.dialogs.write_dialog import Phase, WriteDialog
from stacktui.tui.widgets.drawing import content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import LiteralString

    from textual.widget import Widget

    from stacktui.tui.dialogs.write_dialog import WriteContext


class KnownStacks(NamedTuple):
    """The known names when a stack is created."""

    organizations: tuple[str, ...]
    """Slugs of the user's organizations."""
    projects: Callable[[str], Sequence[str]]
    """The known projects of an organization."""
    exists: Callable[[StackIdentifier], bool]
    """Whether a stack is known to exist."""


class _Projects(Suggester):
    """Completes a project's name; names that Pulumi does not allow are not suggested."""

    def __init__(self, known: Callable[[], Sequence[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._known = known

    async def get_suggestion(self, value: str) -> str | None:
        return next((name for name in self._known() if name.startswith(value) and not is_suspicious(name)), None)


class CreateStack(WriteDialog):
    """Asks for organization, project, name and tags.

    Args:
        context: The context of the write.
        known: Known organizations, projects and stacks.
        organization: Initially selected; the first known one if empty.
        project: Initial text.
    """

    def __init__(self, context: WriteContext, known: KnownStacks, *, organization: str = "", project: str = "") -> None:
        super().__init__(Create(StackIdentifier(organization, project, "")), context)
        self.known = known
        self.organization = organization or next(iter(known.organizations), "")
        self._project = project
        if self.phase is Phase.READING:
            self.phase = Phase.ASKING

    def first(self) -> str:
        return "#name" if self._project else "#project"

    def body(self) -> Iterable[Widget]:
        project = Field(self._project, id="project")
        project.suggester = _Projects(lambda: self.known.projects(self.organization))
        choice = OneLineButton(content(self._organization_label()), compact=True, id="organization", classes="choice")
        return (
            _row("organization", choice),
            _row("project", project),
            _row("stack name", Field(id="name")),
            _row("tags", Field(id="tags", placeholder=clean('env=prod, note="a, b"'))),
            Words(id="facts"),
        )

    def _organization_label(self) -> Line:
        more = literal(" ▾") if len(self.known.organizations) > 1 else literal("")
        return (cleaned(self.organization or "none", Tone.STRONG), more)

    def on_mount(self) -> None:
        self.show_facts()

    @property
    def stack(self) -> StackIdentifier:
        """The typed name, complete or not."""
        return StackIdentifier(self.organization, self._typed("project"), self._typed("name"))

    def _typed(self, name: str) -> str:
        return self.query_one(f"#{name}", Field).value.strip()

    def problem(self) -> str:
        """What is wrong with the input; an empty field is not an error."""
        stack = self.stack
        checks = (
            check_organization_name(stack.organization),
            check_project_name(stack.project) if stack.project else "",
            check_stack_name(stack.name) if stack.name else "",
            read_tags(self._typed("tags")).problem,
            f"{stack} already exists: choose another name." if self.known.exists(stack) else "",
        )
        return next((found for found in checks if found), "")

    def show_facts(self) -> None:
        """Show the resulting name, or what is wrong."""
        stack = self.stack
        lines: list[Line] = [
            field("on", cleaned(self.context.host)),
            field("creates", cleaned(f"{stack.organization}/{stack.project or '…'}/{stack.name or '…'}", Tone.STRONG)),
        ]
        if stack.project in self.known.projects(self.organization):
            lines.append(field("project", Span(fill("existing project {}", stack.project), Tone.GOOD)))
        elif stack.project:
            lines.append(field("project", Span(fill("also creates project {}", stack.project), Tone.ACCENT)))
        problem = self.problem()
        if problem:
            lines.append((literal("⚠ ", Tone.WARNING), cleaned(problem, Tone.WARNING)))
        self.query_one("#facts", Words).show(lines)
        self.fit()

    def is_confirmed(self) -> bool:
        return bool(self.stack.project and self.stack.name) and not self.problem()

    def unconfirmed(self) -> tuple[Line, ...]:
        return ((literal("Not sent: enter a valid project and stack name.", Tone.WARNING),),)

    def changed(self) -> None:
        self.show_facts()

    def entered(self, name: str) -> None:
        """Enter goes to the next field, and submits from the last one."""
        if name == "tags":
            self.begin()
        else:
            self.focus_next()

    def pressed(self, name: str) -> None:
        if name != "organization":
            super().pressed(name)
        elif self.phase is Phase.ASKING and len(self.known.organizations) > 1:
            choices = [Choice(each, clean(each)) for each in self.known.organizations]
            self.app.push_screen(Picker((literal("Organization"),), choices, current=self.organization), self._chose)

    def _chose(self, choice: Choice[str] | None) -> None:
        if choice is not None and self.phase is Phase.ASKING:
            self.organization = choice.value
            self.query_one("#organization", Button).label = content(self._organization_label())
            self.show_facts()
            self.show_phase()
            self.focus_next()

    def confirmed(self) -> Create:
        return Create(self.stack, tags=dict(read_tags(self._typed("tags")).tags))


def _row(label: LiteralString, *widgets: Widget) -> Horizontal:
    return Horizontal(Words((literal(label),), classes="row-label"), *widgets, classes="row")

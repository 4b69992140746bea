"""The base of the words of a change; each kind is a subclass in its own file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic, TypeVar

from stacktui.explorer.changes.looking import Doubt
from stacktui.presentation.text.lines import Line, Span, Tone, literal
from stacktui.presentation.text.safe_text import SafeText, clean, fill, is_suspicious, words

if TYPE_CHECKING:
    from typing import LiteralString

    from stacktui.explorer.changes.change import Change
    from stacktui.explorer.changes.looking import Verdict
    from stacktui.explorer.changes.preflight import Preflight

C_co = TypeVar("C_co", bound="Change", covariant=True)

_ODD_NAME = words("The name contains characters that Pulumi does not allow: use another tool to change this stack.")
_DOUBTS: dict[str, LiteralString] = {
    Doubt.LISTED: "{0} is listed but cannot be read: whether it exists is unknown.",
    Doubt.LIST_NOT_WHOLE: "The list that should contain {0} cannot be read completely.",
}


class ChangeWords(ABC, Generic[C_co]):
    """The words of one change."""

    title: LiteralString
    """The title of its dialog."""
    button: LiteralString
    """The label of the button that sends it."""
    purpose: LiteralString
    """Why the phrase must be typed: `to delete it`."""
    unsent: LiteralString = "nothing was sent"
    """The message if it is not sent."""
    tone = Tone.WARNING
    """The tone of the title."""
    phrase_tone = Tone.STRONG
    looked: dict[str, LiteralString]
    """The results of checking the outcome, by code; `{0}` is the stack, `{1}` its identifier after the change."""

    def __init__(self, change: C_co) -> None:
        self.change = change

    @property
    def heading(self) -> Line:
        """The title with its tone."""
        return (literal(self.title, self.tone),)

    @property
    def subject(self) -> SafeText:
        """The object of the change."""
        return clean(str(self.change.stack))

    def obstacle(self, facts: Preflight | None) -> SafeText | None:  # noqa: ARG002 - for subclasses
        """Why the change is impossible; `facts` is None before anything is loaded."""
        return _ODD_NAME if any(is_suspicious(part) for part in self.change.stack) else None

    @property
    @abstractmethod
    def done(self) -> SafeText:
        """That it was done, without a full stop."""

    @abstractmethod
    def effects(self, facts: Preflight) -> tuple[Line, ...]:
        """Its effects, for confirmation."""

    @property
    @abstractmethod
    def consequence(self) -> SafeText:
        """Its effects on a running update."""

    def prompt(self, facts: Preflight) -> Line:
        """What must be typed, and why."""
        phrase = Span(clean(self.change.phrase(facts)), self.phrase_tone)
        return (literal("Type "), phrase, Span(fill(" {}:", words(self.purpose))))

    def verdict(self, verdict: Verdict) -> SafeText:
        """The result of checking the outcome."""
        stack = str(self.change.stack)
        if verdict.error is not None:
            return fill("The outcome for {} could not be checked: {}", stack, verdict.error.message)
        return fill({**_DOUBTS, **self.looked}[verdict.seen], stack, str(self.change.target))

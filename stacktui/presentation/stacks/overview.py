"""The overview of a stack: the first view of its details.

Values that were not loaded or not reported are shown as such (a server need not report permissions or owner).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacktui.presentation.stacks.running_words import running_lines
from stacktui.presentation.text.lines import EMPTY, Line, Span, Tone, cleaned, field, heading, indented, literal
from stacktui.presentation.text.safe_text import SafeText, cell_width, clean, fill, is_suspicious
from stacktui.presentation.text.wording import NOT_REPORTED, age, count, duration, moment, permission, update_result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacktui.pulumi.running import RunningUpdate
    from stacktui.pulumi.stack import NotificationSettings, Stack, StackMetadata, Update, UserInfo

_NOT_LOADED = literal("not loaded", Tone.MUTED)
_NOT_REPORTED = literal("not reported by the server", Tone.MUTED)
_TAG_COLUMN = 28
_VERSION_CONTROL = ("vcs:", "gitHub:", "git:")
_MESSAGE_LIMIT = 120


def overview_lines(
    stack: Stack,
    running: RunningUpdate | None,
    metadata: StackMetadata | None,
    updates: Sequence[Update] | None,
    console_link: str | None,
    now: float,
) -> tuple[Line, ...]:
    """The overview; `metadata` or `updates` is None if it could not be loaded."""
    return (
        *(() if running is None else running_lines(stack.identifier, running, now)),
        *_standing(stack, updates, now),
        *_people(metadata),
        *_places(stack, console_link),
        EMPTY,
        *_tags(stack.tags or {}),
        EMPTY,
        *_updates(updates, stack.version, now),
    )


def _standing(stack: Stack, updates: Sequence[Update] | None, now: float) -> tuple[Line, ...]:
    lines: list[Line] = []
    odd = [name for name in stack.identifier if is_suspicious(name)]
    lines += [(Span(fill("⚠ unusual name: {}", name), Tone.WARNING),) for name in odd]
    if stack.version == 0 and not stack.active_update:
        return (*lines, field("version", literal("never updated", Tone.MUTED)))
    version = Span(SafeText(str(stack.version)))
    if not updates:
        return (*lines, field("version", version))
    return (*lines, field("version", version, cleaned(f"  {moment(updates[0].start_time, now)}", Tone.MUTED)))


def _people(metadata: StackMetadata | None) -> tuple[Line, ...]:
    if metadata is None:
        return (field("owner", _NOT_LOADED), field("permission", _NOT_LOADED), field("notifications", _NOT_LOADED))
    return (
        field("owner", _owner(metadata.owned_by)),
        field("permission", Span(permission(metadata.user_permission))),
        field("notifications", _notifications(metadata.notification_settings)),
    )


def _owner(owner: UserInfo | None) -> Span:
    if owner is None:
        return _NOT_REPORTED
    names = [name for name in (owner.name, owner.github_login) if name]
    if len(names) == 2 and names[0] != names[1]:
        return Span(fill("{} ({})", *names))
    return cleaned(names[0]) if names else _NOT_REPORTED


def _notifications(settings: NotificationSettings | None) -> Span:
    if settings is None:
        return _NOT_REPORTED
    match settings.notify_update_failure, settings.notify_update_success:
        case True, True:
            return literal("after every update")
        case True, False:
            return literal("after failed updates")
        case False, True:
            return literal("after successful updates")
        case _:
            return literal("off")


def _places(stack: Stack, console_link: str | None) -> tuple[Line, ...]:
    lines: list[Line] = []
    if stack.config is not None and stack.config.environment:
        lines.append(
            field("configuration", literal("ESC environment "), cleaned(stack.config.environment, Tone.ACCENT))
        )
    lines.append(
        field(
            "web link",
            cleaned(console_link, Tone.LINK) if console_link else literal("none for this backend", Tone.MUTED),
        )
    )
    return tuple(lines)


def _tags(tags: dict[str, str]) -> tuple[Line, ...]:
    """The user's tags first, then Pulumi's, then those of version control, each A to Z."""
    if not tags:
        return (heading("tags"), indented(1, literal("none", Tone.MUTED)))
    groups: tuple[list[str], list[str], list[str]] = ([], [], [])
    for name in sorted(tags):
        group = 2 if name.startswith(_VERSION_CONTROL) else int(name.startswith("pulumi:"))
        groups[group].append(name)
    lines = [heading("tags")]
    for title, group_names in zip(
        (None, literal("set by Pulumi", Tone.MUTED), literal("version control", Tone.MUTED)), groups, strict=True
    ):
        if group_names and title:
            lines.append(indented(1, title))
        lines += [_tag(name, tags[name], 1 if title is None else 2) for name in group_names]
    return tuple(lines)


def _tag(name: str, value: str, depth: int) -> Line:
    shown = clean(name)
    gap = max(1, _TAG_COLUMN - 2 * depth - cell_width(shown))
    return indented(depth, Span(shown, Tone.MUTED), Span(SafeText(" " * gap)), cleaned(value))


def _updates(updates: Sequence[Update] | None, version: int, now: float) -> tuple[Line, ...]:
    if updates is None:
        return (heading("last updates"), indented(1, _NOT_LOADED))
    if not updates:
        none = literal("none", Tone.MUTED) if version == 0 else literal("not reported by the server", Tone.MUTED)
        return (heading("last updates"), indented(1, none))
    return (heading("last updates"), *(line for update in updates for line in _update(update, now)))


def _update(update: Update, now: float) -> tuple[Line, ...]:
    spans = [
        Span(SafeText(f"#{update.version:<4} ")),
        Span(SafeText(f"{clean(update.kind):<8} "), Tone.MUTED),
        update_result(update.result),
        Span(SafeText(f"  {age(now - update.start_time) if update.start_time > 0 else NOT_REPORTED}")),
    ]
    if update.end_time and update.end_time >= update.start_time > 0:
        spans.append(Span(fill(", took {}", duration(update.end_time - update.start_time)), Tone.MUTED))
    if update.author:
        spans.append(Span(fill("  by {}", update.author)))
    lines = [indented(1, *spans)]
    changes = ", ".join(f"{n} {op}" for op, n in sorted(update.resource_changes.items()) if op != "same" and n)
    effects = [cleaned(changes)] if changes else []
    if update.resource_count is not None:
        gap = "  " if changes else ""
        effects.append(Span(SafeText(f"{gap}{count(update.resource_count, 'resource')}"), Tone.MUTED))
    if effects:
        lines.append(indented(3, *effects))
    if update.message:
        lines.append(indented(3, Span(clean(update.message, _MESSAGE_LIMIT), Tone.MUTED)))
    return tuple(lines)

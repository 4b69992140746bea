"""Builds the state of a stack record, at the latest or an older version."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from stacktui.demo.state import recipes
from stacktui.demo.state.builder import Full, State, StateBuilder
from stacktui.demo.state.oddities import TROUBLES, Trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacktui.demo.company.stacks import StackRecord

EMPTY = State(())


def build_state(record: StackRecord, version: int, now: int, upstream: Sequence[str] = ()) -> State:
    """The state of a stack at `version`; `upstream` names the stacks that it reads.

    Older versions are smaller and have no problems.
    """
    if record.given is not None:
        return record.given
    if not version or not record.count:
        return EMPTY._replace(written=now - record.age if version else 0)
    latest = version == record.version
    trouble = TROUBLES[record.trouble if latest else ""]
    count = record.count if latest else max(2, record.count - min(record.count // 3, 2 * (record.version - version)))
    builder = _with_trouble(record, trouble, count, now, upstream)
    return State(
        tuple(builder.resources),
        tuple(builder.pending),
        4 if trouble.features else 3,
        trouble.features,
        trouble.metadata,
        now - record.age - 3_600 * (record.version - version),
        builder.region,
    )


def _with_trouble(record: StackRecord, trouble: Trouble, count: int, now: int, upstream: Sequence[str]) -> StateBuilder:
    """Add valid resources until only the problem's resources are missing: `count` in total."""
    room = 0 if trouble is TROUBLES[""] else 12
    while True:
        builder = StateBuilder(record.name, record.project, seed=record.seed, now=now - record.age, limit=count - room)
        with suppress(Full):
            recipes.lay_down(builder, record.shape, upstream)
        builder.limit = sys.maxsize
        trouble.apply(builder)
        if len(builder.resources) == count or count - room < 3:
            return builder
        room += len(builder.resources) - count

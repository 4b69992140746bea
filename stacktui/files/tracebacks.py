"""Keeps an error that stays on the screen from keeping what its frames held: an answer of 200 MB, say."""

from __future__ import annotations

import traceback


def drop_locals(*errors: BaseException) -> None:
    """Empty the ended frames that the tracebacks of errors, their causes and contexts refer to; lines stay readable."""
    links: list[BaseException | None] = [*errors]
    seen: set[int] = set()
    while links:
        link = links.pop()
        if link is not None and id(link) not in seen:
            seen.add(id(link))
            traceback.clear_frames(link.__traceback__)
            links += [link.__cause__, link.__context__]

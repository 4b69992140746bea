"""Frees the memory that a kept error's frames refer to, for example a response of 200 MB."""

from __future__ import annotations

import traceback


def drop_locals(*errors: BaseException) -> None:
    """Clear the ended frames in the tracebacks of errors, their causes and contexts; line numbers stay readable."""
    links: list[BaseException | None] = [*errors]
    seen: set[int] = set()
    while links:
        link = links.pop()
        if link is not None and id(link) not in seen:
            seen.add(id(link))
            traceback.clear_frames(link.__traceback__)
            links += [link.__cause__, link.__context__]

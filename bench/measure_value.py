"""The whole program opens a resource whose output is a value of 5 MB: on one line, and on many."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from typing import TYPE_CHECKING

from bench.aside import alternate, tell
from bench.explorer import explore, until
from bench.table import Row
from stacktui.explorer.opened_state import OpenedState, stack_of
from stacktui.pulumi.state.decoding import decode_deployment

if TYPE_CHECKING:
    from stacktui.tui.sections.resources import ResourceSection

SIZE = 5_000_000
VALUES = {"unbroken": "0123456789" * (SIZE // 10), "lines": "a line of some length, as a log has them\n" * (SIZE // 41)}
PREFIX = "urn:pulumi:prod::shop::"


def state(value: str) -> bytes:
    """Two buckets, the second of which has the value."""
    kinds = ("pulumi:pulumi:Stack", "aws:s3/bucket:Bucket", "aws:s3/bucket:Bucket")
    resources = [
        {"urn": f"{PREFIX}{kind}::thing-{number}", "type": kind, "custom": number > 0, "outputs": {"policy": text}}
        for number, (kind, text) in enumerate(zip(kinds, ("", "small", value), strict=True))
    ]
    return json.dumps({"version": 3, "deployment": {"resources": resources}}).encode()


def is_cut(section: ResourceSection) -> bool:
    """The value stands there, and the word about its rest."""
    return any("bytes (ctrl+s" in span.text for line in section.detail._details for span in line.line)


async def opening(value: str) -> None:
    body = state(value)
    deployment = decode_deployment(body)
    url = "https://bench.invalid"
    async with explore(url, source=OpenedState(deployment, body, stack_of(deployment, "file"), url)) as running:
        app = running.app
        await until(lambda: app.browser.detail.overview.is_here)
        app.key("2")
        app.key("enter")
        section = app.browser.detail.resources
        await until(lambda: section.state is not None and section.tree_view.has_focus)
        app.key("G")
        app.key("k")
        await until(lambda: section.spot is not None and section.spot.urns[0].endswith("thing-1"))
        gc.freeze()
        await asyncio.sleep(0.5)
        app.key("j")
        await until(lambda: section.spot is not None and section.spot.urns[0].endswith("thing-2"))
        opened = await app.painting_of(lambda: app.key("enter"), lambda: is_cut(section))
        tell(opened=opened)


def measure() -> list[Row]:
    found = alternate("measure_value", {name: (name,) for name in VALUES}, 3)
    return [
        Row(f"open a detail with a value of 5 MB: {words}", found[name]["opened"] * 1e3, "ms", 200)
        for name, words in (("unbroken", "one line"), ("lines", "many lines"))
    ]


if __name__ == "__main__":
    asyncio.run(opening(VALUES[sys.argv[1]]))

"""The real program with a deliberate error, run in a pseudo-terminal: `crashing_program.py SHAPE ARGUMENTS…`.

Each shape raises at another place, with a secret in the error's message and in local variables, once the state is
loaded.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from stacktui import __main__ as program
from stacktui.demo.state.odd_values import CANARY
from stacktui.explorer.kinds import state as state_kind
from stacktui.pulumi.client import PulumiClient
from stacktui.tui.app import StacktuiApp
from stacktui.tui.dialogs import help as help_screen
from stacktui.tui.screens import browser
from stacktui.tui.sections import resource_detail
from stacktui.tui.sections.resource_detail import ResourceDetail
from stacktui.tui.widgets.resource_tree import ResourceTreeView

if TYPE_CHECKING:
    from stacktui.pulumi.stack import StackIdentifier, StackMetadata

SHAPE, *ARGUMENTS = sys.argv[1:]
TOKEN = os.environ.get("PULUMI_ACCESS_TOKEN", "")


class Broken(RuntimeError):
    pass


def fail(*_held: object, **_named: object) -> NoReturn:
    token, headers, state = TOKEN, {"authorization": f"token {TOKEN}"}, {"password": CANARY}
    cause = KeyError(token)
    raise Broken(f"{headers} {state} {CANARY}") from cause


async def fail_later(*_held: object) -> NoReturn:
    fail()


def recurse(*held: object) -> None:
    token = TOKEN
    recurse(token, *held)


class Unprintable(ExceptionGroup[Exception]):
    def __str__(self) -> str:
        raise ValueError(TOKEN)


class Finalized:
    def __del__(self) -> None:
        fail()


def in_thread(_screen: object) -> None:
    threading.Thread(target=fail, args=(TOKEN,), name=f"worker {CANARY}").start()


def in_loop(_screen: object) -> None:
    asyncio.get_running_loop().call_soon(fail, TOKEN)


def in_finalizer(_screen: object) -> None:
    Finalized()


def in_task(_screen: object) -> None:
    asyncio.get_running_loop().create_task(fail_later(TOKEN))


def group(_screen: object) -> NoReturn:
    raise Unprintable(TOKEN, [Broken(CANARY), ValueError(TOKEN)])


def show_reprs(screen: browser.BrowserScreen) -> None:
    """Record which of the program's objects reveals a secret in its representation."""
    telling = []
    gc.unfreeze()
    for one in gc.get_objects():
        module = type(one).__module__
        if module.startswith(("stacktui.", "httpx")):
            for form in (repr, str):
                try:
                    text = form(one)
                except Exception:  # noqa: BLE001  # httpx and Textual have objects that cannot be printed yet
                    continue
                if CANARY in text or TOKEN in text:
                    telling.append(f"{module}.{type(one).__name__}")
    Path(os.environ["HOME"], "reprs").write_text("\n".join(sorted(set(telling))))
    screen.show_message(())
    Path(os.environ["HOME"], "done").touch()


get_stack_metadata = PulumiClient.get_stack_metadata


async def load_after_a_stray(client: PulumiClient, stack: StackIdentifier) -> StackMetadata:
    """Start a background task that fails unobserved, and continue."""
    match SHAPE:
        case "stray-task":
            asyncio.create_task(fail_later(TOKEN))  # noqa: RUF006  # forgotten on purpose
        case "stray-callback":
            in_loop(None)
        case "stray-thread":
            thread = threading.Thread(target=fail, args=(TOKEN,), name=f"worker {CANARY}")
            thread.start()
            thread.join()
        case "stray-finalizer":
            Finalized()
    return await get_stack_metadata(client, stack)


reload_key = {
    "handler": fail, "group": group, "recursion": recurse, "thread": in_thread, "loop": in_loop,
    "finalizer": in_finalizer, "task": in_task, "reprs": show_reprs,
    "system-exit": lambda _screen: sys.exit(f"{TOKEN} {CANARY}"),
    "worker": lambda screen: screen.run_worker(fail_later(TOKEN, CANARY)),
    "thread-worker": lambda screen: screen.run_worker(lambda: fail(TOKEN), thread=True),
    "timer": lambda screen: screen.set_timer(0.01, lambda: fail(TOKEN)),
    "later": lambda screen: screen.call_later(fail, TOKEN),
    "panic": lambda screen: screen.app.panic(TOKEN, CANARY),
}  # fmt: skip
if SHAPE in reload_key:
    browser.BrowserScreen.action_reload = reload_key[SHAPE]  # type: ignore[assignment,method-assign]  # broken on purpose
elif SHAPE == "compose":
    help_screen.Help.compose = fail  # type: ignore[method-assign]  # broken on purpose
elif SHAPE == "render":
    ResourceTreeView.render_line = fail  # type: ignore[method-assign]  # broken on purpose
elif SHAPE == "decode":
    state_kind.index_deployment = fail_later  # type: ignore[assignment]  # broken on purpose
elif SHAPE == "detail":
    ResourceDetail.draw = fail  # type: ignore[method-assign]  # broken on purpose
elif SHAPE == "unmount":
    StacktuiApp.on_unmount = fail_later  # type: ignore[assignment,method-assign]  # broken on purpose
elif SHAPE == "farewell":
    StacktuiApp.farewell = fail  # type: ignore[method-assign]  # broken on purpose
elif SHAPE == "start":
    program._for_the_screen = fail  # broken on purpose
elif SHAPE.startswith("stray-"):
    PulumiClient.get_stack_metadata = load_after_a_stray  # type: ignore[assignment,method-assign]  # broken on purpose
elif SHAPE == "short-reveal":
    resource_detail.REVEALED_FOR = float(ARGUMENTS.pop(0))
sys.argv = ["stacktui", *ARGUMENTS]
program.main()

"""Drives the program for minutes against a server behind a bad line, and counts what grew and what was lost.

python -m bench.soak [--minutes N] [--seed S] [--faults PERCENT]

Keys are pressed at random in the whole app, as a person would: move, open views, filter, reload, go back; beside it
stacks are created, transferred and deleted. Each minute the app is brought to rest and looked at. At the end stands
what was met; the exit status is 1 where the app ended, a write arrived twice, a write's outcome was told wrongly, or
something grew. The server, and what it remembers, is another process.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from bench.fault_proxy import PROJECT, SHARE, Report, Server, serve
from bench.soak_actions import Hands, Notes, Writer
from bench.standing import Standing, grown, look, print_standings
from stacktui.demo import DEMO_TOKEN
from stacktui.explorer.changes.create import Create
from stacktui.explorer.store import Store
from stacktui.explorer.writes import StackWrites, Write
from stacktui.local.config import Config
from stacktui.pulumi.access_token import AccessToken
from stacktui.pulumi.client import PulumiClient
from stacktui.pulumi.http.policy import RequestPolicy
from stacktui.session import Session
from stacktui.tui.app import StacktuiApp
from stacktui.tui.host.crash import Crashes
from stacktui.tui.host.terminal_run import SWITCH_SECONDS, give_memory_back

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.pilot import Pilot

    from stacktui.pulumi.stack import StackIdentifier

STATE_BYTES = 2_000_000
"""Little, so that the oldest states are let go from the first minute on."""
PATIENCE = RequestPolicy(
    backoff=(0.2, 0.5, 1.0),
    retry_after_cap=2.0,
    read_timeout=3.0,
    write_timeout=3.0,
    read_deadline=20.0,
    export_deadline=30.0,
    write_deadline=8.0,
)


async def at_rest(hands: Hands, app: StacktuiApp, pilot: Pilot[int]) -> Standing:
    """Return the app to its start, wait until nothing is in progress, and record it."""
    await hands.go_home()
    app.auto_reload.seconds = 0
    app._set_timer()
    await pilot.resize_terminal(120, 36)
    await pilot.press("escape", "escape", "1")
    await quiet(app)
    await asyncio.sleep(0.5)
    gc.collect()
    return look()


async def quiet(app: StacktuiApp) -> None:
    """Wait until nothing is loading."""
    async with asyncio.timeout(120):
        while any(not worker.is_finished for worker in app.workers):  # noqa: ASYNC110 - workers tell nobody when they end
            await asyncio.sleep(0.1)


class Soak:
    """One run: the app, the simulated user, the writer, and the results."""

    def __init__(self, server: Server, seed: int, folder: Path) -> None:
        rng = random.Random(seed)
        self.notes = Notes()
        self.server = server
        self.crashes = Crashes(folder, lambda text: text)
        client = PulumiClient(server.url, AccessToken(DEMO_TOKEN), policy=PATIENCE, on_exchange=self.notes.exchange)
        self.store = Store(client, kept_bytes=STATE_BYTES)
        self.writer = Writer(StackWrites(client, self.store, self._record), random.Random(rng.random()))
        self.app = StacktuiApp(
            Session(
                store=self.store,
                writes=self.writer.writes,
                config=Config(clipboard="off", auto_reload=0),
                clock=time.time,
                host="127.0.0.1",
            ),
            self.crashes,
        )
        self._rng = rng
        self.start = Standing()
        self.rests: list[Standing] = []
        self.ran_on = self.is_whole_after = False
        self.actions: Counter[str] = Counter()
        self.pressed = 0

    def _record(self, write: Write) -> None:
        self.writer.record(write)

    async def run(self, minutes: float) -> None:
        give_memory_back()  # as the program does
        sys.setswitchinterval(SWITCH_SECONDS)
        self.start = look()
        asyncio.get_running_loop().set_exception_handler(self.notes.unhandled)
        warnings.showwarning = self.notes.warned  # type: ignore[assignment]  # takes the rest as one tuple
        try:
            async with self.app.run_test(size=(120, 36)) as pilot:
                hands = Hands(pilot, self.app, self.notes, self._rng)
                await self._go_on(hands, pilot, minutes)
                await self._end(hands, pilot)
        except Exception as error:  # noqa: BLE001 - whatever ended the app is what one wants to know
            self.notes.loose[f"{type(error).__name__}: {error}"] += 1
        self.server.show_message("calm")
        await self.store.source.aclose()

    async def _go_on(self, hands: Hands, pilot: Pilot[int], minutes: float) -> None:
        self.actions = hands.actions
        warm = min(120.0, 20 * minutes)
        await self._work(hands, warm)
        began = time.monotonic()
        print(f"at rest after {warm:.0f} s of warm-up, and every minute:")
        await self._rest(hands, pilot, warm)
        while (left := 60 * minutes - warm - (time.monotonic() - began)) > 0 and self.app.is_running:
            await self._work(hands, min(60.0, left))
            if self.app.is_running:
                await self._rest(hands, pilot, warm + time.monotonic() - began)

    async def _end(self, hands: Hands, pilot: Pilot[int]) -> None:
        """End the faults, and check that every outcome is known then."""
        self.ran_on, self.pressed = self.app.is_running, hands.pressed
        self.server.show_message("calm")
        await self.writer.settle()
        self.rests.append(await at_rest(hands, self.app, pilot))
        self.is_whole_after = await self._list_is_whole(pilot)

    async def _work(self, hands: Hands, seconds: float) -> None:
        """Press keys and send writes concurrently."""
        stop = asyncio.Event()
        writing = asyncio.create_task(self.writer.run(stop))
        try:
            await hands.run(seconds)
        finally:
            stop.set()
            await writing

    async def _list_is_whole(self, pilot: Pilot[int]) -> bool:
        """Without faults the program shows the complete list."""
        stacks = self.app.browser.stacks
        stacks.clear_filter()
        stacks.read()
        await pilot.pause()
        await quiet(self.app)
        listed = {str(stack) for stack in stacks.listing.identifiers if stack.project == PROJECT}
        return stacks.listing.is_complete and listed == set(self.server.report().stacks)

    async def _rest(self, hands: Hands, pilot: Pilot[int], seconds: float) -> None:
        """Look at the app at rest, and tell."""
        now, report = await at_rest(hands, self.app, pilot), self.server.report()
        self.rests.append(now)
        print(
            f"{seconds / 60:5.1f} min  requests {report.requests:6,}  faults {sum(e.met for e in report.faults):6,}  "
            f"writes asked {len(self.writer.asked):4} arrived {sum(e.came for e in report.arrivals):4}  "
            f"memory {now.memory / 1e6:6.1f} MB  files {now.files:3}  sockets {now.sockets:3}  tasks {now.tasks:3}  "
            f"threads {now.threads:2}",
            flush=True,
        )


def wanted(write: Write) -> str:
    """The one request of a write, as the proxy names it."""
    method, path = write.change.request()
    path = path.partition("?")[0]
    return f"{method} {path} {write.stack.name}" if isinstance(write.change, Create) else f"{method} {path}"


def told_stacks(writes: Iterable[Write]) -> tuple[set[str], set[str]]:
    """The stacks there should be by what was told of each write, and those of which the program says it cannot tell."""
    there: set[StackIdentifier] = set()
    open_ones: set[StackIdentifier] = set()
    for write in writes:
        if write.is_done:
            there.discard(write.stack)
            there.update(filter(None, (write.target,)))
        elif write.is_open and not (write.verdict and write.verdict.known):
            open_ones.update(filter(None, (write.stack, write.target)))
    return {str(stack) for stack in there}, {str(stack) for stack in open_ones}


def mistakes(soak: Soak, report: Report) -> list[str]:
    """All failed expectations, a sentence each."""
    found: list[str] = []
    asked = Counter(wanted(write) for write in soak.writer.asked.values())
    found += [
        f"Arrived more often than asked: {each.write}" for each in report.arrivals if each.came > asked[each.write]
    ]
    told, open_ones = told_stacks(soak.writer.asked.values())
    wrong = (told ^ set(report.stacks)) - open_ones
    wrong = {name for name in wrong if name.split("/")[1] == PROJECT}
    found += [f"Told wrongly: {name} is {'not there' if name in told else 'there'}" for name in sorted(wrong)]
    if not soak.ran_on:
        found.append("The app ended before its time")
    if soak.crashes.first is not None:
        found.append(f"The app ended: {soak.crashes.first.kind}")
    found += [f"Nobody handled, {count} times: {text}" for text, count in soak.notes.loose.items()]
    found += grown(soak.start, soak.rests) if soak.rests else ["It was never at rest"]
    if not soak.is_whole_after:
        found.append("With a good line again the list is not whole")
    return found


def outcome_of(write: Write) -> str:
    """The outcome in words, with the result of checking."""
    outcome = str(write.outcome or "in progress")
    if write.verdict is None:
        return outcome
    looked = "cannot tell" if not write.verdict.known else "seen done" if write.verdict.done else "seen not done so far"
    return f"{outcome}, looked: {looked}"


def print_end(soak: Soak, report: Report) -> None:
    notes, writes = soak.notes, soak.writer.asked.values()
    actions = ", ".join(f"{kind} {count}" for kind, count in soak.actions.most_common())
    print(f"\nkeys pressed {soak.pressed:,}: {actions}")
    print(f"requests {report.requests:,} on {report.connections:,} connections")
    print(f"answered by a further attempt {notes.recovered:,}")
    print("failed attempts: " + ", ".join(f"{kind} {count}" for kind, count in notes.failed.most_common()))
    print(f"\n{'fault':28}{'met':>8}{'survived':>10}")
    for each in report.faults:
        print(f"{each.kind:28}{each.met:8}{each.survived:10}")
    print(f"{'all':28}{sum(e.met for e in report.faults):8}{sum(e.survived for e in report.faults):10}")
    came, passed = sum(each.came for each in report.arrivals), sum(each.passed for each in report.arrivals)
    most = max((each.came for each in report.arrivals), default=0)
    print(f"\nwrites asked for {len(writes)}, arrived {came}, let through to the server {passed}")
    print(
        f"the same write arrived at most {most} time(s); pressed a second time and refused {soak.writer.refused_twice}"
    )
    outcomes = Counter((write.change.name, outcome_of(write)) for write in writes)
    for (kind, outcome), count in sorted(outcomes.items()):
        print(f"  {kind:14}{outcome:36}{count:6}")
    if soak.rests:
        print_standings(soak.start, soak.rests)


def main() -> int:
    """Run the soak test; 0 if nothing grew, nothing was lost and nothing was sent twice."""
    parser = argparse.ArgumentParser(description="Drive stacktui against a server with a bad line.")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=float, default=SHARE, help="of 100 requests, those that meet one")
    options = parser.parse_args()
    with serve(options.seed, options.faults) as server, tempfile.TemporaryDirectory() as folder:
        soak = Soak(server, options.seed, Path(folder))
        asyncio.run(soak.run(options.minutes))
        report = server.report()
    print_end(soak, report)
    found = mistakes(soak, report)
    print("\n" + ("\n".join(found) or "Nothing grew, nothing was lost, nothing came twice."))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""A signal reaches all current subscribers, and no former ones."""

from __future__ import annotations

from stacktui.files.subscribers import Notices, Signal


def test_each_listener_hears_what_happens_while_it_is_subscribed() -> None:
    signal: Signal[int] = Signal()
    first: list[int] = []
    second: list[int] = []
    signal.send(1)
    leave = signal.subscribe(first.append)
    signal.send(2)
    signal.subscribe(second.append)
    signal.send(3)
    leave()
    leave()
    signal.send(4)
    assert (first, second) == ([2, 3], [3, 4])


def test_the_same_listener_may_subscribe_twice_and_leave_once() -> None:
    signal: Signal[int] = Signal()
    heard: list[int] = []
    leave = signal.subscribe(heard.append)
    signal.subscribe(heard.append)
    leave()
    signal.send(1)
    assert heard == [1]


def test_a_listener_may_leave_while_it_is_called() -> None:
    signal: Signal[int] = Signal()
    heard: list[int] = []
    leave = signal.subscribe(lambda _: leave())
    signal.subscribe(heard.append)
    signal.send(1)
    signal.send(2)
    assert heard == [1, 2]


def test_a_text_is_heard_once_by_each_and_never_more_than_a_hundred_are() -> None:
    notices = Notices()
    early: list[str] = []
    late: list[str] = []
    notices.subscribe(early.append)
    notices.send("old")
    notices.subscribe(late.append)
    notices.send("old")
    assert (early, late) == (["old"], ["old"])
    for number in range(200):
        notices.send(f"text {number}")
    assert len(early) == len(late) == 100

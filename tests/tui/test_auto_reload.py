"""When the screen is reloaded automatically."""

from __future__ import annotations

import pytest

from stacktui.pulumi.errors import NotFound, RateLimited, ServerFault, Unauthorized
from stacktui.tui.auto_reload import DEFAULT, SLOWEST, AutoReload, SleepWatch


@pytest.mark.parametrize(("wanted", "first", "then"), [(0, 0, DEFAULT), (60, 60, 0)])
def test_a_key_turns_it_on_and_off(wanted: int, first: int, then: int) -> None:
    reload = AutoReload(wanted)
    assert reload.seconds == first
    reload.toggle()
    assert reload.seconds == then
    reload.toggle()
    assert reload.seconds == first


@pytest.mark.requirement("N1", "N1.42", "N1.46")
@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (RateLimited("", status=429), 120),
        (Unauthorized("", status=401), 0),
        (ServerFault("", status=503), 60),
        (NotFound("", status=404), 60),
    ],
)
def test_it_goes_slower_when_asked_and_stops_where_nobody_is_logged_in(error: Unauthorized, seconds: int) -> None:
    reload = AutoReload(60)

    assert reload.failed(error) is (seconds != 60)
    assert reload.seconds == seconds


def test_it_never_goes_slower_than_an_hour() -> None:
    reload = AutoReload(3000)
    reload.failed(RateLimited("", status=429))
    assert reload.seconds == SLOWEST
    assert not reload.failed(RateLimited("", status=429))


@pytest.mark.requirement("N1", "N1.61")
def test_a_sleep_is_noticed_once() -> None:
    awake, always = [100.0], [500.0]
    watch = SleepWatch(lambda: awake[0], lambda: always[0])
    awake[0], always[0] = 160.0, 560.0
    assert not watch.has_slept()
    awake[0], always[0] = 161.0, 4161.0
    assert watch.has_slept()
    assert not watch.has_slept()


def test_the_clocks_of_this_machine_go_together() -> None:
    assert not SleepWatch().has_slept()

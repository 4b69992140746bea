"""The table of requirements matches the markers of the tests."""

from tests.requirements import NOT_HELD, REQUIREMENTS, TABLE, holders, table


def test_the_table_is_current() -> None:
    assert TABLE.read_text(encoding="utf-8") == table(), "run `make requirements`"


def test_every_mark_names_a_requirement() -> None:
    assert set(holders()) <= set(REQUIREMENTS)


def test_every_requirement_is_held_or_says_why_not() -> None:
    held = holders()
    assert [name for name in REQUIREMENTS if not held.get(name) and name not in NOT_HELD] == []

"""What is installed is what was written."""

from importlib.metadata import version


def test_the_package_knows_its_version() -> None:
    assert version("stacktui").count(".") == 2

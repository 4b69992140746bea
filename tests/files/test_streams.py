"""Whatever became of the standard streams before the start, and whatever Python lacks, is said in one sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("stacktui")
FULL = "stacktui: Standard output cannot be written: No space left on device.\n"
CLOSED = "stacktui: Standard output cannot be written: it is closed.\n"
LACKING = """
import sys
lacking = sys.argv[1]
class Lacking:
    def find_spec(self, name, path=None, target=None):
        if name == lacking:
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Lacking())
for name in (lacking, "ctypes", "ssl", "zlib"):
    sys.modules.pop(name, None)
from stacktui.__main__ import main
sys.argv[1:] = ["ls", "--demo"]
main()
"""


def run(shell: str) -> tuple[int, str]:
    ran = subprocess.run(["/bin/sh", "-c", f"{PROGRAM} {shell}"], capture_output=True, text=True, check=False)
    return ran.returncode, ran.stderr


@pytest.mark.requirement("H2")
@pytest.mark.parametrize(
    ("shell", "status", "said"),
    [
        ("--version >/dev/full", 1, FULL),
        ("--help >/dev/full", 1, FULL),
        ("completion bash >/dev/full", 1, FULL),
        ("export acme/web-shop/prod --demo >/dev/full", 1, FULL),
        ("--version >&-", 1, CLOSED),
        ("export acme/web-shop/prod --demo >&-", 1, CLOSED),
        ("completion bash >/dev/null 2>&-", 0, ""),
        ("completion bash >/dev/null <&-", 0, ""),
        ("--help | true", 0, ""),
    ],
)
def test_a_stream_that_takes_nothing_is_no_mistake(shell: str, status: int, said: str) -> None:
    assert run(shell) == (status, said)


@pytest.mark.parametrize("name", ["_ctypes", "_ssl", "zlib"])
def test_what_this_python_was_built_without_is_named(name: str) -> None:
    ran = subprocess.run([sys.executable, "-c", LACKING, name], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert (
        ran.stderr
        == f"stacktui: This Python ({sys.executable}) was built without {name}: start stacktui with another one.\n"
    )

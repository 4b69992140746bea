"""Starts stacktui.pyz: rejects another Python or platform, and unpacks the program to a private folder.

Any installed python3 parses this file, so it uses only syntax of Python 3.6.
"""

import atexit
import os
import pkgutil
import platform
import shutil
import stat
import sys
import tempfile
import zipfile
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Iterator  # noqa: UP035  # collections.abc.Iterator takes no parameter in Python 3.6

BUILT_FOR = "built_for.txt"
"""The file of the archive that holds what `this_python` said where it was built."""


def this_python() -> str:
    """Version, platform and binary interface: everything that compiled modules depend on."""
    version = "{}.{}".format(*sys.version_info)
    interface = EXTENSION_SUFFIXES[0].split(".")[1]
    return f"Python {version} on {platform.system()} {platform.machine()} ({interface})"


def start() -> None:
    """Run the program in the archive."""
    data = pkgutil.get_data(__name__, BUILT_FOR)
    built_for = data.decode() if data else ""
    if built_for != this_python():
        sys.exit(
            f"This stacktui.pyz was built for {built_for}; this is {this_python()}. "
            "Run it with that Python, or build one for this system with `make pyz`."
        )
    modules = str(_unpacked(Path(__file__).parent))
    sys.path.insert(0, modules)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (modules, os.environ.get("PYTHONPATH"))))  # for children
    try:
        import msgspec  # noqa: F401  # the compiled module
    except ImportError as error:
        sys.exit(f"This stacktui.pyz was built for a newer or different system than this one: {error}.")
    from stacktui.__main__ import main

    main()


def _unpacked(archive: Path) -> Path:
    """The folder with the program's modules, unpacked unless that was done before."""
    from _bootstrap import extract_site_packages
    from _bootstrap.environment import Environment

    problem = ""
    with zipfile.ZipFile(str(archive)) as opened:
        build = Environment.from_json(opened.read("environment.json").decode()).build_id
        for root in _private_folders():
            unpacked = root / str(build)
            try:
                if not unpacked.exists():
                    extract_site_packages(opened, unpacked)
            except OSError as error:
                problem = f" ({error})"
            else:
                return unpacked / "site-packages"
    sys.exit(
        f"stacktui found no folder in which to unpack itself{problem}. Set TMPDIR to a folder of yours with 50 MB of "
        "space, on a file system that allows programs."
    )


def _private_folders() -> "Iterator[Path]":
    """Where the program may be unpacked: the user's cache, or else a new temporary folder for this run."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))  # noqa: PTH111  # without a home
    kept = cache / "stacktui" / "program"
    if cache.is_absolute() and _make(kept) and is_private(kept.resolve()):
        yield kept.resolve()
    try:
        temporary = Path(tempfile.mkdtemp(prefix="stacktui-"))
    except OSError:
        return
    atexit.register(shutil.rmtree, str(temporary), ignore_errors=True)
    if is_private(temporary.resolve()):
        yield temporary.resolve()


def _make(folder: Path) -> bool:
    before = os.umask(0o077)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    else:
        return True
    finally:
        os.umask(before)


def is_private(folder: Path) -> bool:
    """True if only this user and root can write to the folder or replace it, and programs may run there."""
    me = os.geteuid()
    found = folder.stat()
    if found.st_uid != me or found.st_mode & 0o077 or os.statvfs(str(folder)).f_flag & getattr(os, "ST_NOEXEC", 0):
        return False
    for parent in reversed(folder.parents):
        found = parent.stat()
        if found.st_uid not in (0, me):
            return False
        if not found.st_mode & 0o077:
            return True  # others cannot reach what is below
        if found.st_mode & 0o022 and not found.st_mode & stat.S_ISVTX:
            return False
    return True

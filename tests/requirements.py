"""Writes tests/REQUIREMENTS.md: for every requirement the tests that verify it, from their markers.

python -m tests.requirements
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

TESTS = Path(__file__).parent
TABLE = TESTS / "REQUIREMENTS.md"

REQUIREMENTS = {
    "T1": "One module converts text from the cloud to display objects; no widget gets a plain str built from data",
    "T2": "A poison tenant fills every field with hostile text; nothing of it is obeyed by the terminal",
    "T3": "The same holds for printed output: errors, help, commands, the log",
    "T4": "Markup in data is shown and never acts",
    "T5": "Every cell is one line and bounded; a 5 MB value is visibly cut",
    "T6": "Names that differ by invisible characters look different; odd names are marked",
    "T7": "Links are https and built here; no server text becomes a link",
    "T8": "Cleaning text is idempotent, encodable and leaves no forbidden character",
    "C1": "The route of a copy is chosen by where the program runs, and each route is guarded",
    "C2": "What was sent to the terminal is never called copied",
    "C3": "What is too long for OSC 52 is not sent; a file is offered",
    "C4": "The raw value is copied, risky ones quoted; a masked secret is not copied",
    "C5": "Lone surrogates never make copying or saving fail",
    "C6": "No byte of a helper program reaches the terminal",
    "C7": "Nothing bypasses the masking: selection copy and password inputs",
    "S1": "Canary token and secrets appear in no output, in no crash shape",
    "S2": "A crash report contains what and where, never values; the exit code shows it",
    "S3": "The token lives in an object that cannot be printed",
    "S4": "Masking happens in the model, for every form and depth",
    "S5": "What looks secret is hidden until asked for",
    "S6": "Revealing is for one value, for 30 seconds, and leaves no trace",
    "S7": "No screenshot command; textual's own debug switches are refused",
    "S8": "Files are written atomically, 0600, never through a link",
    "S9": "Logs are off by default, 0600 and redacted",
    "S10": "No core dumps; children do not inherit the token",
    "S11": "No state is kept on disk; the cache of names is 0600",
    "A1": "Redirects are not followed",
    "A2": "The token is sent to one origin only",
    "A3": "Plain http only on loopback, and never through a proxy",
    "A4": "A token belongs to one backend URL and goes to no other",
    "A5": "Every unusable credentials file has its own message, and stays unchanged",
    "A6": "Certificates are checked against the system's store or named files",
    "A7": "A name cannot leave its path segment",
    "A8": "401, 403 and 404 are distinguished; a required single sign-on is named",
    "A9": "Nothing is read from the environment that is not documented",
    "D1": "No write is ever repeated by itself",
    "D2": "One confirmation is one request, whatever is pressed; leaving while it runs is asked about",
    "D3": "Deleting requires the full name, forcing a second phrase",
    "D4": "A change between preflight and confirmation stops the write",
    "D5": "The dialog says who, where, what, and what is not deleted",
    "D6": "Read-only is enforced in the client",
    "D7": "Each refusal has its own words, with the server's and the request id",
    "D8": "After a write the server is asked; nothing is removed before that",
    "D9": "Every write leaves a line in a local journal, 0600",
    "D10": "Only pressed keys are keys: no byte of a paste, nor of a truncated or unknown sequence",
    "D11": "Only the user selects a stack; no other one is shown, copied or written to as the selected one",
    "N1": "The rows of network faults, for reads and for writes",
    "N2": "One table classifies every exception of the HTTP library",
    "N3": "Bodies are capped before and after decompression, and decoded off the event loop when large",
    "N4": "Every operation has a deadline",
    "N5": "Random faults over a long time leave nothing behind",
    "H1": "The terminal is restored after every ending",
    "H2": "The exit code shows how it ended",
    "H3": "No process is left, and none uses processor time",
    "H4": "tmux detached and attached at another size is drawn again",
    "H5": "stty says the same before and after",
    "H6": "It starts at once without a network",
    "E1": "Dependencies are locked with hashes and installed by them",
    "E2": "Dependencies are checked for known vulnerabilities",
    "E3": "Releases carry a bill of materials",
    "E4": "Parsers are fuzzed",
    "E5": "A chaos server in the repository",
    "E6": "Linted for security, typed, warnings are errors, no token in the tree",
    "E7": "No telemetry, no shell, no code from the current directory",
    "E8": "A threat model",
}

FAULTS = (
    "connection refused", "a name that does not exist", "a name server that does not answer",
    "a connection that is never accepted", "no route to the host", "a broken IPv6 beside a working IPv4",
    "a TLS handshake that hangs or breaks", "a certificate that is not trusted, has expired or is another host's",
    "a certificate that is not valid yet", "a proxy that is not there, wants a login or refuses",
    "accepted, then silence", "closed before the answer", "reset before the answer", "half the headers",
    "headers that drip", "no HTTP at all", "shorter than its length", "chunks cut short", "JSON cut short",
    "gzip cut short", "gzip corrupt", "a body that drips", "a stall within the body", "a gzip bomb",
    "a valid export of 200 MB", "a body without end", "huge or countless headers", "an unknown encoding",
    "a web page", "a redirect to a login page", "redirects in a circle", "an empty answer",
    "null, a list, a text, a number", "fields of the wrong type", "fields that are missing, new or unknown",
    "a key twice, NaN, Infinity", "a number of 5,000 digits", "100,000 lists deep",
    "no UTF-8, BOM, UTF-16, odd charset", "lone surrogates in names", "400",
    "401 in the middle of a session", "403 and 404 on one thing", "408, 425", "409",
    "429 with every Retry-After", "5xx once", "5xx permanently", "status 999", "1xx before the answer",
    "kept alive, closed while idle", "kept alive, closed as the request is written",
    "pages that turn in a circle, never end or fail", "pages that change meanwhile",
    "a late answer for a view that was left",
    "the cursor held over 10,000 rows", "the reload key held", "leaving with 50 requests in flight",
    "half of all answers fail", "offline at the start", "a machine that slept", "stopped with a request in flight",
    "half-open connections", "a clock that is set", "warnings of the server",
)  # fmt: skip
"""The rows of N1, from the first: `N1.46` is the one about Retry-After."""
REQUIREMENTS |= {f"N1.{number}": words for number, words in enumerate(FAULTS, 1)}

NOT_HELD = {
    "E2": (
        "needs a service that publishes known weaknesses, which neither the tests nor CI can reach: "
        "`pip-audit --disable-pip -r requirements-dev.lock` is a step of the release checklist in CONTRIBUTING.md"
    ),
}


def holders() -> dict[str, list[str]]:
    """Requirement → the tests marked with it, as `file::test`."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        everywhere = [one for node in module.body if isinstance(node, ast.Assign) for one in _marks(node.value)]
        for node in ast.walk(module):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or not node.name.startswith("test_"):
                continue
            for requirement in {*everywhere, *(one for mark in node.decorator_list for one in _marks(mark))}:
                found[requirement].append(f"{path.relative_to(TESTS)}::{node.name}")
    for number, name in re.findall(
        r'"((\d\d?) [^"]+)"', (TESTS / "pulumi/http/fault_rows.py").read_text(encoding="utf-8")
    ):
        if name.isdecimal():
            found[f"N1.{name}"].append(f"pulumi/http/test_faults.py [{number}]")
    return found


def _marks(node: ast.expr) -> list[str]:
    return [
        argument.value
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "requirement"
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def table() -> str:
    """The page as text."""
    held = holders()
    lines = [
        "# Requirements",
        "",
        "Written by `make requirements` from the marks on the tests; the threats behind them stand in SECURITY.md.",
        "",
        "| | requirement | held by |",
        "| --- | --- | --- |",
    ]
    for name, words in REQUIREMENTS.items():
        tests = [f"`{test}`" for test in sorted(set(held.get(name, [])))]
        if name in NOT_HELD:
            tests.append(f"not held by a test: {NOT_HELD[name]}")
        lines.append(f"| {name} | {words} | {'<br>'.join(tests) or '**not held**'} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")

"""States as people save them are read, and other files are called what they are."""

from __future__ import annotations

import codecs
import io
import json

import pytest

from stacktui.cli.failures import CommandFailed
from stacktui.cli.state_file import read_state_and_bytes
from stacktui.pulumi.state import foreign_files
from stacktui.pulumi.state.foreign_files import place_of_fault
from tests.states import export, resource, urn

STATE = json.dumps(export(resource("ä", inputs={"text": "{\n"}), resource("b")), indent=4, ensure_ascii=False)
COMMA_LOST = STATE.replace('"custom": true,', '"custom": true', 1)
CONFLICT = STATE.replace('\n                "custom"', '\n<<<<<<< HEAD\n                "custom"', 1)


def read(data: bytes) -> list[str]:
    state, body = read_state_and_bytes("-", io.BytesIO(data))
    assert json.loads(body.decode("utf-8-sig")) == json.loads(STATE)
    return [entry.urn for entry in state.resources]


@pytest.mark.parametrize(
    "data",
    [
        STATE.encode("utf-8-sig"),
        STATE.encode("utf-16"),
        codecs.BOM_UTF16_BE + STATE.encode("utf-16-be"),
        STATE.encode("utf-32"),
        codecs.BOM_UTF32_BE + STATE.encode("utf-32-be"),
        f"warning: a new version {{of}} it\n$ brew upgrade\n{STATE}".encode(),
        f"Enter your passphrase\n    (set X):  \n{STATE}\n".encode(),
        f"{STATE}\nwarning: using x from $PATH\n".encode(),
        f"{{not json\n  {STATE}\n}}".encode(),
        f"warning: x\n{STATE}".encode("utf-16"),
    ],
)
def test_a_state_is_found_in_any_encoding_and_among_words(data: bytes) -> None:
    assert read(data) == [urn("ä"), urn("b")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x28\xb5\x2f\xfd....", "is compressed with zstd: write `zstd -dc FILE | stacktui open -`."),
        (b'{"version": 4, "terraform_version": "1.9.5", "resources": [{"name": "x"}]}', "It is a Terraform state"),
        (b'{"nameTable": {}, "resources": []}', "It is an import file: `pulumi import --file` reads it."),
        (b'{"resources": [{"type": "t", "name": "orders", "id": "x"}]}', "It is an import file"),
        (b'{"config": {}, "steps": []}', "It is the plan of `pulumi preview --json`."),
        (STATE[:-3].encode(), f"line 19, column 5, in or after the entry of {urn('b')}."),
        (COMMA_LOST.encode(), f"stops being JSON at line 8, column 17, in or after the entry of {urn('ä')}."),
        (CONFLICT.encode(), "line 7, column 1, in or after the entry of"),
    ],
)
def test_what_is_no_state_says_what_it_is_or_where_it_breaks(data: bytes, words: str) -> None:
    with pytest.raises(CommandFailed) as caught:
        read_state_and_bytes("-", io.BytesIO(data))
    assert words in caught.value.sentence


def test_no_place_is_named_where_none_can_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert place_of_fault(b"{}") == ""
    assert place_of_fault(b"[" * 200_000) == ""
    monkeypatch.setattr(foreign_files, "_LOCATED", 3)
    assert place_of_fault(b"[1,]") == ""

"""The data of a running demo server: its stacks, in memory, by name and in pages."""

from __future__ import annotations

import base64
import json
import zlib
from bisect import bisect_right
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from stacktui.demo.company.building import build_state
from stacktui.demo.routes.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stacktui.demo.company.projects import Organization
    from stacktui.demo.company.stacks import StackRecord
    from stacktui.demo.state.builder import State

PAGE_SIZE = 100
_KEPT_STATES = 8

Key = tuple[str, str, str]


class Selection(NamedTuple):
    """The filters of the list; None means any."""

    organization: str | None
    project: str | None
    tag_name: str | None
    tag_value: str | None

    def takes(self, record: StackRecord) -> bool:
        if self.organization is not None and record.organization != self.organization:
            return False
        if self.project is not None and record.project != self.project:
            return False
        if self.tag_name is None:
            return self.tag_value is None or self.tag_value in record.tags.values()
        value = record.tags.get(self.tag_name)
        return value is not None and self.tag_value in (None, value)


class Page(NamedTuple):
    """A part of the list, and the token for the next one."""

    records: list[StackRecord]
    token: str | None


class Tenant:
    """The stacks of one server. Times are in Unix seconds before `now`."""

    active_update_only = False
    """Reports a running update only by `activeUpdate`, and allows writes, as some self-hosted servers do."""

    is_minimal = False
    """Serves what the pulumi CLI asks for and no more, as some self-hosted servers do: fewer endpoints, no IDs, tags in
    the list, and updates from page 0."""

    def __init__(self, records: Iterable[StackRecord], organizations: tuple[Organization, ...], now: int) -> None:
        self.now = now
        self.organizations = organizations
        self.created: list[str] = []
        self.deleted: list[StackRecord] = []
        """Latest first."""
        self._records = {record.key: record for record in records}
        self._by_id = {record.id: record for record in self._records.values()}
        self._keys = sorted(self._records)
        self._selected: tuple[Selection, list[Key]] | None = None
        self._states: OrderedDict[tuple[Key, int], State] = OrderedDict()
        self.readers: dict[str, list[tuple[StackRecord, int]]] = {}
        for record in self._records.values():
            for reading in record.reads:
                self.readers.setdefault(reading.target, []).append((record, reading.behind))

    def __len__(self) -> int:
        return len(self._records)

    def __contains__(self, key: Key) -> bool:
        return key in self._records

    def organization(self, login: str) -> Organization | None:
        return next((o for o in self.organizations if o.login == login), None)

    def find(self, key: Key) -> StackRecord:
        """The stack with this name.

        Raises:
            Refusal: 404, there is none.
        """
        record = self._records.get(key)
        if record is None:
            raise Refusal(404, f"Not Found: Stack '{'/'.join(key)}' not found")
        return record

    def by_id(self, identifier: str) -> StackRecord | None:
        """The stack with this ID, unless it was deleted."""
        return self._by_id.get(identifier)

    def has_project(self, organization: str, project: str) -> bool:
        return any(key[:2] == (organization, project) for key in self._keys)

    def add(self, record: StackRecord) -> None:
        self._change(lambda: self._put(record))

    def remove(self, record: StackRecord) -> None:
        self.deleted.insert(0, record)
        self._change(lambda: self._take(record))

    def move(self, record: StackRecord, to: Key) -> None:
        """Rename a stack; its ID and references to it stay."""

        def moved() -> None:
            self._take(record)
            record.organization, record.project, record.name = to
            self._put(record)

        self._change(moved)

    def retag(self, record: StackRecord, tags: dict[str, str]) -> None:
        def retagged() -> None:
            record.tags = tags

        self._change(retagged)

    def state(self, record: StackRecord, version: int) -> State:
        """The state at a version, built now or cached."""
        at = (record.key, version)
        state = self._states.get(at)
        if state is None:
            upstream = (self._by_id.get(reading.target) for reading in record.reads)
            names = [target.seed for target in upstream if target is not None]
            state = self._states[at] = build_state(record, version, self.now, names)
            while len(self._states) > _KEPT_STATES:
                self._states.popitem(last=False)
        return state

    def page(self, selection: Selection, token: str | None, size: int) -> Page:
        """A page of the list, sorted by name.

        Raises:
            Refusal: 400, the token is not from this server.
        """
        keys = self._select(selection)
        start = bisect_right(keys, _read_token(token)) if token else 0
        chosen = keys[start : start + size]
        more = _make_token(chosen[-1]) if start + size < len(keys) else None
        return Page([self._records[key] for key in chosen], more)

    def _select(self, selection: Selection) -> list[Key]:
        if self._selected is None or self._selected[0] != selection:
            keys = self._keys
            if selection != Selection(None, None, None, None):
                keys = [key for key in keys if selection.takes(self._records[key])]
            self._selected = (selection, keys)
        return self._selected[1]

    def _put(self, record: StackRecord) -> None:
        self._records[record.key] = record
        self._by_id[record.id] = record

    def _take(self, record: StackRecord) -> None:
        del self._records[record.key]
        del self._by_id[record.id]

    def _change(self, change: Callable[[], None]) -> None:
        change()
        self._keys = sorted(self._records)
        self._selected = None
        self._states.clear()


def _make_token(key: Key) -> str:
    text = json.dumps(key).encode()
    return base64.urlsafe_b64encode(f"{zlib.crc32(text):08x}".encode() + text).decode().rstrip("=")


def _read_token(token: str) -> Key:
    try:
        data = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        if f"{zlib.crc32(data[8:]):08x}".encode() == data[:8]:
            organization, project, name = msgspec.json.decode(data[8:], type=list[str])
            return (organization, project, name)
    except (ValueError, UnicodeError, msgspec.MsgspecError):
        pass
    raise Refusal(400, "Bad Request: Invalid continuation token.")

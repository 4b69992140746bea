"""Formats inputs and outputs as an indented tree with aligned keys, masked and bounded in size.

Special values are named: `[secret]`, an asset, a reference to a resource, an unknown value. A short string that
contains JSON is shown as JSON. A value of five megabytes costs only the lines that are shown.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from stacktui.presentation.resources.detail_lines import DetailLine, under
from stacktui.presentation.text.lines import Span, Tone, cleaned, literal
from stacktui.presentation.text.safe_text import VALUE_LIMIT, SafeText, cell_width, clean, clean_lines, fill, words
from stacktui.presentation.text.wording import count
from stacktui.pulumi.properties.suspicion import looks_secret
from stacktui.pulumi.properties.values import (
    Archive,
    Asset,
    ByteString,
    PropertyMap,
    ResourceReference,
    Secret,
    Unknown,
    UnknownSpecial,
    is_internal,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacktui.index.resources import Node, ResourceIndex
    from stacktui.pulumi.properties.values import PropertyValue
    from stacktui.pulumi.tolerant_json import Json

LINES_LIMIT = 2000
"""The maximum number of lines of one section."""
_DEPTH_LIMIT = 24
_JSON_LIMIT = 4096
_KEY_COLUMN = 32
_PLAIN_KEY = re.compile(r"[A-Za-z_$][A-Za-z0-9_$-]*")
_REVEALS = literal("  x reveals it", Tone.MUTED)


def property_path(parent: str, name: str) -> str:
    """A path as Pulumi writes it: `outputs.tags.Name`, `outputs.tags["a.b"]`."""
    return f"{parent}.{name}" if _PLAIN_KEY.fullmatch(name) else f"{parent}[{json.dumps(name)}]"


def property_lines(
    index: ResourceIndex,
    section: str,
    properties: PropertyMap,
    revealed: frozenset[str],
    *,
    mask_suspected_secrets: bool = True,
) -> Iterator[DetailLine]:
    """The lines of one section (`inputs` or `outputs`), at most LINES_LIMIT; `revealed` contains paths."""
    tree = _PropertyTree(index, revealed, mask_suspected_secrets=mask_suspected_secrets)
    lines = tree.fields(properties, _Place(section, 1, is_dim=False))
    more = under(literal("… more lines (ctrl+s: save, y: copy all)", Tone.MUTED), copies=properties)
    for number, line in enumerate(lines):
        shown = line if number < LINES_LIMIT else more
        yield shown if mask_suspected_secrets else shown._replace(masks_suspected=False)
        if number == LINES_LIMIT:
            return


class _Place(NamedTuple):
    """The position of a value in the tree; values below internal keys are dimmed."""

    path: str
    depth: int
    is_dim: bool


class _Entry(NamedTuple):
    """A value and the text before it."""

    place: _Place
    name: str
    head: tuple[Span, ...]

    @property
    def tone(self) -> Tone:
        return Tone.MUTED if self.place.is_dim else Tone.PLAIN

    def line(self, *spans: Span, target: Node | None = None, copies: str | None = None) -> DetailLine:
        return DetailLine((*self.head, *spans), self.place.path, target, copies)


class _PropertyTree:
    """Generates the lines of values lazily."""

    def __init__(self, index: ResourceIndex, revealed: frozenset[str], *, mask_suspected_secrets: bool) -> None:
        self._index = index
        self._revealed = revealed
        self._suspects = mask_suspected_secrets

    def fields(self, properties: PropertyMap, place: _Place) -> Iterator[DetailLine]:
        column = min(
            _KEY_COLUMN, max((cell_width(clean(name)) for name, _ in properties.entries[:LINES_LIMIT]), default=0)
        )
        for name, value in properties.entries:
            is_dim = place.is_dim or is_internal(name)
            inner = _Place(property_path(place.path, name), place.depth, is_dim)
            yield from self._value(_entry(inner, name, clean(name), column), value)

    def _elements(self, values: tuple[PropertyValue, ...], place: _Place, name: str) -> Iterator[DetailLine]:
        column = len(str(len(values) - 1)) + 2
        for number, value in enumerate(values):
            inner = _Place(f"{place.path}[{number}]", place.depth, place.is_dim)
            yield from self._value(_entry(inner, name, SafeText(f"[{number}]"), column), value)

    def _value(self, entry: _Entry, value: PropertyValue) -> Iterator[DetailLine]:
        if isinstance(value, str):
            yield from self._text(entry, value)
        elif isinstance(value, Secret):
            yield from self._secret(entry, value)
        elif isinstance(value, PropertyMap | tuple):
            yield from self._container(entry, value)
        elif isinstance(value, Asset | Archive):
            yield from self._file(entry, value)
        else:
            yield self._scalar(entry, value)

    def _scalar(
        self, entry: _Entry, value: bool | float | ResourceReference | Unknown | ByteString | UnknownSpecial | None
    ) -> DetailLine:
        match value:
            case ResourceReference():
                target = next(iter(self._index.nodes_of(value.urn)), None)
                told = fill("{}  id {}", clean(value.urn), value.id) if value.id else clean(value.urn)
                return entry.line(literal("→ ", Tone.MUTED), Span(told, Tone.LINK), target=target, copies=value.urn)
            case Unknown():
                return entry.line(literal("[not known yet]", Tone.MUTED))
            case ByteString():
                return entry.line(Span(fill('b"{}"', value.base64), entry.tone), copies=value.base64)
            case UnknownSpecial():
                return entry.line(Span(fill("[unknown special value: {}]", value.reason), Tone.WARNING))
            case _:
                said = json.dumps(value)
                return entry.line(Span(clean(said), Tone.MUTED if value is None else entry.tone), copies=said)

    def _container(self, entry: _Entry, value: PropertyMap | tuple[PropertyValue, ...]) -> Iterator[DetailLine]:
        is_map = isinstance(value, PropertyMap)
        size = len(value)
        if size == 0:
            yield entry.line(literal("{}" if is_map else "[]", Tone.MUTED), copies="{}" if is_map else "[]")
            return
        if entry.place.depth >= _DEPTH_LIMIT:
            number = count(size, "entry", "entries")
            yield DetailLine(
                (*entry.head, Span(fill("… {} nested deeper", number), Tone.MUTED)), entry.place.path, None, value
            )
            return
        yield DetailLine(entry.head, entry.place.path, None, value)
        below = entry.place._replace(depth=entry.place.depth + 1)
        if isinstance(value, PropertyMap):
            yield from self.fields(value, below)
        else:
            yield from self._elements(value, below, entry.name)

    def _text(self, entry: _Entry, value: str) -> Iterator[DetailLine]:
        document = _as_json(value)
        looks = self._suspects and (looks_secret(entry.name, value[:VALUE_LIMIT]) or _holds_what_looks_secret(document))
        if looks:
            if entry.place.path not in self._revealed:
                spans = (literal("[looks secret]", Tone.SECRET), _REVEALS)
                yield DetailLine((*entry.head, *spans), entry.place.path, is_secret=True)
                return
            yield from self._block(entry, value, Tone.SECRET, is_secret=True)
        elif document is not None:
            yield entry.line(literal("JSON", Tone.MUTED), copies=value)
            yield from _below(entry, clean_lines(_pretty(document)), entry.tone, value)
        elif value == "":
            yield entry.line(literal('""', Tone.MUTED), copies="")
        else:
            yield from self._block(entry, value, entry.tone)

    def _secret(self, entry: _Entry, value: Secret) -> Iterator[DetailLine]:
        if not value.has_plaintext:
            yield entry.line(literal("[secret]", Tone.SECRET))
        elif entry.place.path not in self._revealed:
            yield DetailLine(
                (*entry.head, literal("[secret]", Tone.SECRET), _REVEALS), entry.place.path, is_secret=True
            )
        else:
            plain = value.reveal()
            text = plain if isinstance(plain, str) else _pretty(plain)
            yield from self._block(entry, text, Tone.SECRET, is_secret=True)

    def _block(self, entry: _Entry, value: str, tone: Tone, *, is_secret: bool = False) -> Iterator[DetailLine]:
        """A single-line text beside its key, a longer one below it."""
        lines = clean_lines(value)
        if len(lines) == 1:
            yield DetailLine((*entry.head, Span(lines[0], tone)), entry.place.path, None, value, is_secret)
            return
        yield DetailLine((*entry.head, literal("│", Tone.MUTED)), entry.place.path, None, value, is_secret)
        for line in _below(entry, lines, tone, value):
            yield line._replace(is_secret=is_secret)

    def _file(self, entry: _Entry, value: Asset | Archive) -> Iterator[DetailLine]:
        what = words("asset") if isinstance(value, Asset) else words("archive")
        head = Span(fill("[{} {}] ", what, value.kind), Tone.MUTED)
        digest = (
            Span(fill("  sha256 {}…", value.hash[:12]), Tone.MUTED) if value.hash and value.kind != "hash" else None
        )
        if value.kind == "text":
            yield entry.line(head, *((digest,) if digest else ()))
            inner = entry.place._replace(path=f"{entry.place.path}.text", depth=entry.place.depth + 1)
            yield from self._text(_entry(inner, entry.name, words("text"), 4), value.value)
            return
        told = value.hash if value.kind == "hash" else value.value
        yield entry.line(head, cleaned(told, entry.tone), *((digest,) if digest else ()), copies=told)
        if isinstance(value, Archive):
            yield from self.fields(value.assets, entry.place._replace(depth=entry.place.depth + 1))


def _entry(place: _Place, name: str, label: SafeText, column: int) -> _Entry:
    gap = max(0, column - cell_width(label)) + 2
    return _Entry(place, name, (Span(SafeText("  " * place.depth)), Span(SafeText(label + " " * gap), Tone.MUTED)))


def _below(entry: _Entry, lines: Iterable[SafeText], tone: Tone, value: str) -> Iterator[DetailLine]:
    indent = Span(SafeText("  " * (entry.place.depth + 1)))
    for line in lines:
        yield DetailLine((indent, Span(line, tone)), entry.place.path, None, value)


def _as_json(text: str) -> Json:
    """The object or list that a short string contains as JSON, or None."""
    if len(text) > _JSON_LIMIT or text[:1] not in {"{", "["}:
        return None
    try:
        found: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found


def _pretty(value: Json) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _holds_what_looks_secret(value: Json) -> bool:
    if isinstance(value, dict):
        return any(
            looks_secret(name, inner) if isinstance(inner, str) else _holds_what_looks_secret(inner)
            for name, inner in value.items()
        )
    return isinstance(value, list) and any(map(_holds_what_looks_secret, value))

"""JSON documents, also with JSON in their texts: their leaves and lists, and copies with something else in a place."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

INSIDE = "(inside)"
"""A step of a path: into the JSON that a text holds."""

FIRST, LAST = "first", "last"
"""Which element of a list stands for all of them."""

COUNT = "(count)"
"""The last step of the way to a list's or a mapping's size."""

EACH = "each"
"""Stands for whatever names a mapping has: they are data, and no names of fields."""

Path = tuple[str | int, ...]
"""The way to a place in a document: keys, positions, and :data:`INSIDE`."""

_OF_A_RECEIVER = frozenset({"raw", "number", "at", "actor", "tab", "complaints", "comparable", "next"})
"""Fields of canonical objects that say where something came in, or repeat what the other fields say."""


class Named(dict[str, Any]):
    """A mapping whose keys are names of fields, as a canonical object's are."""


def nodes(document: Any, pick: str, groups: Sequence[str] = (), path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value, list and object in it, with the way to it. Of a list's elements only the picked one is entered; of
    the list that ``groups`` sorts into kinds, one by one, the picked one of each kind."""
    inner = _opened(document)
    if inner is not None:
        yield from nodes(inner, pick, groups, (*path, INSIDE))
        return
    yield path, document
    if isinstance(document, dict):
        for name, value in document.items():
            yield from nodes(value, pick, groups, (*path, name))
    elif isinstance(document, list) and document:
        for place in picked(document, pick, groups):
            yield from nodes(document[place], pick, (), (*path, place))


def picked(elements: Sequence[Any], pick: str, groups: Sequence[str] = ()) -> list[int]:
    """The places of the elements that stand for all: the first or the last one, of each kind where there are kinds."""
    kinds = groups if len(groups) == len(elements) else [""] * len(elements)
    places = range(len(kinds)) if pick == LAST else range(len(kinds) - 1, -1, -1)
    return sorted({kinds[place]: place for place in places}.values())


def at(document: Any, path: Path) -> Any:
    """What stands there; a LookupError where nothing does."""
    for step in path:
        document = json.loads(document) if step == INSIDE else document[step]
    return document


def put(document: Any, path: Path, value: Any) -> Any:
    """The document with another value there; the given one stays as it is."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if step == INSIDE:
        return json.dumps(put(json.loads(document), rest, value), ensure_ascii=False)
    copy: Any = dict(document) if isinstance(document, dict) else list(document)
    copy[step] = put(copy[step], rest, value)
    return copy


def written(path: Path) -> str:
    """A path without positions, the same for every element of a list: "figures.value"."""
    return ".".join(step for step in path if isinstance(step, str) and step != INSIDE)


def canonical(thing: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The leaves of canonical objects, with the way to each."""
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        for each in dataclasses.fields(thing):
            if each.name not in _OF_A_RECEIVER:
                yield from canonical(getattr(thing, each.name), (*path, each.name))
    elif isinstance(thing, Named):
        for name, value in thing.items():
            yield from canonical(value, (*path, name))
    elif isinstance(thing, Mapping):
        yield (*path, COUNT), len(thing)
        for place, value in enumerate(thing.values()):
            yield from canonical(value, (*path, EACH, place))
    elif isinstance(thing, list | tuple):
        yield (*path, COUNT), len(thing)
        for place, value in enumerate(thing):
            yield from canonical(value, (*path, place))
    else:
        yield path, thing


def _opened(text: Any) -> Any:
    if isinstance(text, str) and text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except ValueError:
            return None
    return None
